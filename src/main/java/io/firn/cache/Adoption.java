package io.firn.cache;

import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A client does not send what a cache answers for, even where the answer came from an upstream. So what an uploaded path refers
 * to is taken over from the upstream for good, closure and all, before the path itself becomes valid.
 */
@Singleton
final class Adoption {
    private static final int MOST = 20_000;

    private final Upstreams upstreams;
    private final Cache house;

    Adoption(Upstreams upstreams, Cache house) {
        this.upstreams = upstreams;
        this.house = house;
    }

    /** Makes valid what the path refers to and an upstream has; what neither has is found missing at the commit. */
    void adopt(Optional<OrgCache> into, Shelf shelf, PathInfo info) {
        if (into.isEmpty() || !upstreams.pulls(shelf.cache())) {
            return;
        }
        Map<StorePath, NarInfo> wanted = closure(shelf, info);
        List<StoredPath> taken = new ArrayList<>();
        for (NarInfo narInfo : wanted.values()) {
            upstreams
                    .file(shelf.cache(), narInfo.info().path().hashPart())
                    .ifPresent(file -> taken.add(copy(narInfo, file)));
        }
        if (!taken.isEmpty()) {
            house.discard(shelf.commit(taken));
        }
    }

    private Map<StorePath, NarInfo> closure(Shelf shelf, PathInfo info) {
        Map<StorePath, NarInfo> wanted = new LinkedHashMap<>();
        var open = new ArrayDeque<Set<StorePath>>();
        open.add(info.references());
        while (!open.isEmpty() && wanted.size() < MOST) {
            Set<StorePath> references = open.poll();
            Set<String> valid =
                    shelf.valid(references.stream().map(StorePath::hashPart).collect(Collectors.toSet()));
            for (StorePath reference : references) {
                if (!reference.equals(info.path())
                        && !wanted.containsKey(reference)
                        && !valid.contains(reference.hashPart())) {
                    upstreams
                            .find(shelf.cache(), reference.hashPart())
                            .filter(narInfo -> narInfo.info().path().equals(reference))
                            .ifPresent(narInfo -> {
                                wanted.put(reference, narInfo);
                                open.add(narInfo.info().references());
                            });
                }
            }
        }
        return wanted;
    }

    /** The pulled blob may be dropped at any time, so the cache gets a copy of its own. */
    private StoredPath copy(NarInfo narInfo, Upstreams.Fetched file) {
        String blob = house.announce("org/");
        try (BlobStore.Draft draft = house.blobs().begin(blob);
                var in = house.blobs().open(file.blob(), 0, file.file().size())) {
            in.transferTo(draft.stream());
            draft.commit();
        } catch (java.io.IOException e) {
            house.discard(List.of(blob));
            throw DiskFaults.of("copy the NAR of '" + narInfo.info().path() + "'", e);
        } catch (RuntimeException e) {
            house.discard(List.of(blob));
            throw e;
        }
        return new StoredPath(narInfo.info(), blob, file.file(), narInfo.signatures());
    }
}
