package io.firn.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node is there for; it may have several roles at once. */
public enum NodeRole {
    /** Runs Nix builds. */
    BUILDER,
    /** Runs releases in Docker Swarm. */
    SWARM,
    /** Runs releases in systemd-nspawn machines. */
    NSPAWN;

    /** As people and JSON write it: {@code builder}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a label. */
    @JsonCreator
    public static NodeRole parse(String label) {
        for (NodeRole role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new IllegalArgumentException("a node's role is 'builder', 'swarm' or 'nspawn', not '" + label + "'");
    }
}
