package io.firn.cache;

import io.firn.nix.SigningKey;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Gives what a cache's keys signed the signature of a key that came later, once and in the background: a request never waits
 * for a signature. It looks at what is missing, so that running it again, after a death in between or on two control planes,
 * is harmless.
 */
@Singleton
final class Resigning {
    private static final Logger LOG = Logger.getLogger(Resigning.class);
    private static final int STEP = 200;

    private final Shelves shelves;
    private final Keys keys;

    Resigning(Shelves shelves, Keys keys) {
        this.shelves = shelves;
        this.keys = keys;
    }

    /** Starts it for one cache. */
    void begin(Optional<UUID> cache) {
        Thread.ofVirtual().name("firn-resigning").start(() -> {
            try {
                int signed = run(cache);
                LOG.infof("%d paths got the signatures that they lacked", signed);
            } catch (RuntimeException e) {
                LOG.warn("Could not sign all paths anew; it is done at the next start or the next new key", e);
            }
        });
    }

    /** Does it; returns how many paths lacked a signature. */
    int run(Optional<UUID> cache) {
        Shelf shelf = shelves.at(cache);
        List<SigningKey> signers = keys.signers(cache);
        Set<String> own =
                keys.of(cache).stream().map(key -> key.publicKey().name()).collect(Collectors.toSet());
        int signed = 0;
        List<StoredPath> step = shelf.after("", STEP);
        while (!step.isEmpty()) {
            for (StoredPath path : step) {
                signed += complete(shelf, path, signers, own) ? 1 : 0;
            }
            step = shelf.after(step.getLast().info().path().hashPart(), STEP);
        }
        return signed;
    }

    /** A path that none of our keys signed (an upload, something from an upstream) is not ours to speak for. */
    private static boolean complete(Shelf shelf, StoredPath path, List<SigningKey> signers, Set<String> own) {
        Set<String> names = path.signatures().stream()
                .map(signature -> signature.substring(0, Math.max(0, signature.indexOf(':'))))
                .collect(Collectors.toSet());
        if (names.stream().noneMatch(own::contains)) {
            return false;
        }
        List<String> lacking = signers.stream()
                .filter(key -> !names.contains(key.publicKey().name()))
                .map(key -> key.sign(path.info().fingerprint()))
                .toList();
        if (lacking.isEmpty()) {
            return false;
        }
        shelf.sign(path.info().path(), lacking);
        return true;
    }
}
