package io.firn.node;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a machine says of itself when it joins with a token; its roles are the token's.
 *
 * @param name what it is to be called
 * @param address where Firn reaches its sshd; where it called from, where nothing is said
 * @param port of its sshd
 * @param hostKey the key that its sshd shows
 * @param tunnelKey public key with which it opens a tunnel, where Firn cannot reach it
 */
public record JoinRequest(
        @Nullable String name,
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String hostKey,
        @Nullable Set<String> systems,
        @Nullable Integer slots,
        @Nullable Map<String, String> labels,
        @Nullable Set<String> features,
        @Nullable Set<String> mandatoryFeatures,
        @Nullable String region,
        @Nullable Long memoryLimit,
        @Nullable String tunnelKey) {

    NodeSpec spec(Set<NodeRole> roles, String calledFrom) {
        boolean tunnel = tunnelKey != null;
        return new NodeSpec(
                name,
                roles,
                // Where it is reached through a tunnel, the address is given when the tunnel's port is known.
                new NodeSpec.Ssh(tunnel || address == null ? calledFrom : address, tunnel ? null : port, "root"),
                hostKey,
                systems,
                slots,
                labels,
                features,
                mandatoryFeatures,
                region,
                null,
                memoryLimit);
    }
}
