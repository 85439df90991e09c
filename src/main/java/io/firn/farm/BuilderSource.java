package io.firn.farm;

import io.firn.cache.Cache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Where builders get things from: this installation, and nowhere else. */
@ApplicationScoped
class BuilderSource {
    /** The token that a builder was left when it joined. */
    private static final String NETRC = "/var/lib/firn/netrc";

    private final FarmSettings settings;
    private final Cache cache;

    BuilderSource(FarmSettings settings, Cache cache) {
        this.settings = settings;
        this.cache = cache;
    }

    BuilderSettings settings() {
        Optional<String> base = settings.url().map(url -> url.replaceAll("/+$", ""));
        return base.map(url -> new BuilderSettings(
                        Optional.of(url + "/sources/"),
                        Optional.of(url + "/cache"),
                        Optional.of(cache.publicKey().toString()),
                        Optional.of(NETRC)))
                .orElse(BuilderSettings.NONE);
    }
}
