package io.firn.db;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server wrote about itself into {@code postmaster.pid}.
 *
 * @param pid its process
 * @param port where it listens
 * @param ready whether it takes connections
 */
record Postmaster(long pid, int port, boolean ready) {
    /** Null while the server has not written all of it. */
    static @Nullable Postmaster parse(List<String> lines) {
        if (lines.size() < 4) {
            return null;
        }
        try {
            boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
            return new Postmaster(
                    Long.parseLong(lines.get(0).strip()),
                    Integer.parseInt(lines.get(3).strip()),
                    ready);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
