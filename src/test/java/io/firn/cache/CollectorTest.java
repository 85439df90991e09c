package io.firn.cache;

import static io.firn.cache.CacheFixture.path;
import static io.firn.cache.CollectionFixture.NO_FENCE;
import static io.firn.cache.CollectionFixture.age;
import static io.firn.cache.CollectionFixture.check;
import static io.firn.cache.CollectionFixture.collect;
import static io.firn.cache.CollectionFixture.collector;
import static io.firn.cache.CollectionFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class CollectorTest {
    private static final UUID ORG = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final UUID APP = UUID.randomUUID();

    private static CacheFixture fixture;

    @TempDir
    private Path folder;

    private Cache cache;

    @BeforeAll
    static void open() {
        fixture = new CacheFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void emptyCache() throws SQLException {
        sql("delete from org_cache_root");
        sql("delete from org_cache_reference");
        sql("delete from org_cache_path");
        sql("delete from org_cache");
        sql("delete from cache_root");
        sql("delete from cache_reference");
        sql("delete from cache_path");
        sql("delete from cache_pending");
        sql("delete from cache_usage");
        sql("delete from cache_quota");
        cache = fixture.cache(folder);
    }

    @Test
    void rootsKeepTheirClosureAndTheRestIsCollected() {
        TestPath shared = path("shared", "under both");
        TestPath kept = path("kept", "pinned", shared.path());
        TestPath dropped = path("dropped", "not pinned", shared.path());
        commit(cache, shared, kept, dropped);
        cache.pin("release-1", kept.path());
        age(fixture.source, Duration.ofHours(1));

        CollectionReport report = collect(fixture.source, cache);

        assertThat(report.state()).isEqualTo(CollectionReport.State.DONE);
        assertThat(report.paths()).isEqualTo(1);
        assertThat(cache.missing(List.of(shared.path(), kept.path(), dropped.path())))
                .containsExactly(dropped.path());
        assertThat(cache.blobs().list("")).hasSize(2);

        cache.unpin("release-1");
        age(fixture.source, Duration.ofHours(1));
        assertThat(collect(fixture.source, cache).paths()).isEqualTo(2);
        assertThat(cache.blobs().list("")).isEmpty();
        assertThatThrownBy(() -> cache.pin("release-2", kept.path()))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.NOT_FOUND));
    }

    @Test
    void deepClosureGoesWholeInBatches() {
        var paths = new ArrayList<TestPath>();
        TestPath below = path("level", "0");
        paths.add(below);
        for (int level = 1; level < 40; level++) {
            below = path("level", String.valueOf(level), below.path());
            paths.add(below);
        }
        commit(cache, paths.toArray(TestPath[]::new));
        age(fixture.source, Duration.ofHours(1));
        assertThat(Preview.of(new Transactions(fixture.source), Duration.ZERO).paths())
                .isEqualTo(40);
        assertThat(collect(fixture.source, cache).paths()).isEqualTo(40);
        assertThat(cache.blobs().list("")).isEmpty();
    }

    @Test
    void whatIsYoungOrWasUsedStaysWithAllThatItRefersTo() {
        TestPath library = path("library", "old");
        TestPath app = path("app", "old too", library.path());
        commit(cache, library, app);
        age(fixture.source, Duration.ofHours(10));
        assertThat(cache.valid(app.path())).as("somebody counts on it").isTrue();

        Collector patient = collector(fixture.source, cache.blobs(), Duration.ofHours(5), Progress.SILENT);
        assertThat(patient.run(UUID.randomUUID(), NO_FENCE).paths()).isZero();

        age(fixture.source, Duration.ofHours(10));
        assertThat(patient.run(UUID.randomUUID(), NO_FENCE).paths()).isEqualTo(2);
    }

    @Test
    void pathThatIsPinnedOrReferredToWhileItIsCollectedStays() {
        TestPath pinned = path("pinned", "in the last moment");
        TestPath library = path("library", "wanted in the last moment");
        TestPath app = path("app", "comes in the last moment", library.path());
        commit(cache, pinned);
        commit(cache, library);
        age(fixture.source, Duration.ofHours(1));
        var once = new AtomicBoolean();
        Progress between = (side, step) -> {
            if (side == Progress.Side.BEFORE && step == CollectionStep.UNLINK && once.compareAndSet(false, true)) {
                cache.pin("just-now", pinned.path());
                commit(cache, app);
            }
        };
        collector(fixture.source, cache.blobs(), Duration.ofMinutes(30), between)
                .run(UUID.randomUUID(), NO_FENCE);
        assertThat(once).isTrue();
        assertThat(cache.missing(List.of(pinned.path(), library.path(), app.path())))
                .isEmpty();
        assertThat(check(fixture.source, folder).clean()).isTrue();
    }

    @Test
    void openReadGoesOnWhileItsPathIsCollected() throws IOException {
        TestPath app = path("app", "read while it goes");
        commit(cache, app);
        age(fixture.source, Duration.ofHours(1));
        try (InputStream nar = cache.nar(app.path())) {
            assertThat(collect(fixture.source, cache).paths()).isEqualTo(1);
            assertThat(nar.readAllBytes()).isEqualTo(app.nar());
        }
    }

    @Test
    void rootKeepsForAsLongAsItWasAskedTo() throws SQLException {
        TestPath app = path("app", "kept for a while");
        commit(cache, app);
        age(fixture.source, Duration.ofHours(1));
        cache.pin(Root.of("build/1", ORG, APP).keptFor(Duration.ofDays(7)), app.path());
        assertThat(collect(fixture.source, cache).paths()).isZero();
        sql("update cache_root set expires_at = now() - interval '1 second'");
        assertThat(Preview.of(new Transactions(fixture.source), Duration.ZERO).expiredRoots())
                .containsExactly("build/1");
        CollectionReport report = collect(fixture.source, cache);
        assertThat(report.expiredRoots()).isEqualTo(1);
        assertThat(report.paths()).isEqualTo(1);
    }

    @Test
    void abandonedUploadsGoAndCanNoLongerBecomeValid() {
        TestPath app = path("app", "takes too long");
        Ingest ingest = cache.begin();
        ingest.add(app.info(), app.stream());
        age(fixture.source, Duration.ofHours(1));
        assertThat(collect(fixture.source, cache).abandoned()).isEqualTo(1);
        assertThat(cache.blobs().list("")).isEmpty();
        assertThatThrownBy(() -> ingest.commit(app.path())).hasMessageContaining("given up meanwhile");
        assertThat(cache.valid(app.path())).isFalse();
        ingest.close();
    }

    @Test
    void collectorThatWasReplacedChangesNothing() {
        commit(cache, path("app", "not yours"));
        age(fixture.source, Duration.ofHours(1));
        Fault taken = Fault.of(FaultCode.CONFLICT, "Could not go on: taken over.");
        Collector replaced = collector(fixture.source, cache.blobs(), Duration.ZERO, Progress.SILENT);
        assertThatThrownBy(() -> replaced.run(UUID.randomUUID(), connection -> {
                    throw taken;
                }))
                .isSameAs(taken);
        assertThat(cache.blobs().list("")).hasSize(1);
    }

    @Test
    void whyShowsTheChainFromARootAndHidesOtherOrgs() {
        TestPath libc = path("libc", "at the bottom");
        TestPath library = path("library", "between", libc.path());
        TestPath app = path("app", "at the top", library.path());
        commit(cache, libc, library, app);
        var transactions = new Transactions(fixture.source);
        Why young = Why.of(transactions, libc.path(), ORG, Duration.ofDays(1)).orElseThrow();
        assertThat(young.kept()).isFalse();
        assertThat(young.until()).isNotNull();

        cache.pin(Root.of("release/x/1", ORG, APP), app.path());
        Why why = Why.of(transactions, libc.path(), ORG, Duration.ofDays(1)).orElseThrow();
        assertThat(why.chains()).singleElement().satisfies(chain -> {
            assertThat(chain.root()).isEqualTo("release/x/1");
            assertThat(chain.paths())
                    .containsExactly(
                            app.path().toString(),
                            library.path().toString(),
                            libc.path().toString());
        });
        Why others =
                Why.of(transactions, libc.path(), OTHER, Duration.ofDays(1)).orElseThrow();
        assertThat(others.kept()).isTrue();
        assertThat(others.chains().getFirst().root()).isNull();
        assertThat(Why.of(transactions, path("never", "seen").path(), ORG, Duration.ofDays(1)))
                .isEmpty();
    }

    @Test
    void usageTellsOwnFromSharedBytesAndQuotasRefuse() {
        TestPath shared = path("shared", "of both orgs");
        TestPath mine = path("mine", "one org's", shared.path());
        TestPath theirs = path("theirs", "the other's", shared.path());
        commit(cache, shared, mine, theirs);
        cache.pin(Root.of("release/a/1", ORG, APP), mine.path());
        cache.pin(Root.of("release/b/1", OTHER, UUID.randomUUID()), theirs.path());
        var settings = CollectionFixture.settings(Duration.ZERO, OptionalLong.empty(), 3);
        var quotas = new Quotas(fixture.source, settings);
        quotas.countStale();
        long mineBytes = size(mine);
        long sharedBytes = size(shared);

        UsageReport usage = UsageReport.of(new Transactions(fixture.source), quotas.standing(ORG));

        assertThat(usage.paths()).isEqualTo(2);
        assertThat(usage.bytes()).isEqualTo(mineBytes + sharedBytes);
        assertThat(usage.roots()).containsExactly(new UsageReport.Part("release/a/1", APP, 2, mineBytes, sharedBytes));
        assertThat(usage.apps()).containsExactly(new UsageReport.Part(null, APP, 2, mineBytes, sharedBytes));
        assertThat(usage.mark()).isEqualTo(UsageReport.Mark.OK);

        quotas.require(ORG, 1 << 20);
        quotas.limit(ORG, OptionalLong.of(usage.bytes() + 10));
        quotas.require(ORG, 10);
        assertThatThrownBy(() -> quotas.require(ORG, 11)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(FaultCode.NO_CAPACITY);
            assertThat(fault.sentence()).contains("firn cache usage");
        });
        quotas.require(OTHER, 1 << 20);
        quotas.add(ORG, 1, 11);
        assertThatThrownBy(() -> quotas.require(ORG, 0)).isInstanceOf(Fault.class);
        assertThat(UsageReport.of(new Transactions(fixture.source), quotas.standing(ORG))
                        .mark())
                .isEqualTo(UsageReport.Mark.FULL);
        quotas.limit(ORG, OptionalLong.empty());
        quotas.require(ORG, 1 << 20);
    }

    @Test
    void cachesOfOrgsAreCollectedByTheirOwnRetention() throws SQLException {
        UUID forEver = orgCache("for-ever", "null");
        UUID hasty = orgCache("hasty", "3600");
        for (UUID id : List.of(forEver, hasty)) {
            orgPath(id, "a".repeat(32), "library");
            orgPath(id, "b".repeat(32), "app");
            orgPath(id, "c".repeat(32), "pinned");
            sql("insert into org_cache_reference values ('" + id + "', '" + "b".repeat(32) + "', '" + "a".repeat(32)
                    + "')");
            sql("insert into org_cache_root (cache, name, path) values ('" + id + "', 'pin', '" + "c".repeat(32)
                    + "')");
        }
        assertThat(Preview.of(new Transactions(fixture.source), Duration.ZERO).paths())
                .isEqualTo(2);
        assertThat(collect(fixture.source, cache).paths()).isEqualTo(2);
        assertThat(count("org_cache_path where cache = '" + forEver + "'")).isEqualTo(3);
        assertThat(count("org_cache_path where cache = '" + hasty + "'")).isEqualTo(1);
        assertThat(count("cache_pending")).isZero();
    }

    @Test
    void checkFindsAndRepairsWhatSomebodyBroke() {
        TestPath library = path("library", "loses its bytes");
        TestPath app = path("app", "needs it", library.path());
        TestPath other = path("other", "is well");
        commit(cache, library, app);
        commit(cache, other);
        cache.pin("release-9", app.path());
        assertThat(check(fixture.source, folder).clean()).isTrue();
        cache.blobs().delete(cache.stored(library.path()).orElseThrow().blob());
        try (BlobStore.Draft stranger = cache.blobs().begin("nar/stranger")) {
            stranger.commit();
        }
        var checking = new CacheCheck(new Transactions(fixture.source), cache.blobs());
        assertThat(checking.look().findings())
                .extracting(CheckReport.Finding::kind)
                .containsExactlyInAnyOrder(CheckReport.Kind.MISSING_BYTES, CheckReport.Kind.UNKNOWN_BLOB);
        assertThat(cache.valid(app.path())).isTrue();

        CheckReport repaired = checking.repair();

        assertThat(repaired.problems()).isEqualTo(2);
        assertThat(repaired.rootsGivenUp()).containsExactly("release-9");
        assertThat(cache.missing(List.of(library.path(), app.path(), other.path())))
                .containsExactlyInAnyOrder(library.path(), app.path());
        assertThat(checking.look().clean()).isTrue();
        collect(fixture.source, cache);
        assertThat(checking.look().pending()).isZero();
    }

    private long size(TestPath path) {
        return cache.stored(path.path()).orElseThrow().file().size();
    }

    private UUID orgCache(String name, String retention) throws SQLException {
        UUID id = UUID.randomUUID();
        sql("insert into org (id, name, created_at) values ('" + id + "', '" + name + "', now())");
        sql("insert into org_cache (id, org_id, name, public_read, priority, mass_query, retention_seconds) values ('"
                + id + "', '" + id + "', '" + name + "', false, 30, true, " + retention + ")");
        return id;
    }

    private void orgPath(UUID id, String hash, String name) throws SQLException {
        String digest = "decode('" + "00".repeat(32) + "', 'hex')";
        sql("insert into org_cache_path (cache, hash, name, nar_hash, nar_size, blob, file_hash, file_size, created_at)"
                + " values ('" + id + "', '" + hash + "', '" + name + "', " + digest + ", 1, 'org/" + id + "-" + hash
                + "', " + digest + ", 1, now() - interval '1 day')");
    }

    private static void sql(String text) throws SQLException {
        try (var connection = fixture.source.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    private static long count(String from) throws SQLException {
        try (var connection = fixture.source.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
