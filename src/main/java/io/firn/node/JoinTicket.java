package io.firn.node;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a join token is good for: one machine with certain roles. The token's secret, its end and its revocation are kept by
 * {@link io.firn.access.Tokens}. Unused until a machine shows it; from then on it is that machine's, known by its host key,
 * which may ask again and gets the same answer.
 */
@Entity
class JoinTicket {
    @Id
    private UUID tokenId;

    private String roles;
    private @Nullable Instant usedAt;
    private @Nullable String hostKey;
    private @Nullable String nodeName;

    protected JoinTicket() {}

    JoinTicket(UUID tokenId, Set<NodeRole> roles) {
        this.tokenId = tokenId;
        this.roles = Words.join(roles.stream().map(NodeRole::label).sorted().toList());
    }

    /** The machine with this host key used it. */
    void use(String key, String name, Instant now) {
        usedAt = now;
        hostKey = key;
        nodeName = name;
    }

    boolean used() {
        return usedAt != null;
    }

    /** Whether the machine with this host key is the one that used it. */
    boolean usedBy(String key) {
        return key.equals(hostKey);
    }

    Optional<String> nodeName() {
        return Optional.ofNullable(nodeName);
    }

    Set<NodeRole> roles() {
        return Words.set(roles).stream().map(NodeRole::parse).collect(Collectors.toUnmodifiableSet());
    }
}
