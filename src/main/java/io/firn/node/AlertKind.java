package io.firn.node;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an operator is told of a node. {@code docs/operate/alerts.md} says what each means and what to do. */
public enum AlertKind {
    /** Its processors are busy. */
    CPU,
    /** Its memory is nearly used up. */
    MEMORY,
    /** The file system of its store, or that of its logs, is nearly full. */
    DISK,
    /** Its slots, or the memory that the operator lets builds have, are nearly used up. */
    CAPACITY;

    /** As people and JSON write it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
