package io.firn.farm;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where builders get things from. There are no other sources: a build that needs more fails and says what it lacks.
 *
 * @param sources base address of the hashed mirror: {@code http://10.0.0.1:7480/sources/}
 * @param cache addresses of caches, one space between: Firn's own, where outputs of earlier builds come from, first
 * @param cacheKey keys that are believed, one space between: {@code name:base64}
 * @param netrcFile file on the builder that holds the token for both
 */
public record BuilderSettings(
        Optional<String> sources, Optional<String> cache, Optional<String> cacheKey, Optional<String> netrcFile) {
    /** Nothing from anywhere: for builds that need nothing. */
    public static final BuilderSettings NONE =
            new BuilderSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same through a relay: every address of this installation's becomes the relay's, and no other cache is asked. */
    BuilderSettings through(String relay, String netrc) {
        return new BuilderSettings(
                sources.map(address -> Relay.moved(address, relay)),
                cache.map(addresses -> Relay.moved(addresses.replaceFirst(" .*", ""), relay)),
                cacheKey,
                netrcFile.map(file -> netrc));
    }

    /** This installation as builds see it: what all addresses of its own begin with. */
    Optional<String> door() {
        return sources.map(address -> URI.create(address).resolve("/").toString());
    }

    /** These settings as Nix options. */
    Map<String, String> options() {
        var options = new TreeMap<String, String>();
        options.put("hashed-mirrors", sources.orElse(""));
        options.put("substituters", cache.orElse(""));
        options.put("trusted-public-keys", cacheKey.orElse(""));
        // Without these Nix believes for an hour that a path is missing, and asks a dead cache for minutes.
        options.put("narinfo-cache-negative-ttl", "0");
        options.put("connect-timeout", "5");
        // One that holds the line and sends nothing is left after a minute in all. A build whose files are missing
        // because this
        // installation does not answer is tried again as a whole (runtime/builder/firn-build), so Nix need not be
        // patient.
        options.put("stalled-download-timeout", "20");
        options.put("download-attempts", "3");
        options.put("fallback", "true");
        netrcFile.ifPresent(file -> options.put("netrc-file", file));
        return options;
    }
}
