package io.firn.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.firn.access.MasterKey;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.SigningKey;
import io.firn.nix.VerifyingKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The keys of all caches. Every active key of a cache signs every path at its commit; so while an old and a new one are both
 * active, clients that trust either are served. An empty cache stands for the installation's own, whose keys sign what the
 * farm built and nothing else.
 */
@Singleton
final class Keys {
    /** How long another control plane may go on with what it knew of a cache's keys. */
    private static final Duration MEMORY = Duration.ofSeconds(2);

    private final KeyRows rows;
    private final CacheSettings settings;
    private final Clock clock;
    private final LoadingCache<Optional<UUID>, List<CacheKey>> known;

    Keys(DataSource database, MasterKey masterKey, CacheSettings settings, Clock clock) {
        this.rows = new KeyRows(new Transactions(database), masterKey);
        this.settings = settings;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(MEMORY)
                .maximumSize(1_000)
                .build(rows::of);
    }

    /** Keys that sign now, oldest first; the installation's first one is made at the first call ever. */
    List<SigningKey> signers(Optional<UUID> cache) {
        List<SigningKey> active = active(cache);
        if (active.isEmpty() && cache.isEmpty()) {
            // Where two services make it at once, one row wins and both use it.
            rows.insert(cache, SigningKey.generate(settings.keyName()));
            known.invalidate(cache);
            active = active(cache);
        }
        return active;
    }

    private List<SigningKey> active(Optional<UUID> cache) {
        return known.get(cache).stream().flatMap(key -> key.secret().stream()).toList();
    }

    /** All keys, retired ones too: what they signed is still there. */
    List<CacheKey> of(Optional<UUID> cache) {
        signers(cache);
        return known.get(cache);
    }

    /** What clients of a cache trust. */
    List<VerifyingKey> trusted(Optional<UUID> cache) {
        return of(cache).stream().map(CacheKey::publicKey).toList();
    }

    /** Makes a key that signs from now on, beside those that there are. */
    VerifyingKey generate(Optional<UUID> cache, String name) {
        try {
            return add(cache, SigningKey.generate(name));
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not make the key '" + name + "': that is no key's name.",
                            "Use letters, digits, '.', '_' and '-', at most 128.")
                    .causedBy(e);
        }
    }

    /** Takes a key in, in the form of {@code nix key generate-secret}; it signs from now on. */
    VerifyingKey take(Optional<UUID> cache, String secret) {
        try {
            return add(cache, SigningKey.parse(secret.strip()));
        } catch (IllegalArgumentException e) {
            // the cause's message may hold a piece of the secret
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not import the key: it is no secret key in Nix's form '<name>:<base64 of 64 bytes>'.",
                    "Make one with: nix key generate-secret --key-name NAME");
        }
    }

    private VerifyingKey add(Optional<UUID> cache, SigningKey key) {
        if (!rows.insert(cache, key)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not add the key '" + key.publicKey().name() + "': the cache has one of that name.",
                    "Choose another name; the usual way is to count up: "
                            + next(key.publicKey().name()) + ".");
        }
        known.invalidate(cache);
        return key.publicKey();
    }

    /** Ends a key's signing; its signatures stay, and clients may go on trusting it. */
    CacheKey retire(Optional<UUID> cache, String name) {
        List<CacheKey> keys = rows.of(cache);
        CacheKey key = keys.stream()
                .filter(one -> one.publicKey().name().equals(name))
                .findFirst()
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the key '" + name + "'.",
                        "List the keys with: firn keys list"));
        long active =
                keys.stream().filter(one -> one.state() == KeyState.ACTIVE).count();
        CacheKey retired = key.retire(active, clock.instant());
        rows.update(cache, retired);
        known.invalidate(cache);
        return retired;
    }

    /** Forgets a retired key: nobody is told of it any more, and builders believe it no longer. */
    void forget(Optional<UUID> cache, String name) {
        if (!rows.delete(cache, name)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not forget the key '" + name + "': there is no retired key of that name.",
                    "Retire it first with: firn keys retire " + name);
        }
        known.invalidate(cache);
    }

    /** Caches of which several keys sign now. */
    List<Optional<UUID>> withSeveral() {
        return rows.withSeveral();
    }

    /** The name that follows: {@code team-1} becomes {@code team-2}. */
    static String next(String name) {
        int dash = name.lastIndexOf('-');
        String count = name.substring(dash + 1);
        return dash > 0 && count.matches("[0-9]{1,6}")
                ? name.substring(0, dash + 1) + (Integer.parseInt(count) + 1)
                : name + "-2";
    }
}
