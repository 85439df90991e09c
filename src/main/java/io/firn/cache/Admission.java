package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who is believed what. Into the installation's own cache, from which builders take, only content-addressed paths are let:
 * their names follow from their content, so nobody needs to be believed, and the farm's keys, which speak for what the farm
 * built, do not sign them. Into an org's cache goes what the org says, under that cache's keys; no build ever takes from there.
 */
@Singleton
final class Admission {
    /** {@code name:base64} of 64 bytes. */
    private static final Pattern SIGNATURE = Pattern.compile("[0-9A-Za-z._-]{1,128}:[A-Za-z0-9+/]{86}==");

    private static final int MOST_SIGNATURES = 16;

    private final Keys keys;

    Admission(Keys keys) {
        this.keys = keys;
    }

    /** Refuses what must not become valid in that cache. */
    void check(Optional<OrgCache> into, PathInfo info, PutNar put) {
        StorePath path = info.path();
        if (into.isEmpty() && info.ca().isEmpty()) {
            throw refused(
                    path,
                    "it is not content-addressed, so its name proves nothing",
                    "Send it to a cache of your org (firn caches create), make it content-addressed with "
                            + "nix store make-content-addressed, or let the farm build it.");
        }
        if (info.ca().isEmpty()) {
            return;
        }
        if (info.references().contains(path)) {
            if (into.isEmpty()) {
                throw refused(path, "it refers to itself", "Let the farm build it.");
            }
            return; // clients check such an address themselves, or ask for a signature
        }
        requireAddress(info, put);
    }

    private static void requireAddress(PathInfo info, PutNar put) {
        StorePath path = info.path();
        String advice = "Make it content-addressed with nix store make-content-addressed, or let the farm build it.";
        try {
            ContentAddress address = ContentAddress.parse(info.ca().orElseThrow());
            if (!put.is(address)) {
                throw refused(path, "its content is not what its address says", advice);
            }
            if (!StorePaths.of(address, path.name(), info.references()).equals(path)) {
                throw refused(path, "its name does not follow from its content", advice);
            }
        } catch (IllegalArgumentException e) {
            throw refused(path, String.valueOf(e.getMessage()), advice).causedBy(e);
        }
    }

    /**
     * The signatures that a path gets in that cache: one of each of its active keys, and those that came with it and are not
     * under a name of its own keys. Empty for the installation's own cache.
     */
    Optional<List<String>> signatures(Optional<OrgCache> into, PathInfo info, NarInfo claimed) {
        return into.map(cache -> {
            List<SigningKey> signers = keys.signers(Optional.of(cache.id()));
            Set<String> own = keys.of(Optional.of(cache.id())).stream()
                    .map(key -> key.publicKey().name())
                    .collect(Collectors.toSet());
            String fingerprint = info.fingerprint();
            var all = new ArrayList<String>();
            signers.forEach(key -> all.add(key.sign(fingerprint)));
            claimed.signatures().stream()
                    .filter(signature -> SIGNATURE.matcher(signature).matches())
                    .filter(signature -> !own.contains(signature.substring(0, signature.indexOf(':'))))
                    .distinct()
                    .limit(MOST_SIGNATURES)
                    .forEach(all::add);
            return all;
        });
    }

    static Fault refused(StorePath path, String why, String hint) {
        return Fault.of(FaultCode.FORBIDDEN, "Could not take '" + path + "' into the cache: " + why + ".", hint);
    }
}
