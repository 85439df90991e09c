package io.firn.cache;

import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The logs of what the farm built, for {@code nix log} against the installation's own cache. */
@Singleton
public final class FarmLogs {
    private final Texts texts;
    private final CacheSettings settings;

    FarmLogs(Texts texts, CacheSettings settings) {
        this.texts = texts;
        this.settings = settings;
    }

    /** Whether logs are kept there at all. */
    public boolean kept() {
        return settings.logs();
    }

    /** Keeps the log of the build of a derivation; one that was kept before is replaced. */
    public void keep(StorePath derivation, byte[] log) {
        texts.put(Optional.empty(), "log/" + derivation.base(), log);
    }
}
