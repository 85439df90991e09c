package io.firn.cache;

import io.firn.access.Identity;
import io.firn.access.RawDoor;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.web.Problems;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * The binary caches as stock Nix clients read them: the installation's own at {@code /cache}, orgs' at {@code /cache/<name>}.
 * On plain Vert.x routes, for clients ask thousands of times for one closure. Source: Nix manual, "Binary Cache Protocol".
 */
@Singleton
public final class ReadDoor implements RawDoor {
    private static final List<Scope> READERS = List.of(Scope.CACHE_READ, Scope.CACHE_WRITE);

    private static final List<String> PATHS = List.of(
            "nix-cache-info",
            "{hash: [0-9a-z]+}.narinfo",
            "{hash: [0-9a-z]+}.ls",
            "nar/{file}",
            "log/{derivation}",
            "realisations/{id}",
            "build-trace-v2/{derivation}/{output}",
            "debuginfo/{id}");

    /** How the gate tells an org's cache from the protocol's own folders. */
    private static final String CACHE =
            "{cache: (?!(?:nar|log|realisations|build-trace-v2|debuginfo)/)[a-z][a-z0-9-]*}";

    private final OrgCaches caches;
    private final Reads reads;
    private final CacheSettings settings;
    private final Sending sending;
    private final Problems problems;

    ReadDoor(OrgCaches caches, Reads reads, CacheSettings settings, Sending sending, Problems problems) {
        this.caches = caches;
        this.reads = reads;
        this.settings = settings;
        this.sending = sending;
        this.problems = problems;
    }

    @Override
    public List<Way> ways() {
        var ways = new ArrayList<Way>();
        for (String path : PATHS) {
            ways.add(new Way("GET", "/cache/" + path, READERS, "`firn.cache.public-read` is set"));
            ways.add(new Way("GET", "/cache/" + CACHE + "/" + path, READERS, "the cache is public"));
        }
        return ways;
    }

    @Override
    public Optional<Boolean> open(String path) {
        Optional<CacheRead> read = CacheRead.parse(path);
        if (read.isEmpty()) {
            return Optional.of(false);
        }
        return read.get().cache().isEmpty()
                ? Optional.of(settings.publicRead())
                : caches.remembered(read.get().cache()).map(ReadDoor::isPublic);
    }

    @Override
    public boolean learn(String path) {
        return CacheRead.parse(path)
                .map(read -> isPublic(caches.find(read.cache())))
                .orElse(false);
    }

    private static boolean isPublic(Optional<OrgCache> cache) {
        return cache.map(OrgCache::publicRead).orElse(false);
    }

    @Override
    public String thing(String path) {
        return CacheRead.parse(path)
                .map(read -> read.cache().isEmpty() ? "default" : read.cache())
                .orElse("");
    }

    @Override
    public void answer(RoutingContext request) {
        CacheRead read = CacheRead.parse(request.normalizedPath()).orElseThrow(ReadDoor::absent);
        if (read.cache().isEmpty()) {
            answer(request, read, Optional.empty());
            return;
        }
        Optional<Optional<OrgCache>> known = caches.remembered(read.cache());
        if (known.isPresent()) {
            within(request, read, known.get());
        } else {
            later(request, () -> caches.find(read.cache()), found -> within(request, read, found));
        }
    }

    /** Another org's private cache is not there. */
    private void within(RoutingContext request, CacheRead read, Optional<OrgCache> found) {
        Identity identity = Identity.of(request);
        OrgCache cache = found.filter(one -> one.readableBy(Optional.ofNullable(identity)))
                .orElseThrow(ReadDoor::absent);
        answer(request, read, Optional.of(cache));
    }

    private void answer(RoutingContext request, CacheRead read, Optional<OrgCache> cache) {
        boolean open = cache.map(OrgCache::publicRead).orElse(settings.publicRead());
        switch (read.kind()) {
            case ABOUT -> sending.text(request, about(cache), Sending.ABOUT, open, Sending.HOUR);
            case NARINFO -> narInfo(request, read, cache, open);
            case LISTING ->
                later(
                        request,
                        () -> reads.listing(cache, read.name()),
                        found -> sending.text(request, there(found), Sending.JSON, open, Sending.HOUR));
            case NAR -> nar(request, read, cache, open);
            case LOG -> text(request, cache, "log/" + read.name(), Sending.PLAIN, open);
            case REALISATION -> text(request, cache, "realisations/" + read.name(), Sending.JSON, open);
            case DEBUG ->
                later(
                        request,
                        () -> reads.debug(cache, read.name()),
                        found -> sending.text(request, there(found), Sending.JSON, open, Sending.MINUTE));
            case CLOSURE -> throw absent();
            case TRACE -> text(request, cache, "build-trace-v2/" + read.name(), Sending.JSON, open);
        }
    }

    private Text about(Optional<OrgCache> cache) {
        return Text.of("StoreDir: " + StorePath.STORE + "\nWantMassQuery: "
                + (cache.map(OrgCache::massQuery).orElse(true) ? 1 : 0) + "\nPriority: "
                + cache.map(OrgCache::priority).orElse(settings.priority()) + "\n");
    }

    private void narInfo(RoutingContext request, CacheRead read, Optional<OrgCache> cache, boolean open) {
        Text known = reads.rememberedNarInfo(cache, read.name());
        if (known != null) {
            sending.text(request, known, Sending.NARINFO, open, Sending.HOUR);
            return;
        }
        later(request, () -> reads.look(cache, read.name()), looked -> {
            if (looked.elsewhere()) {
                slowly(
                        request,
                        () -> reads.remoteNarInfo(cache, read.name()),
                        elsewhere -> sending.text(request, there(elsewhere), Sending.NARINFO, open, Sending.MINUTE));
                return;
            }
            sending.text(request, there(looked.found()), Sending.NARINFO, open, Sending.HOUR);
        });
    }

    private void nar(RoutingContext request, CacheRead read, Optional<OrgCache> cache, boolean open) {
        PackedFile known = reads.rememberedFile(cache, read.name());
        if (known != null) {
            sending.file(request, known, open);
            return;
        }
        if (read.name().startsWith(Upstreams.REMOTE)) {
            slowly(
                    request,
                    () -> reads.remoteFile(cache, read.name()),
                    found -> sending.file(request, there(found), open));
            return;
        }
        later(request, () -> reads.file(cache, read.name()), found -> sending.file(request, there(found), open));
    }

    private void text(RoutingContext request, Optional<OrgCache> cache, String name, String type, boolean open) {
        later(
                request,
                () -> reads.text(cache, name),
                found -> sending.text(request, there(found), type, open, Sending.MINUTE));
    }

    /** Looks something up on a thread that may block, and goes on where requests are answered. */
    private <T> void later(RoutingContext request, Callable<T> look, Consumer<T> goOn) {
        request.vertx().executeBlocking(look, false).onComplete(done -> goOn(request, done, goOn));
    }

    /** As {@link #later}, for what waits for others: on a thread of its own, so that nobody else waits for that one. */
    private <T> void slowly(RoutingContext request, Callable<T> look, Consumer<T> goOn) {
        Promise<T> promise = Promise.promise();
        Context here = request.vertx().getOrCreateContext();
        promise.future().onComplete(done -> here.runOnContext(nothing -> goOn(request, done, goOn)));
        Thread.ofVirtual().name("firn-upstream").start(() -> {
            try {
                promise.complete(look.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        });
    }

    private <T> void goOn(RoutingContext request, AsyncResult<T> done, Consumer<T> goOn) {
        try {
            if (done.failed()) {
                throw fault(done.cause());
            }
            goOn.accept(done.result());
        } catch (Fault fault) {
            problems.answer(request, fault);
        }
    }

    private static Fault fault(Throwable cause) {
        return cause instanceof Fault ours
                ? ours
                : Fault.of(FaultCode.INTERNAL, "Could not read from the cache.").causedBy(cause);
    }

    private static <T> T there(Optional<T> found) {
        return found.orElseThrow(ReadDoor::absent);
    }

    static Fault absent() {
        return Fault.of(FaultCode.NOT_FOUND, "Could not find that in the cache.");
    }
}
