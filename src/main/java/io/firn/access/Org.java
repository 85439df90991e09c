package io.firn.access;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** Whose things are kept apart from others': apps, tokens and secrets belong to one. */
@Entity
public class Org {
    @Id
    private UUID id;

    private String name;
    private Instant createdAt;

    protected Org() {}

    Org(UUID id, String name, Instant now) {
        this.id = id;
        this.name = name;
        this.createdAt = now;
    }

    /** Id. */
    public UUID id() {
        return id;
    }

    /** Name, unique in the installation. */
    public String name() {
        return name;
    }

    /** When it was made. */
    public Instant createdAt() {
        return createdAt;
    }
}
