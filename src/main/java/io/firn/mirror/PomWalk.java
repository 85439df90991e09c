package io.firn.mirror;

import io.firn.mirror.PomSketch.Coordinates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads project files ahead of Maven: from each that Maven gets to its parents, its imports, and what it depends on, several at
 * once. Maven itself asks for one after another, and waits for each. A wrong guess costs a request and changes nothing: what is
 * not asked for is never kept.
 */
final class PomWalk {
    private static final int FILES = 3000;
    private static final int AT_ONCE = 16;
    private static final long BYTES = 64 << 20;
    private static final long SECONDS = 60;

    /**
     * A file that was fetched.
     *
     * @param own whether the app's own registry gave it
     */
    record Body(byte[] bytes, boolean own) {}

    private final Function<String, Optional<Body>> fetch;
    private final Executor threads;
    private final Semaphore fetching = new Semaphore(AT_ONCE);
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final Map<String, Guess> guesses = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Optional<EffectivePom>>> models = new ConcurrentHashMap<>();
    /** What the first project files that manage something say of a version: an app's own come before those of its plugins. */
    private final Map<String, String> managed = new ConcurrentHashMap<>();

    /** Walks with files that {@code fetch} gets by path below the registry. */
    PomWalk(Function<String, Optional<Body>> fetch, Executor threads) {
        this.fetch = fetch;
        this.threads = threads;
    }

    /** The file, where it was guessed; waits for one that is under way, and gets one itself whose turn has not come. It is given once. */
    Optional<Body> take(String file) {
        Guess guess = guesses.remove(file);
        if (guess == null) {
            return Optional.empty();
        }
        guess.fetch();
        Optional<Body> body = awaited(guess.body);
        body.ifPresent(found -> held.addAndGet(-found.bytes().length));
        return body;
    }

    /** Maven got this file: goes on from there. */
    void got(String file, byte[] bytes) {
        CompletableFuture<Optional<EffectivePom>> model =
                model(file, () -> CompletableFuture.completedFuture(Optional.of(new Body(bytes, false))));
        threads.execute(() -> awaited(model).ifPresent(found -> {
            found.eachManaged(managed::putIfAbsent);
            walk(found);
        }));
    }

    private void walk(EffectivePom pom) {
        for (Coordinates one : pom.dependencies()) {
            String elsewhere = managed.getOrDefault(one.group() + ":" + one.artifact(), "");
            Stream.of(one, new Coordinates(one.group(), one.artifact(), elsewhere))
                    .filter(EffectivePom::named)
                    .map(Coordinates::file)
                    .distinct()
                    .forEach(file -> {
                        if (!models.containsKey(file)) {
                            CompletableFuture<Optional<EffectivePom>> model = model(file);
                            threads.execute(() -> awaited(model).ifPresent(this::walk));
                        }
                    });
        }
    }

    private CompletableFuture<Optional<EffectivePom>> model(String file) {
        return model(file, () -> body(file));
    }

    private CompletableFuture<Optional<EffectivePom>> model(
            String file, Supplier<CompletableFuture<Optional<Body>>> body) {
        return models.computeIfAbsent(file, any -> {
            CompletableFuture<Optional<Body>> bytes = body.get();
            return CompletableFuture.supplyAsync(() -> read(bytes), threads);
        });
    }

    private Optional<EffectivePom> read(CompletableFuture<Optional<Body>> body) {
        Optional<PomSketch> sketch = awaited(body).flatMap(found -> PomSketch.read(found.bytes()));
        if (sketch.isEmpty()) {
            return Optional.empty();
        }
        Optional<EffectivePom> parent =
                sketch.get().parent().filter(EffectivePom::named).flatMap(above -> awaited(model(above.file())));
        List<CompletableFuture<Optional<EffectivePom>>> imports = EffectivePom.imports(sketch.get(), parent).stream()
                .map(one -> model(one.file()))
                .toList();
        return EffectivePom.of(
                sketch.get(),
                parent,
                imports.stream().flatMap(one -> awaited(one).stream()).toList());
    }

    private CompletableFuture<Optional<Body>> body(String file) {
        if (held.get() > BYTES || files.incrementAndGet() > FILES) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return guesses.computeIfAbsent(file, any -> {
                    var guess = new Guess(file);
                    threads.execute(() -> {
                        fetching.acquireUninterruptibly();
                        try {
                            guess.fetch();
                        } finally {
                            fetching.release();
                        }
                    });
                    return guess;
                })
                .body;
    }

    private final class Guess {
        private final String file;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<Optional<Body>> body = new CompletableFuture<>();

        private Guess(String file) {
            this.file = file;
        }

        private void fetch() {
            if (begun.compareAndSet(false, true)) {
                Optional<Body> found = Optional.empty();
                try {
                    found = fetch.apply(file);
                    found.ifPresent(got -> held.addAndGet(got.bytes().length));
                } finally {
                    body.complete(found);
                }
            }
        }
    }

    /** Files that name each other in a circle wait for each other; nobody waits for them for long. */
    private static <T> Optional<T> awaited(CompletableFuture<Optional<T>> one) {
        try {
            return one.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException nothing) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
