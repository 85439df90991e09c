package io.firn.cache;

import static io.firn.cache.CacheFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.lab.StartsServers;
import io.firn.nix.PathInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class ScrubTest {
    private static final long FAST = 1L << 40;

    private static CacheFixture fixture;
    private static Cache cache;
    private static ScrubRows rows;

    @BeforeAll
    static void open(@TempDir Path temporary) {
        fixture = new CacheFixture();
        cache = fixture.cache(temporary);
        rows = new ScrubRows(new Transactions(fixture.source));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void soundBytesAreReadAndServedOn() {
        TestPath sound = kept("sound");
        ScrubReport report = scrub(List.of());
        assertThat(report.state()).isEqualTo(ScrubReport.State.DONE);
        assertThat(report.paths()).isPositive();
        assertThat(report.broken()).isZero();
        assertThat(cache.byHash(sound.path().hashPart())).isPresent();
    }

    @Test
    void aFlippedBitIsFoundAndNobodyIsServedByItAnyMore() throws IOException {
        TestPath bad = kept("flipped");
        spoil(bad, true);
        assertThat(scrub(List.of()).broken()).isEqualTo(1);
        assertThat(cache.byHash(bad.path().hashPart())).isEmpty();
        assertThat(cache.missing(List.of(bad.path()))).containsExactly(bad.path());
        assertThat(rows.broken(10))
                .extracting(BrokenBlob::path)
                .contains(bad.path().toString());
        heals(bad);
    }

    @Test
    void aBlobThatIsGoneOrCutIsFoundToo() throws IOException {
        TestPath gone = kept("gone");
        cache.blobs().delete(blob(gone));
        TestPath cut = kept("cut");
        spoil(cut, false);
        assertThat(scrub(List.of()).broken()).isEqualTo(2);
        assertThat(cache.missing(List.of(gone.path(), cut.path()))).hasSize(2);
        heals(gone);
        heals(cut);
    }

    @Test
    void bytesThatAreNotThePathsOwnDoNotHealIt() throws IOException {
        TestPath bad = kept("wanted");
        TestPath other = path("wanted", "but this came");
        spoil(bad, true);
        ScrubReport report = scrub(List.of(origin("liar", other.nar()), origin("good", bad.nar())));
        assertThat(report.broken()).isEqualTo(1);
        assertThat(report.healed()).as("the second origin had it").isEqualTo(1);
        try (InputStream nar = cache.nar(bad.path())) {
            assertThat(nar.readAllBytes()).isEqualTo(bad.nar());
        }
    }

    @Test
    void whatIsSentAgainTakesTheBrokenOnesPlace() throws IOException {
        TestPath bad = kept("sent again");
        spoil(bad, true);
        scrub(List.of());
        assertThat(cache.valid(bad.path())).isFalse();
        try (Ingest ingest = cache.begin()) {
            ingest.add(bad.info(), bad.stream());
            ingest.commit(bad.path());
        }
        assertThat(cache.valid(bad.path())).isTrue();
        try (InputStream nar = cache.nar(bad.path())) {
            assertThat(nar.readAllBytes()).isEqualTo(bad.nar());
        }
        assertThat(scrub(List.of()).broken()).isZero();
    }

    @Test
    void aScrubThatIsStoppedGoesOnWhereItWas() {
        kept("first");
        kept("second");
        UUID scrub = rows.begin(UUID.randomUUID());
        var looks = new int[1];
        scrubber(List.of()).run(scrub, () -> looks[0]++ < 1);
        ScrubReport stopped = rows.newest().orElseThrow();
        assertThat(stopped.state()).isEqualTo(ScrubReport.State.STOPPED);
        assertThat(stopped.paths()).isEqualTo(1);
        UUID again = rows.begin(UUID.randomUUID());
        assertThat(again).isEqualTo(scrub);
        scrubber(List.of()).run(again, () -> true);
        ScrubReport done = rows.newest().orElseThrow();
        assertThat(done.state()).isEqualTo(ScrubReport.State.DONE);
        assertThat(done.paths()).isEqualTo(cache.blobs().list("").size());
    }

    private static void heals(TestPath bad) throws IOException {
        int before = cache.blobs().list("").size();
        assertThat(scrub(List.of(origin("a builder", bad.nar()))).healed()).isEqualTo(1);
        assertThat(cache.byHash(bad.path().hashPart())).isPresent();
        try (InputStream nar = cache.nar(bad.path())) {
            assertThat(nar.readAllBytes()).isEqualTo(bad.nar());
        }
        assertThat(cache.blobs().list("").size()).as("the broken one is gone").isLessThanOrEqualTo(before + 1);
    }

    private static ScrubReport scrub(List<NarOrigin> origins) {
        UUID scrub = rows.begin(UUID.randomUUID());
        scrubber(origins).run(scrub, () -> true);
        return rows.newest().orElseThrow();
    }

    private static Scrub scrubber(List<NarOrigin> origins) {
        return new Scrub(cache, rows, "test-1", FAST, origins);
    }

    private static NarOrigin origin(String name, byte[] nar) {
        return new NarOrigin() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean send(PathInfo info, Taker taker) {
                try {
                    taker.take(new ByteArrayInputStream(nar));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            }
        };
    }

    private static TestPath kept(String text) {
        TestPath one = path("scrubbed", text + " " + UUID.randomUUID());
        try (Ingest ingest = cache.begin()) {
            ingest.add(one.info(), one.stream());
            ingest.commit(one.path());
        }
        return one;
    }

    private static String blob(TestPath path) {
        return cache.stored(path.path()).orElseThrow().blob();
    }

    private static void spoil(TestPath path, boolean flip) throws IOException {
        Path file = cache.blobs().file(blob(path)).orElseThrow();
        if (flip) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 5);
        }
    }
}
