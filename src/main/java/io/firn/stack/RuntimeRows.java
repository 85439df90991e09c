package io.firn.stack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of what an administrator changed. Every method needs the caller's transaction. */
@ApplicationScoped
class RuntimeRows {
    private final EntityManager database;

    RuntimeRows(EntityManager database) {
        this.database = database;
    }

    /** All of it. */
    Runtimes all() {
        List<Object[]> versions = read("select package_set, tool, version, entry, hidden, deprecated from runtime"
                + " order by package_set, tool, version");
        var pins = new TreeMap<String, String>();
        for (Object[] row : read("select package_set, tool, version from runtime_pin")) {
            pins.put(row[0] + "/" + row[1], (String) row[2]);
        }
        var commands = new TreeMap<String, Runtimes.Commands>();
        for (Object[] row : read("select stack, build, start from stack_default")) {
            commands.put((String) row[0], new Runtimes.Commands((String) row[1], (String) row[2]));
        }
        return new Runtimes(
                versions.stream()
                        .map(row -> new Runtimes.Version(
                                (String) row[0],
                                (String) row[1],
                                (String) row[2],
                                (String) row[3],
                                (Boolean) row[4],
                                (String) row[5]))
                        .toList(),
                pins,
                commands);
    }

    private List<Object[]> read(String sql) {
        List<?> rows = database.createNativeQuery(sql).getResultList();
        return rows.stream().map(Object[].class::cast).toList();
    }

    /** Two changes at once come one after the other. */
    void lock() {
        database.createNativeQuery("select 1 from pg_advisory_xact_lock(73)").getResultList();
    }

    void put(Runtimes.Version version, Instant now) {
        database.createNativeQuery(
                        """
                        insert into runtime (package_set, tool, version, entry, hidden, deprecated, changed_at)
                        values (:set, :tool, :version, :entry, :hidden, :deprecated, :now)
                        on conflict (package_set, tool, version) do update
                        set entry = coalesce(excluded.entry, runtime.entry), hidden = excluded.hidden,
                            deprecated = excluded.deprecated, changed_at = excluded.changed_at
                        """)
                .setParameter("set", version.packageSet())
                .setParameter("tool", version.tool())
                .setParameter("version", version.version())
                .setParameter("entry", version.entry())
                .setParameter("hidden", version.hidden())
                .setParameter("deprecated", version.deprecated())
                .setParameter("now", now)
                .executeUpdate();
    }

    void remove(String packageSet, String tool, String version) {
        database.createNativeQuery(
                        "delete from runtime where package_set = :set and tool = :tool and version = :version")
                .setParameter("set", packageSet)
                .setParameter("tool", tool)
                .setParameter("version", version)
                .executeUpdate();
    }

    void pin(String packageSet, String tool, @Nullable String version, Instant now) {
        database.createNativeQuery("delete from runtime_pin where package_set = :set and tool = :tool")
                .setParameter("set", packageSet)
                .setParameter("tool", tool)
                .executeUpdate();
        if (version != null) {
            database.createNativeQuery(
                            "insert into runtime_pin (package_set, tool, version, changed_at) values (:set, :tool, :version, :now)")
                    .setParameter("set", packageSet)
                    .setParameter("tool", tool)
                    .setParameter("version", version)
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }

    void commands(String stack, Runtimes.Commands commands, Instant now) {
        database.createNativeQuery("delete from stack_default where stack = :stack")
                .setParameter("stack", stack)
                .executeUpdate();
        if (commands.build() != null || commands.start() != null) {
            database.createNativeQuery(
                            "insert into stack_default (stack, build, start, changed_at) values (:stack, :build, :start, :now)")
                    .setParameter("stack", stack)
                    .setParameter("build", commands.build())
                    .setParameter("start", commands.start())
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }
}
