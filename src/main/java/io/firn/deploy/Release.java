package io.firn.deploy;

import io.firn.nix.StorePath;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What can run: a closure, its image, the configuration of that day, the process types. Numbered within its app, immutable. */
@Entity
@Immutable
public class Release {
    @Id
    private UUID id;

    private UUID appId;
    private int number;
    private String root;
    private String image;
    private long configRevision;
    private byte[] config;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private String[] processes;

    private @Nullable Integer port;
    private @Nullable String healthPath;
    private String reason;
    private UUID runId;
    private Instant createdAt;

    protected Release() {}

    Release(UUID id, int number, NewRelease wanted, byte[] config, Instant now) {
        this.id = id;
        this.appId = wanted.appId();
        this.number = number;
        this.root = wanted.root().toString();
        this.image = wanted.image();
        this.configRevision = wanted.config().revision();
        this.config = config.clone();
        this.processes = wanted.processes().toArray(String[]::new);
        this.port = wanted.serving().port();
        this.healthPath = wanted.serving().healthPath();
        this.reason = wanted.reason();
        this.runId = wanted.runId();
        this.createdAt = now;
    }

    /** Id. */
    public UUID id() {
        return id;
    }

    /** App. */
    public UUID appId() {
        return appId;
    }

    /** Number within its app, from 1 and without gaps. */
    public int number() {
        return number;
    }

    /** Root of its closure. */
    public StorePath root() {
        return StorePath.parse(root);
    }

    /** Its image, named by digest. */
    public String image() {
        return image;
    }

    /** Revision of the configuration that it was made with. */
    public long configRevision() {
        return configRevision;
    }

    byte[] sealedConfig() {
        return config.clone();
    }

    /** Its process types. */
    public List<String> processes() {
        return List.of(processes);
    }

    /** Where it says that it listens and is well. */
    public Serving serving() {
        return new Serving(port, healthPath);
    }

    /** Why it was made, for people. */
    public String reason() {
        return reason;
    }

    /** The run that made it. */
    public UUID runId() {
        return runId;
    }

    /** When it was made. */
    public Instant createdAt() {
        return createdAt;
    }

    /** As people write it: {@code v7}. */
    public String version() {
        return "v" + number;
    }
}
