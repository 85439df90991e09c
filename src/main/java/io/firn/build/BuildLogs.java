package io.firn.build;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The logs of builds: written once, in order, by whoever works on the build; read by anybody from any byte on. */
@ApplicationScoped
public class BuildLogs {
    private static final int MOST_AT_ONCE = 1 << 20;

    private final BuildRows rows;
    private final EntityManager database;
    private final LogSignals signals = new LogSignals();

    BuildLogs(BuildRows rows, EntityManager database) {
        this.rows = rows;
        this.database = database;
    }

    /**
     * Adds bytes at an offset, within the caller's transaction or one of its own. False where the log does not end there:
     * somebody else wrote meanwhile, and nothing was added.
     */
    @Transactional
    public boolean append(UUID buildId, long offset, byte[] bytes) {
        if (bytes.length == 0) {
            return true;
        }
        if (!rows.extendLog(buildId, offset, bytes.length)) {
            return false;
        }
        database.createNativeQuery("insert into build_log (build_id, start_at, bytes) values (?1, ?2, ?3)")
                .setParameter(1, buildId)
                .setParameter(2, offset)
                .setParameter(3, bytes)
                .executeUpdate();
        return true;
    }

    /** At most 1 MiB of the log from a byte on; empty where there is no more yet. */
    @Transactional
    public LogPiece read(UUID buildId, long from) {
        // The piece that holds the byte, and those after it.
        List<?> found = database.createNativeQuery(
                        """
                        select start_at, bytes from build_log
                        where build_id = ?1 and start_at >= coalesce(
                            (select max(start_at) from build_log where build_id = ?1 and start_at <= ?2), 0)
                        order by start_at limit 256
                        """)
                .setParameter(1, buildId)
                .setParameter(2, from)
                .getResultList();
        var bytes = new ByteArrayOutputStream();
        for (Object row : found) {
            Object[] columns = (Object[]) row;
            long start = ((Number) columns[0]).longValue();
            byte[] piece = (byte[]) columns[1];
            int skip = (int) Math.min(piece.length, Math.max(0, from - start));
            bytes.write(piece, skip, piece.length - skip);
            if (bytes.size() >= MOST_AT_ONCE) {
                break;
            }
        }
        byte[] all = bytes.toByteArray();
        return new LogPiece(from, all.length <= MOST_AT_ONCE ? all : java.util.Arrays.copyOf(all, MOST_AT_ONCE));
    }

    /** The last lines of a log, for the message of a failure. */
    @Transactional
    public List<String> lastLines(UUID buildId, int count) {
        long size = rows.findByIdOptional(buildId).map(Build::logBytes).orElse(0L);
        LogPiece tail = read(buildId, Math.max(0, size - 64 * 1024L));
        List<String> lines = new String(tail.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** Returns when the log or the state of a build may have changed, at the latest after the limit. */
    public void await(UUID buildId, Duration limit) {
        signals.await(buildId, limit);
    }

    /** Tells readers in this process that there is something new. A hint: those elsewhere look for themselves. */
    void changed(UUID buildId) {
        signals.raise(buildId);
    }
}
