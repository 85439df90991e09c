package io.firn.cache;

import io.firn.nix.SigningKey;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The keys that sign what the farm built, oldest first. */
@Singleton
final class FarmKey implements Supplier<List<SigningKey>> {
    private final Keys keys;

    FarmKey(Keys keys) {
        this.keys = keys;
    }

    @Override
    public List<SigningKey> get() {
        return keys.signers(Optional.empty());
    }
}
