package io.firn.access;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A stored credential of an org. The secret itself is shown once and never stored. */
@Entity
public class Token {
    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

    @Id
    private UUID id;

    private UUID orgId;
    private String key;
    private byte[] hash;
    private String name;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.ARRAY)
    private Scope[] scopes;

    private Instant createdAt;
    private @Nullable Instant expiresAt;
    private @Nullable Instant revokedAt;
    private @Nullable Instant lastUsedAt;
    private @Nullable String onlyFor;

    protected Token() {}

    Token(UUID id, UUID orgId, String name, TokenText text, Set<Scope> scopes, Instant now, Optional<Duration> life) {
        this.id = id;
        this.orgId = orgId;
        this.name = name;
        this.key = text.key();
        this.hash = text.hash();
        this.scopes = scopes.stream().sorted().toArray(Scope[]::new);
        this.createdAt = now;
        this.expiresAt = life.map(now::plus).orElse(null);
    }

    /** Whether the secret is the one this token was made with, in a time that says nothing about it. */
    boolean matches(TokenText text) {
        return java.security.MessageDigest.isEqual(hash, text.hash());
    }

    /** Whether it can be used at this time. */
    boolean usable(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** Ends the token for good; a second time changes nothing. */
    void revoke(Instant now) {
        if (revokedAt == null) {
            revokedAt = now;
        }
    }

    /** Whether its use is worth noting: not more often than once a minute. */
    boolean useIsNews(Instant now) {
        return lastUsedAt == null || lastUsedAt.plus(USE_IS_NOTED_EVERY).isBefore(now);
    }

    /** Binds it to one thing (say, one cache): it opens nothing else, whatever its scopes. */
    void bind(String thing) {
        onlyFor = thing;
    }

    Identity identity() {
        return new Identity(orgId, id, scopes(), onlyFor);
    }

    Optional<String> onlyFor() {
        return Optional.ofNullable(onlyFor);
    }

    UUID id() {
        return id;
    }

    /** The public beginning of its text, by which its owner can tell it from others. */
    String begins() {
        return "firn_" + key;
    }

    String name() {
        return name;
    }

    Set<Scope> scopes() {
        return Arrays.stream(scopes).collect(Collectors.toUnmodifiableSet());
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    Optional<Instant> revokedAt() {
        return Optional.ofNullable(revokedAt);
    }

    Optional<Instant> lastUsedAt() {
        return Optional.ofNullable(lastUsedAt);
    }
}
