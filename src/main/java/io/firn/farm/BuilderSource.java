package io.firn.farm;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Where builders get things from: this installation, and nowhere else. */
@ApplicationScoped
class BuilderSource {
    private static final String NETRC = "/var/lib/firn/netrc";

    private final FarmSettings settings;

    BuilderSource(FarmSettings settings) {
        this.settings = settings;
    }

    BuilderSettings settings() {
        Optional<String> base = settings.url().map(url -> url.replaceAll("/+$", ""));
        return new BuilderSettings(
                base.map(url -> url + "/sources/"), Optional.empty(), Optional.empty(), base.map(url -> NETRC));
    }
}
