package io.firn.cache;

import io.firn.nix.NarHash;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * In which path the debug file of a build id lies. It is told of as Nix's {@code index-debug-info} writes it, but found out here
 * from the NARs themselves, so that nobody can say it of a path that it is not in.
 */
@Singleton
final class DebugIndex {
    private static final String BY_ID = "debuginfo/";
    private static final String OF_NAR = "debuginfo-of/";
    private static final String SUFFIX = ".debug";

    private final Texts texts;

    DebugIndex(DataSource database) {
        this.texts = new Texts(database);
    }

    /** Notes what a NAR holds that no path owns yet. */
    void note(Optional<UUID> cache, NarHash nar, List<String> members) {
        if (!members.isEmpty()) {
            texts.put(cache, OF_NAR + nar.hex(), bytes(String.join("\n", members)));
        }
    }

    /** The NAR that was noted is that of a path. */
    void adopt(Optional<UUID> cache, NarHash nar, String hashPart) {
        texts.find(cache, OF_NAR + nar.hex()).ifPresent(noted -> {
            add(
                    cache,
                    hashPart,
                    new String(noted, StandardCharsets.UTF_8).lines().toList());
            texts.delete(cache, OF_NAR + nar.hex());
        });
    }

    /** A path holds these; where two hold the same, the newer one is told of. */
    void add(Optional<UUID> cache, String hashPart, List<String> members) {
        for (String member : members) {
            String id = member.substring(DebugFiles.FOLDER.length()).replace("/", "");
            texts.put(cache, BY_ID + id, bytes(hashPart + " " + member));
        }
    }

    /**
     * Where a debug file lies.
     *
     * @param hashPart of the path
     * @param member its place in the path's NAR
     */
    record Place(String hashPart, String member) {}

    /** By a build id of 40 hexadecimal digits, with {@code .debug} behind it or without. */
    Optional<Place> find(Optional<UUID> cache, String buildId) {
        String id = buildId.endsWith(SUFFIX) ? buildId : buildId + SUFFIX;
        return texts.find(cache, BY_ID + id).map(text -> {
            String[] parts = new String(text, StandardCharsets.UTF_8).split(" ", 2);
            return new Place(parts[0], parts[1]);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
