package io.firn.cache;

import static io.firn.cache.CacheFixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class CacheTest {
    private static CacheFixture fixture;

    private static Path folder;
    private static Cache cache;

    @BeforeAll
    static void open(@TempDir Path temporary) {
        fixture = new CacheFixture();
        folder = temporary;
        cache = fixture.cache(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void closureIsCommittedWholeAndReadBack() throws IOException {
        TestPath library = path("library", "code of a library");
        TestPath app = path("app", "says hello", library.path());
        try (Ingest ingest = cache.begin()) {
            ingest.add(app.info(), app.stream());
            ingest.add(library.info(), out -> out.write(library.nar()));
            assertThat(cache.missing(List.of(app.path(), library.path()))).hasSize(2);
            ingest.commit(app.path());
        }
        assertThat(cache.valid(app.path())).isTrue();
        assertThat(cache.missing(List.of(app.path(), library.path()))).isEmpty();
        assertThat(cache.closure(app.path())).extracting(PathInfo::path).containsExactly(library.path(), app.path());
        try (InputStream nar = cache.nar(app.path())) {
            assertThat(nar.readAllBytes()).isEqualTo(app.nar());
        }
        try (InputStream file = cache.file(app.path(), "")) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("says hello");
        }
        NarInfo narInfo = cache.stored(app.path()).orElseThrow().narInfo();
        assertThat(NarInfo.parse(narInfo.format()).signedBy(CacheFixture.KEY.publicKey()))
                .isTrue();
    }

    @Test
    void closureWithAHoleIsRefusedAndLeavesNothing() {
        TestPath absent = path("absent", "never sent");
        TestPath app = path("app", "needs it", absent.path());
        int before = cache.blobs().list("").size();
        try (Ingest ingest = cache.begin()) {
            ingest.add(app.info(), app.stream());
            assertThatThrownBy(() -> ingest.commit(app.path()))
                    .hasMessageContaining(absent.path().toString())
                    .hasMessageContaining("does not have");
        }
        assertThat(cache.valid(app.path())).isFalse();
        assertThat(cache.blobs().list("")).hasSize(before);
    }

    @Test
    void narsThatAreNotWhatWasAnnouncedAreRefused() {
        TestPath app = path("app", "the real content");
        byte[] forged = app.nar().clone();
        forged[forged.length - 60] ^= 1;
        int before = cache.blobs().list("").size();
        try (Ingest ingest = cache.begin()) {
            refused(ingest, app, forged);
            refused(ingest, app, Arrays.copyOf(app.nar(), app.nar().length - 8));
            refused(ingest, app, Arrays.copyOf(app.nar(), app.nar().length + 8));
            refused(ingest, app, path("app", "other content").nar());
            refused(ingest, app, new byte[0]);
        }
        assertThat(cache.valid(app.path())).isFalse();
        assertThat(cache.blobs().list("")).hasSize(before);
    }

    @Test
    void failureOfTheSenderIsToldAsItIs() {
        TestPath app = path("app", "sent over a link that breaks");
        Fault broken = Fault.of(FaultCode.UNAVAILABLE, "Could not reach the builder.");
        try (Ingest ingest = cache.begin()) {
            assertThatThrownBy(() -> ingest.add(app.info(), out -> {
                        out.write(app.nar(), 0, 50);
                        throw broken;
                    }))
                    .isSameAs(broken);
        }
    }

    @Test
    void ingestThatIsClosedWithoutACommitLeavesNothing() {
        int before = cache.blobs().list("").size();
        TestPath app = path("app", "given up");
        try (Ingest ingest = cache.begin()) {
            ingest.add(app.info(), app.stream());
            assertThat(cache.blobs().list("")).hasSize(before + 1);
        }
        assertThat(cache.blobs().list("")).hasSize(before);
    }

    @Test
    void whatAKilledServiceLeftIsSweptAtTheNextStart() {
        TestPath app = path("app", "killed in the middle");
        int before = cache.blobs().list("").size();
        Ingest abandoned = cache.begin();
        abandoned.add(app.info(), app.stream());
        assertThat(cache.blobs().list("")).hasSize(before + 1);
        Cache nextLife = fixture.cache(folder);
        nextLife.sweep();
        assertThat(nextLife.blobs().list("")).hasSize(before);
        abandoned.close();
    }

    @Test
    void samePathFromManyIngestsAtOnceIsKeptOnce() throws Exception {
        TestPath library = path("library", "wanted by all");
        TestPath app = path("app", "wanted by all too", library.path());
        int before = cache.blobs().list("").size();
        var ready = new CountDownLatch(4);
        var all = new ArrayList<Callable<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < 4; n++) {
                all.add(() -> {
                    try (Ingest ingest = cache.begin()) {
                        ingest.add(library.info(), library.stream());
                        ingest.add(app.info(), app.stream());
                        ready.countDown();
                        ready.await();
                        ingest.commit(app.path());
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(cache.valid(app.path())).isTrue();
        assertThat(cache.blobs().list("")).hasSize(before + 2);
    }

    private static void refused(Ingest ingest, TestPath path, byte[] nar) {
        assertThatThrownBy(() -> ingest.add(path.info(), new ByteArrayInputStream(nar)))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.CORRUPT));
    }
}
