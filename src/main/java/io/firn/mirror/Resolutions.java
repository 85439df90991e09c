package io.firn.mirror;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Resolutions of dependencies whose tool has no lock file: what it asked of a registry, once, for certain build files of an app.
 * Its methods use transactions of their own.
 */
@Singleton
public final class Resolutions {
    private static final String OF_UPGRADE = " of upgrade ";

    /** See {@link Recorder#changes}. */
    private static final String CHANGES = "(file like '%maven-metadata%' or file like '%-SNAPSHOT%')";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataSource database;
    private final Supplier<UUID> ids;

    Resolutions(DataSource database, Supplier<UUID> ids) {
        this.database = database;
        this.ids = ids;
    }

    /**
     * One resolution.
     *
     * @param appId whose it is
     * @param secret part of the address at which it is recorded
     * @param done whether it ended well and stays as it is
     * @param buildId the build that runs the tool, once there is one
     * @param starts how often the tool was started
     * @param epoch of the lease under which it was started last
     */
    public record Resolution(
            UUID id,
            UUID appId,
            String digest,
            String registry,
            String secret,
            boolean done,
            @Nullable UUID buildId,
            int starts,
            long epoch) {}

    /** The resolution for these build files; begun where there was none. */
    public Resolution open(UUID appId, String digest, String registry) {
        byte[] secret = new byte[24];
        RANDOM.nextBytes(secret);
        run(
                "insert into resolution (id, app_id, digest, registry, secret, state) values (?, ?, ?, ?, ?, 'OPEN')"
                        + " on conflict (app_id, digest) do nothing",
                ids.get(),
                appId,
                digest,
                registry,
                HexFormat.of().formatHex(secret));
        return find(appId, digest).orElseThrow();
    }

    /** What there is for these build files. */
    public Optional<Resolution> find(UUID appId, String digest) {
        return one(
                "select id, app_id, digest, registry, secret, state, build_id, starts, epoch from resolution where app_id = ? and digest = ?",
                appId,
                digest);
    }

    /** The one that is recorded at an address. */
    Optional<Resolution> recorded(UUID id, String secret) {
        return one(
                "select id, app_id, digest, registry, secret, state, build_id, starts, epoch from resolution"
                        + " where id = ? and secret = ? and state = 'OPEN' and created_at > now() - interval '1 day'",
                id,
                secret);
    }

    /** Notes the build that runs the tool, before it is started under that epoch. */
    public void build(UUID id, UUID buildId, long epoch) {
        run("update resolution set build_id = ?, starts = starts + 1, epoch = ? where id = ?", buildId, epoch, id);
    }

    /**
     * Has it begin again. What does not change stays recorded, so that it is not fetched twice; a list of versions that was given before is
     * not what the tool reads this time.
     */
    public void again(UUID id) {
        run("update resolution set build_id = null, lock = null, refusal = null where id = ? and state = 'OPEN'", id);
        run("delete from resolution_file where resolution_id = ? and " + CHANGES, id);
    }

    /** Notes why the tool did not get what it asked for, for whoever asks why it failed. */
    void refused(UUID id, String why) {
        run("update resolution set refusal = ? where id = ?", why, id);
    }

    /** Why the tool did not get something, last. */
    public Optional<String> refusal(UUID id) {
        return text("select refusal from resolution where id = ?", id);
    }

    /** The tool ended well: what it asked for is what these build files need, from now on. */
    public void done(UUID id) {
        run("update resolution set state = 'DONE' where id = ?", id);
    }

    /** Forgets one that failed, so that the next try begins anew. */
    public void forget(UUID id) {
        run("delete from resolution where id = ?", id);
    }

    /** Notes that the tool got a file, and that builds may have it; {@code own}: the app's own registry gave it. */
    void got(UUID id, SourceFile file, boolean own) {
        run(
                """
                with known as (insert into source_file (algorithm, hex, registry, file) values (?, ?, ?, ?) on conflict do nothing)
                insert into resolution_file (resolution_id, file, hex, own) values (?, ?, ?, ?) on conflict do nothing
                """,
                file.algorithm().label(),
                file.hex(),
                file.registry(),
                file.file(),
                id,
                file.file(),
                file.hex(),
                own);
    }

    /**
     * The SHA-256 that the installation's registry itself once gave a file of that path. What lock files say of a path is not asked,
     * nor what an app's own registry gave: either may be anybody's claim.
     */
    Optional<String> seen(String registry, String file) {
        String sql = "select f.hex from resolution_file f join resolution r on r.id = f.resolution_id"
                + " where f.file = ? and r.registry = ? and not f.own order by r.created_at limit 1";
        try (Connection connection = database.getConnection();
                PreparedStatement query = filled(connection, sql, file, registry);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    /** Keeps the lock file of that name that the tool made; the newest stands. */
    void lock(UUID id, String file, String text) {
        run("update resolution set lock = ?, lock_file = ? where id = ? and state = 'OPEN'", text, file, id);
    }

    /** The lock file that the tool made. */
    public Optional<String> lock(UUID id) {
        return text("select lock from resolution where id = ?", id);
    }

    /** The lock file of that name that an app had last, for a tool that moves as little of it as it can; an upgrade begins from nothing. */
    Optional<String> lockBefore(UUID id, String file) {
        return text(
                """
                select before.lock from resolution now join resolution before
                on before.app_id = now.app_id and before.registry = now.registry
                where now.id = ? and now.digest not like '%' || ? || '%' and before.state = 'DONE' and before.lock is not null
                and before.lock_file = ?
                order by before.created_at desc limit 1
                """,
                id, OF_UPGRADE, file);
    }

    /** The digest under which a run that upgrades resolves anew. */
    public static String ofUpgrade(String digest, UUID runId) {
        return digest + OF_UPGRADE + runId;
    }

    /** What was resolved for one run becomes what the app has: its digest was of that run, and is the other from now on. */
    public void adopt(UUID appId, String ofRun, String digest) {
        if (find(appId, ofRun).isPresent()) {
            run("delete from resolution where app_id = ? and digest = ?", appId, digest);
            run("update resolution set digest = ? where app_id = ? and digest = ?", digest, appId, ofRun);
        }
    }

    private Optional<String> text(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = filled(connection, sql, values);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    /** SRI hashes of what it got, by path below the registry. */
    public SortedMap<String, String> files(UUID id) {
        var files = new TreeMap<String, String>();
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select file, hex from resolution_file where resolution_id = ?")) {
            query.setObject(1, id);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    byte[] hash = HexFormat.of().parseHex(rows.getString(2));
                    files.put(rows.getString(1), "sha256-" + Base64.getEncoder().encodeToString(hash));
                }
            }
            return files;
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    private Optional<Resolution> one(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = filled(connection, sql, values);
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Resolution(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6).equals("DONE"),
                            row.getObject(7, UUID.class),
                            row.getInt(8),
                            row.getLong(9)))
                    : Optional.empty();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    private void run(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = filled(connection, sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    private static PreparedStatement filled(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
