package io.firn.source;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An accepted push to the branch that deploys: a fact, written once. */
@Entity
public class Push {
    @Id
    private UUID id;

    @Column(insertable = false, updatable = false)
    private long seq;

    @Column(name = "app_id")
    private UUID appId;

    private String ref;

    @Column(name = "old_commit")
    private String oldCommit;

    private String commit;

    private String tree;

    @Column(name = "token_id")
    private UUID tokenId;

    @Enumerated(EnumType.STRING)
    private PushLog.Via via;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Push() {}

    Push(UUID id, PushLog.NewPush push, Instant now) {
        this.id = id;
        this.appId = push.appId();
        this.ref = push.ref();
        this.oldCommit = push.oldCommit();
        this.commit = push.revision().commit();
        this.tree = push.revision().tree();
        this.tokenId = push.tokenId();
        this.via = push.via();
        this.createdAt = now;
    }

    public UUID id() {
        return id;
    }

    public UUID appId() {
        return appId;
    }

    /** The branch, as a full reference name. */
    public String ref() {
        return ref;
    }

    /** What was pushed. */
    public Revision revision() {
        return new Revision(commit, tree);
    }

    /** How it came. */
    PushLog.Via via() {
        return via;
    }

    /** The token that pushed; empty where the push was found by comparison. */
    public Optional<UUID> tokenId() {
        return Optional.ofNullable(tokenId);
    }

    public Instant createdAt() {
        return createdAt;
    }
}
