package io.firn.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the doors send, found once and remembered for a moment. A path that was collected is at most so long still told of;
 * clients themselves remember a narinfo for a month. What is not there is never remembered: a path that was pushed just now is
 * found at once.
 */
@Singleton
final class Reads {
    private static final Duration MEMORY = Duration.ofSeconds(30);
    private static final long NARINFO_BYTES = 32L << 20;
    private static final long LISTING_BYTES = 32L << 20;
    private static final int FILES = 20_000;

    private final Shelves shelves;
    private final Cache house;
    private final Texts texts;
    private final DebugIndex debug;
    private final Upstreams upstreams;

    private final com.github.benmanes.caffeine.cache.Cache<String, Text> narInfos = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumWeight(NARINFO_BYTES)
            .weigher((String key, Text text) -> text.size() + 200)
            .build();

    private final com.github.benmanes.caffeine.cache.Cache<String, PackedFile> files =
            Caffeine.newBuilder().expireAfterWrite(MEMORY).maximumSize(FILES).build();

    /** By the NAR's hash, so that an entry never becomes wrong. */
    private final com.github.benmanes.caffeine.cache.Cache<NarHash, Text> listings = Caffeine.newBuilder()
            .maximumWeight(LISTING_BYTES)
            .weigher((NarHash key, Text text) -> text.size() + 200)
            .build();

    Reads(Shelves shelves, Cache house, Texts texts, DebugIndex debug, Upstreams upstreams) {
        this.shelves = shelves;
        this.house = house;
        this.texts = texts;
        this.debug = debug;
        this.upstreams = upstreams;
    }

    /** A narinfo that was found a moment ago. Does not block. */
    @Nullable Text rememberedNarInfo(Optional<OrgCache> cache, String hash) {
        return narInfos.getIfPresent(key(cache, hash));
    }

    /** A NAR's place that was found a moment ago. Does not block. */
    @Nullable PackedFile rememberedFile(Optional<OrgCache> cache, String name) {
        return files.getIfPresent(key(cache, name));
    }

    /**
     * What was found here.
     *
     * @param found the narinfo
     * @param elsewhere whether it is worth to ask {@link #remoteNarInfo}
     */
    record Looked(Optional<Text> found, boolean elsewhere) {}

    Looked look(Optional<OrgCache> cache, String hash) {
        Optional<Text> found = narInfo(cache, hash);
        return new Looked(found, found.isEmpty() && upstreams.pulls(cache.map(OrgCache::id)));
    }

    private Optional<Text> narInfo(Optional<OrgCache> cache, String hash) {
        Optional<Text> found = shelves.of(cache)
                .byHash(hash)
                .map(path -> Text.of(path.narInfo().format()));
        found.ifPresent(text -> narInfos.put(key(cache, hash), text));
        return found;
    }

    /** What an upstream vouches for; waits for it. */
    Optional<Text> remoteNarInfo(Optional<OrgCache> cache, String hash) {
        Optional<Text> found = upstreams.find(cache.map(OrgCache::id), hash).map(narInfo -> Text.of(narInfo.format()));
        found.ifPresent(text -> narInfos.put(key(cache, hash), text));
        return found;
    }

    /** The NAR of such a path; waits until it is fetched and verified. */
    Optional<PackedFile> remoteFile(Optional<OrgCache> cache, String name) {
        String hash = name.substring(Upstreams.REMOTE.length()).replace(".nar.zst", "");
        Optional<PackedFile> found =
                upstreams.file(cache.map(OrgCache::id), hash).map(fetched -> packed(fetched.blob(), fetched.file()));
        found.ifPresent(file -> files.put(key(cache, name), file));
        return found;
    }

    Optional<PackedFile> file(Optional<OrgCache> cache, String name) {
        Optional<PackedFile> found = StoredPath.fileOf(StoredPath.FOLDER + name)
                .flatMap(shelves.of(cache)::byFile)
                .map(path -> packed(path.blob(), path.file()));
        found.ifPresent(file -> files.put(key(cache, name), file));
        return found;
    }

    /** What lies in a path. */
    Optional<Text> listing(Optional<OrgCache> cache, String hash) {
        return shelves.of(cache).byHash(hash).map(this::listing);
    }

    private Text listing(StoredPath path) {
        return listings.get(path.info().narHash(), narHash -> {
            try (InputStream nar = house.unpacked(path)) {
                return Text.of(Listing.of(nar).toString());
            } catch (IOException e) {
                throw DiskFaults.of("read the NAR of '" + path.info().path() + "'", e);
            }
        });
    }

    /** A log or a realisation. */
    Optional<Text> text(Optional<OrgCache> cache, String name) {
        return texts.find(cache.map(OrgCache::id), name).map(Text::new);
    }

    /** In which NAR a debug file lies, as Nix's {@code index-debug-info} writes it; both names hold no character to escape. */
    Optional<Text> debug(Optional<OrgCache> cache, String buildId) {
        return debug.find(cache.map(OrgCache::id), buildId).flatMap(place -> shelves.of(cache)
                .byHash(place.hashPart())
                .map(path -> Text.of(
                        "{\"archive\":\"../" + path.narInfo().url() + "\",\"member\":\"" + place.member() + "\"}")));
    }

    /** Forgets what is remembered of a path: its signatures changed. */
    void forget(Optional<OrgCache> cache, String hash) {
        narInfos.invalidate(key(cache, hash));
    }

    private PackedFile packed(String blob, NarDigest file) {
        return new PackedFile(blob, house.blobs().file(blob), file);
    }

    private static String key(Optional<OrgCache> cache, String name) {
        return cache.map(one -> one.id() + "/").orElse("") + name;
    }
}
