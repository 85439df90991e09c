package io.firn.farm;

import io.firn.cache.Substituters;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where builders get things from: this installation, and what its operator allows beside it. */
@ApplicationScoped
class BuilderSource {
    /** The token that a builder was left when it joined. */
    private static final String NETRC = "/var/lib/firn/netrc";

    private final FarmSettings settings;
    private final Substituters substituters;

    BuilderSource(FarmSettings settings, Substituters substituters) {
        this.settings = settings;
        this.substituters = substituters;
    }

    BuilderSettings settings() {
        Optional<String> base = settings.url().map(url -> url.replaceAll("/+$", ""));
        return base.map(url -> new BuilderSettings(
                        Optional.of(url + "/sources/"),
                        Optional.of(caches(url + "/cache")),
                        Optional.of(words(substituters.trusted())),
                        Optional.of(NETRC)))
                .orElse(BuilderSettings.NONE);
    }

    private String caches(String ours) {
        List<URI> others = substituters.elsewhere();
        return others.isEmpty() ? ours : ours + " " + words(others);
    }

    private static String words(Collection<?> many) {
        return many.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
