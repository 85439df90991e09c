package io.firn.cache;

import static io.firn.cache.CacheFixture.path;
import static io.firn.cache.CollectionFixture.age;
import static io.firn.cache.CollectionFixture.check;
import static io.firn.cache.CollectionFixture.collect;
import static io.firn.cache.CollectionFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.cache.Progress.Side;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.lab.StartsServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The collecting process is killed before and after each step: the cache is whole, and the next collection ends the work. */
@StartsServers
class CollectionCrashTest {
    private static CacheFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new CacheFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    static Stream<Arguments> everyPoint() {
        return Stream.of(CollectionStep.values())
                .flatMap(step -> Stream.of(Side.values()).map(side -> Arguments.of(side, step)));
    }

    @ParameterizedTest
    @MethodSource("everyPoint")
    void killedCollectionLeavesAWholeCache(Side side, CollectionStep step, @TempDir Path folder) throws IOException {
        Cache cache = fixture.cache(folder);
        String name = (side + "-" + step).toLowerCase(java.util.Locale.ROOT);
        TestPath shared = path(name, "shared");
        TestPath kept = path(name, "kept", shared.path());
        var dead = new ArrayList<TestPath>();
        for (int n = 0; n < 8; n++) {
            dead.add(path(
                    name, "dead " + n, n < 2 ? shared.path() : dead.get(n - 2).path()));
        }
        commit(cache, shared, kept);
        commit(cache, dead.toArray(TestPath[]::new));
        cache.pin(name, kept.path());
        Ingest unfinished = cache.begin();
        TestPath never = path(name, "never finished");
        unfinished.add(never.info(), never.stream());
        age(fixture.source, Duration.ofHours(1));

        assertThat(dies(folder, side, step)).isEqualTo(CollectionThatDies.KILLED);

        assertThat(check(fixture.source, folder).findings()).isEmpty();
        readable(cache, kept, shared);
        for (TestPath path : dead) {
            if (cache.stored(path.path()).isPresent()) {
                readable(cache, path);
            }
        }

        age(fixture.source, Duration.ofHours(1));
        assertThat(collect(fixture.source, cache).state()).isEqualTo(CollectionReport.State.DONE);
        CheckReport after = check(fixture.source, folder);
        assertThat(after.findings()).isEmpty();
        assertThat(after.pending()).isZero();
        assertThat(after.blobs()).isEqualTo(2);
        assertThat(cache.missing(dead.stream().map(TestPath::path).toList())).hasSize(dead.size());
        readable(cache, kept, shared);
        cache.unpin(name);
        age(fixture.source, Duration.ofHours(1));
        collect(fixture.source, cache);
        unfinished.close();
    }

    /** The exit status of a process that collects and is to die there. Steps that come once a batch die in their second one. */
    private static int dies(Path folder, Side side, CollectionStep step) {
        boolean repeated = step == CollectionStep.UNLINK
                || step == CollectionStep.DELETE_BLOBS
                || step == CollectionStep.FORGET_BLOBS;
        return new LocalExecutor()
                .run(Command.of(List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CollectionThatDies.class.getName(),
                                fixture.access.get(0),
                                fixture.access.get(1),
                                fixture.access.get(2),
                                folder.toString(),
                                side.name(),
                                step.name(),
                                repeated ? "2" : "1"))
                        .within(Duration.ofMinutes(1)))
                .exit();
    }

    private static void readable(Cache cache, TestPath... paths) throws IOException {
        for (TestPath path : paths) {
            try (InputStream nar = cache.nar(path.path())) {
                assertThat(nar.readAllBytes()).isEqualTo(path.nar());
            }
        }
    }
}
