package io.firn.app;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a developer owns: a name, a source, settings, releases. Its name is unique in the installation. */
@Entity
public class App {
    @Id
    private UUID id;

    private UUID orgId;
    private String name;
    private String defaultBranch;

    @Enumerated(EnumType.STRING)
    private AppState state;

    private @Nullable String healthPath;
    private @Nullable Long keepWarmMs;
    private Instant createdAt;

    @Version
    private long version;

    protected App() {}

    App(UUID id, UUID orgId, AppName name, Instant now) {
        this.id = id;
        this.orgId = orgId;
        this.name = name.value();
        this.defaultBranch = "main";
        this.state = AppState.ACTIVE;
        this.createdAt = now;
    }

    /** Gives it another name. */
    void rename(AppName to) {
        requireActive("rename");
        name = to.value();
    }

    /** Begins its end. A second time changes nothing. */
    void delete() {
        state = AppState.DELETING;
    }

    /** Names the branch whose pushes are deployed. */
    void deployFrom(String branch) {
        requireActive("change");
        defaultBranch = branch;
    }

    /** Says how its health is asked for and how long an old release stays warm; null means Firn's default. */
    void tune(@Nullable String newHealthPath, @Nullable Duration newKeepWarm) {
        requireActive("change");
        healthPath = newHealthPath;
        keepWarmMs = newKeepWarm == null ? null : newKeepWarm.toMillis();
    }

    /** A conflict where the app is being deleted. */
    public void requireActive(String verb) {
        if (state != AppState.ACTIVE) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not " + verb + " the app '" + name + "': it is being deleted.",
                    "Wait until it is gone, then create it anew.");
        }
    }

    /** Id; never changes. */
    public UUID id() {
        return id;
    }

    /** The org that it belongs to. */
    public UUID orgId() {
        return orgId;
    }

    /** Name; may change. */
    public AppName name() {
        return new AppName(name);
    }

    /** The branch whose pushes are deployed. */
    public String defaultBranch() {
        return defaultBranch;
    }

    /** Where it is in its life. */
    public AppState state() {
        return state;
    }

    /** When it was created. */
    public Instant createdAt() {
        return createdAt;
    }

    Optional<String> healthPath() {
        return Optional.ofNullable(healthPath);
    }

    Optional<Duration> keepWarm() {
        return Optional.ofNullable(keepWarmMs).map(Duration::ofMillis);
    }
}
