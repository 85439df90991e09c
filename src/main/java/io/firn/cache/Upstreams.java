package io.firn.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.firn.access.MasterKey;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarInfo;
import io.firn.nix.NarVisitor;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Other caches that ours look in. What comes from there keeps its own signatures and is kept apart from what we hold; a
 * narinfo is believed only under one of the upstream's keys, and a NAR is served only after all of it was verified.
 */
@Singleton
final class Upstreams {
    /** Name of a NAR that may have to be fetched first: {@code remote-<hash part>.nar.zst}. */
    static final String REMOTE = "remote-";

    private static final Logger LOG = Logger.getLogger(Upstreams.class);
    private static final Duration MEMORY = Duration.ofSeconds(2);

    /** So long an upstream that did not answer is not asked again. */
    private static final Duration REST = Duration.ofSeconds(30);

    private static final int AT_ONCE = 16;
    private static final int WAIT_SECONDS = 10;
    private static final int FETCH_LOCKS = 64;

    private final UpstreamRows rows;
    private final UpstreamClient client;
    private final Cache house;
    private final CacheSettings settings;
    private final Clock clock;
    private final Semaphore asking = new Semaphore(AT_ONCE);
    private final Map<UUID, Instant> restingUntil = new ConcurrentHashMap<>();
    private final Object[] fetching = new Object[FETCH_LOCKS];
    private final LoadingCache<Optional<UUID>, List<Upstream>> known;

    /** A NAR that is here now. */
    record Fetched(String blob, io.firn.nix.NarDigest file) {}

    Upstreams(DataSource database, MasterKey masterKey, Cache house, CacheSettings settings, Clock clock) {
        this.rows = new UpstreamRows(new Transactions(database), masterKey);
        this.client = new UpstreamClient(clock);
        this.house = house;
        this.settings = settings;
        this.clock = clock;
        java.util.Arrays.setAll(fetching, n -> new Object());
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(MEMORY)
                .maximumSize(1_000)
                .build(rows::of);
    }

    void add(Upstream upstream) {
        if (!rows.insert(upstream)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not add the upstream '" + upstream.url() + "': the cache has it already.",
                    "Remove it first to change its keys.");
        }
        known.invalidate(upstream.cache());
    }

    /** Asks it with another login from now on. */
    void login(Upstream upstream, UpstreamLogin login) {
        rows.login(upstream.id(), login);
        restingUntil.remove(upstream.id());
        known.invalidate(upstream.cache());
    }

    void remove(Upstream upstream) {
        house.discard(rows.delete(upstream.id(), settings.keyName()));
        known.invalidate(upstream.cache());
    }

    List<Upstream> of(Optional<UUID> cache) {
        return known.get(cache);
    }

    /** Whether a cache pulls anything through; a look into memory mostly. */
    boolean pulls(Optional<UUID> cache) {
        return !pulled(cache).isEmpty();
    }

    /** What clients are told of a path that an upstream of the cache vouches for. May wait for the upstream. */
    Optional<NarInfo> find(Optional<UUID> cache, String hash) {
        if (!StorePath.isHashPart(hash)) {
            return Optional.empty();
        }
        for (Upstream upstream : pulled(cache)) {
            Optional<NarInfo> found = within(upstream, hash).map(Upstreams::ours);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The NAR of such a path; fetched, verified and kept where it is not here yet. */
    Optional<Fetched> file(Optional<UUID> cache, String hash) {
        for (Upstream upstream : pulled(cache)) {
            Optional<UpstreamRows.Known> row = rows.known(upstream.id(), hash);
            if (row.isPresent()) {
                return Optional.of(fetched(upstream, hash));
            }
        }
        return Optional.empty();
    }

    private List<Upstream> pulled(Optional<UUID> cache) {
        return known.get(cache).stream()
                .filter(upstream -> upstream.use() == Upstream.Use.PULL_THROUGH)
                .toList();
    }

    private Optional<NarInfo> within(Upstream upstream, String hash) {
        Optional<NarInfo> remembered = rows.known(upstream.id(), hash).map(row -> NarInfo.parse(row.narInfo()));
        return remembered.isPresent() ? remembered : ask(upstream, hash);
    }

    /** An upstream that does not answer is as one that has nothing; it is left alone for a while. */
    private Optional<NarInfo> ask(Upstream upstream, String hash) {
        Instant rest = restingUntil.get(upstream.id());
        if (rest != null && clock.instant().isBefore(rest)) {
            return Optional.empty();
        }
        enter();
        try {
            Optional<NarInfo> found = client.narInfo(upstream, hash)
                    .map(NarInfo::parse)
                    .filter(narInfo -> believed(upstream, hash, narInfo));
            restingUntil.remove(upstream.id());
            found.ifPresent(narInfo -> rows.remember(upstream.id(), hash, narInfo.format()));
            return found;
        } catch (IOException e) {
            restingUntil.put(upstream.id(), clock.instant().plus(REST));
            LOG.warnf("The upstream cache %s does not answer: %s", upstream.url(), e.getMessage());
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            LOG.warnf("The upstream cache %s sent no narinfo for %s: %s", upstream.url(), hash, malformed.getMessage());
            return Optional.empty();
        } finally {
            asking.release();
        }
    }

    private void enter() {
        try {
            if (asking.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not ask the upstream caches: too many requests wait for them.",
                "Try again in a moment.");
    }

    private static boolean believed(Upstream upstream, String hash, NarInfo narInfo) {
        boolean good = narInfo.info().path().hashPart().equals(hash)
                && upstream.keys().stream().anyMatch(narInfo::signedBy);
        if (!good) {
            LOG.warnf("The upstream cache %s sent a narinfo for %s that none of its keys signed", upstream.url(), hash);
        }
        return good;
    }

    /** One fetch of a path at a time; who waited finds it there. */
    private Fetched fetched(Upstream upstream, String hash) {
        synchronized (fetching[Math.floorMod(hash.hashCode(), FETCH_LOCKS)]) {
            UpstreamRows.Known row = rows.known(upstream.id(), hash).orElseThrow(ReadDoor::absent);
            if (row.blob().isPresent() && row.file().isPresent()) {
                return new Fetched(row.blob().get(), row.file().get());
            }
            return fetch(upstream, hash, NarInfo.parse(row.narInfo()));
        }
    }

    private Fetched fetch(Upstream upstream, String hash, NarInfo narInfo) {
        String blob = house.announce("remote/");
        String path = narInfo.info().path().toString();
        enter();
        try (BlobStore.Draft draft = house.blobs().begin(blob);
                InputStream packed = client.nar(upstream, narInfo.url());
                InputStream nar = Unpacking.unpacked(path, packed, narInfo.compression())) {
            NarIntake.Taken taken =
                    house.intake().take(path, nar, narInfo.info().narSize(), NarVisitor.nothing(), draft.stream());
            if (!taken.nar().hash().equals(narInfo.info().narHash())
                    || taken.nar().size() != narInfo.info().narSize()) {
                throw NarIntake.corrupt(path, "the upstream sent another NAR than its narinfo tells of");
            }
            draft.commit();
            if (!rows.fetched(upstream.id(), hash, blob, taken.file())) {
                house.discard(List.of(blob));
                UpstreamRows.Known winner = rows.known(upstream.id(), hash).orElseThrow(ReadDoor::absent);
                return new Fetched(
                        winner.blob().orElseThrow(ReadDoor::absent),
                        winner.file().orElseThrow(ReadDoor::absent));
            }
            return new Fetched(blob, taken.file());
        } catch (IOException e) {
            house.discard(List.of(blob));
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not fetch '" + path + "' from the upstream cache: " + e.getMessage() + ".",
                            "Try again; nothing of it was kept.")
                    .causedBy(e);
        } catch (RuntimeException e) {
            house.discard(List.of(blob));
            throw e;
        } finally {
            asking.release();
        }
    }

    /** As our clients see it: our packing, at our address; whatever the upstream's file was like. */
    private static NarInfo ours(NarInfo upstream) {
        return new NarInfo(
                upstream.info(),
                StoredPath.FOLDER + REMOTE + upstream.info().path().hashPart() + StoredPath.ENDING,
                StoredPath.COMPRESSION,
                Optional.empty(),
                Optional.empty(),
                upstream.signatures());
    }
}
