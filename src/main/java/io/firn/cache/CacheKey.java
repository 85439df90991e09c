package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.SigningKey;
import io.firn.nix.VerifyingKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A key of a cache.
 *
 * @param publicKey what clients trust
 * @param state what it does
 * @param secret its secret half, while it is active
 * @param createdAt when it came
 * @param retiredAt when it was retired
 */
record CacheKey(
        VerifyingKey publicKey,
        KeyState state,
        Optional<SigningKey> secret,
        Instant createdAt,
        Optional<Instant> retiredAt) {
    /** This key, retired; only an active one can be, and only beside another. */
    CacheKey retire(long activeKeys, Instant now) {
        if (state != KeyState.ACTIVE) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not retire the key '" + publicKey.name() + "': it is retired already.",
                    "List the keys with: firn keys list");
        }
        if (activeKeys < 2) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not retire the key '" + publicKey.name() + "': it is the only one that signs.",
                    "Make its successor first with: firn keys rotate");
        }
        return new CacheKey(publicKey, KeyState.RETIRED, Optional.empty(), createdAt, Optional.of(now));
    }
}
