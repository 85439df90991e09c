package io.firn.cache;

import io.firn.cache.CacheFixture.TestPath;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/** Collectors over a real database and a folder. */
final class CollectionFixture {
    static final Fence NO_FENCE = connection -> {};

    private CollectionFixture() {}

    /** Keeps nothing longer than it must. */
    static CollectionSettings settings(Duration keep, OptionalLong quota, int batch) {
        return new CollectionSettings() {
            @Override
            public String every() {
                return "off";
            }

            @Override
            public Duration keepUnrooted() {
                return keep;
            }

            @Override
            public Duration keepUploads() {
                return keep;
            }

            @Override
            public Duration keepRemote() {
                return keep;
            }

            @Override
            public Duration keepBuilds() {
                return keep;
            }

            @Override
            public Duration keepPackages() {
                return keep;
            }

            @Override
            public int batch() {
                return batch;
            }

            @Override
            public int window() {
                return 2 * batch;
            }

            @Override
            public OptionalLong quota() {
                return quota;
            }
        };
    }

    static Collector collector(DataSource database, BlobStore blobs, Duration keep, Progress progress) {
        CollectionSettings settings = settings(keep, OptionalLong.empty(), 3);
        return new Collector(
                new Transactions(database),
                blobs,
                new Quotas(database, settings),
                settings,
                Clock.systemUTC(),
                progress);
    }

    static CollectionReport collect(DataSource database, Cache cache) {
        return collector(database, cache.blobs(), Duration.ZERO, Progress.SILENT)
                .run(UUID.randomUUID(), NO_FENCE);
    }

    static CheckReport check(DataSource database, Path folder) {
        return new CacheCheck(new Transactions(database), new DiskBlobStore(folder, UUID::randomUUID)).look();
    }

    static void commit(Cache cache, TestPath... paths) {
        try (Ingest ingest = cache.begin()) {
            for (TestPath path : List.of(paths)) {
                ingest.add(path.info(), path.stream());
            }
            ingest.commit(paths[paths.length - 1].path());
        }
    }

    /** All rows look as if they had been written so long ago. */
    static void age(DataSource database, Duration age) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            String ago = "now() - interval '" + age.toSeconds() + " seconds'";
            statement.executeUpdate("update cache_path set used_at = null, created_at = " + ago);
            statement.executeUpdate("update cache_pending set created_at = " + ago);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
