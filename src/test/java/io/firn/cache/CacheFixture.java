package io.firn.cache;

import io.firn.TestDatabase;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.PathInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A cache over a real database and a folder, without the rest of the service. */
final class CacheFixture implements AutoCloseable {
    static final SigningKey KEY = SigningKey.generate("test-1");

    /** What the cache's tables are made of, in order. */
    private static final List<String> MIGRATIONS = List.of(
            "V0001__access",
            "V0002__work",
            "V0005__cache",
            "V0015__caches",
            "V0016__cache_storage",
            "V0017__cache_collection");

    private final TestDatabase database = new TestDatabase();
    final PGSimpleDataSource source = new PGSimpleDataSource();

    /** Address, user and password of the database, for other processes. */
    final List<String> access;

    CacheFixture() {
        Map<String, String> settings = database.start();
        access = List.of(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        source.setUrl(access.get(0));
        source.setUser(access.get(1));
        source.setPassword(access.get(2));
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            for (String migration : MIGRATIONS) {
                statement.execute(Files.readString(Path.of("src/main/resources/db/migration", migration + ".sql")));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A service's cache over that folder; a second one over the same folder is the service's next life. */
    Cache cache(Path folder) {
        return cache(folder, Duration.ofDays(1));
    }

    Cache cache(Path folder, Duration keepUnrooted) {
        return cache(source, folder, keepUnrooted);
    }

    Cache cache(DataSource database, Path folder, Duration keepUnrooted) {
        return cache(database, new DiskBlobStore(folder, UUID::randomUUID), folder, keepUnrooted);
    }

    Cache cache(DataSource database, BlobStore blobs, Path folder, Duration keepUnrooted) {
        return new Cache(
                database,
                blobs,
                () -> List.of(KEY),
                UUID::randomUUID,
                settings(folder, keepUnrooted),
                new CacheTraffic(new SimpleMeterRegistry()));
    }

    /** A store path that holds one file with this text. */
    static TestPath path(String name, String text, StorePath... references) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var nar = new ByteArrayOutputStream();
        try {
            io.firn.nix.Nar.writeFile(false, content, nar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NarHash hash = sha256(nar.toByteArray());
        StorePath path = StorePaths.fixedRecursive(name, sha256((name + text).getBytes(StandardCharsets.UTF_8)));
        var info = new PathInfo(
                path, hash, nar.size(), new TreeSet<>(List.of(references)), Optional.empty(), Optional.empty());
        return new TestPath(info, nar.toByteArray());
    }

    static NarHash sha256(byte[] bytes) {
        try (var hashing = new io.firn.nix.HashingOutputStream(java.io.OutputStream.nullOutputStream())) {
            hashing.write(bytes);
            NarDigest digest = hashing.digest();
            return digest.hash();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.stop();
    }

    static CacheSettings settings(Path folder, Duration keepUnrooted) {
        return new CacheSettings() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public boolean publicRead() {
                return false;
            }

            @Override
            public String keyName() {
                return "test-1";
            }

            @Override
            public int zstdLevel() {
                return Integer.getInteger("firn.bench.zstd-level", 1);
            }

            @Override
            public int priority() {
                return 30;
            }

            @Override
            public long maxUpload() {
                return 1L << 30;
            }

            @Override
            public boolean logs() {
                return true;
            }

            @Override
            public Duration uploadTimeout() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration keepUnrooted() {
                return keepUnrooted;
            }
        };
    }

    /** A path and its NAR. */
    record TestPath(PathInfo info, byte[] nar) {
        StorePath path() {
            return info.path();
        }

        ByteArrayInputStream stream() {
            return new ByteArrayInputStream(nar);
        }
    }
}
