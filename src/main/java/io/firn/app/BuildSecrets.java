package io.firn.app;

import io.firn.access.MasterKey;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What an app's build may know, and nothing that is made by it: sealed in the database, opened only for a builder that begins a
 * build of the app. What a build is made of names a random version of each, so a new value is a new build, and nobody else's build
 * has the same output.
 */
@ApplicationScoped
public class BuildSecrets {
    /** Shorter ones would be found by chance in what is built. */
    static final int SHORTEST = 8;

    static final int LONGEST = 32 * 1024;
    private static final int MOST = 50;
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");
    /** What build scripts set themselves. */
    private static final Set<String> RESERVED =
            Set.of("PATH", "HOME", "TMPDIR", "TZ", "PWD", "IFS", "SOURCE_DATE_EPOCH", "CI", "SHELL", "USER");

    private final EntityManager database;
    private final MasterKey masterKey;
    private final Clock clock;

    BuildSecrets(EntityManager database, MasterKey masterKey, Clock clock) {
        this.database = database;
        this.masterKey = masterKey;
        this.clock = clock;
    }

    /**
     * A secret without its value.
     *
     * @param name the variable that a build sees
     * @param setAt when it was set
     */
    public record Named(String name, Instant setAt) {}

    /**
     * A secret, opened.
     *
     * @param version names this value without saying anything of it
     */
    public record Opened(String name, UUID version, String value) {
        @Override
        public String toString() {
            return name; // a log may show it
        }
    }

    /** The secrets of an app, by name. */
    @Transactional
    public List<Named> list(UUID appId) {
        List<?> rows = database.createNativeQuery(
                        "select name, created_at from build_secret where app_id = :app order by name")
                .setParameter("app", appId)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Named((String) row[0], (Instant) row[1]))
                .toList();
    }

    /** Sets one; the value that it had is gone. */
    @Transactional
    public void set(UUID appId, String name, String value) {
        refusal(name, value).ifPresent(why -> {
            throw Fault.invalid(
                    "Could not set the build secret: " + why.field() + " " + why.message() + ".", List.of(why));
        });
        if (list(appId).stream().filter(one -> !one.name().equals(name)).count() >= MOST) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not set the build secret: the app has " + MOST + " already.",
                    "Remove those that no build needs: firn secrets");
        }
        String sql =
                """
                insert into build_secret (app_id, name, sealed, version, created_at) values (:app, :name, :sealed, :version, :at)
                on conflict (app_id, name) do update set sealed = excluded.sealed, version = excluded.version,
                created_at = excluded.created_at
                """;
        database.createNativeQuery(sql)
                .setParameter("app", appId)
                .setParameter("name", name)
                .setParameter("sealed", masterKey.encrypt(value.getBytes(StandardCharsets.UTF_8), context(appId, name)))
                .setParameter("version", UUID.randomUUID())
                .setParameter("at", clock.instant())
                .executeUpdate();
    }

    /** Forgets one; whether there was one. */
    @Transactional
    public boolean remove(UUID appId, String name) {
        return database.createNativeQuery("delete from build_secret where app_id = :app and name = :name")
                        .setParameter("app", appId)
                        .setParameter("name", name)
                        .executeUpdate()
                > 0;
    }

    /** All of an app's, opened, by name: for a builder that builds it. */
    @Transactional
    public List<Opened> open(UUID appId) {
        List<?> rows = database.createNativeQuery(
                        "select name, version, sealed from build_secret where app_id = :app order by name")
                .setParameter("app", appId)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Opened((String) row[0], (UUID) row[1], opened(appId, (String) row[0], (byte[]) row[2])))
                .toList();
    }

    /** Names and versions: the same as long as no secret was set or removed; empty where there is none. */
    @Transactional
    public String versions(UUID appId) {
        List<?> rows = database.createNativeQuery(
                        "select name, version from build_secret where app_id = :app order by name")
                .setParameter("app", appId)
                .getResultList();
        var versions = new TreeMap<String, UUID>();
        rows.stream().map(Object[].class::cast).forEach(row -> versions.put((String) row[0], (UUID) row[1]));
        return versions.isEmpty() ? "" : versions.toString();
    }

    private String opened(UUID appId, String name, byte[] sealed) {
        return new String(masterKey.decrypt(sealed, context(appId, name)), StandardCharsets.UTF_8);
    }

    private static Optional<FieldFault> refusal(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(new FieldFault(
                    "name", "must be 1 to 63 upper-case letters, digits or underscores and begin with a letter"));
        }
        if (RESERVED.contains(name) || name.matches("(NIX|LD|BASH|FIRN)_.*|BASH.*|LC_.*")) {
            return Optional.of(new FieldFault("name", "is one that builds set themselves"));
        }
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            return Optional.of(new FieldFault("value", "must be " + SHORTEST + " to " + LONGEST + " characters long"));
        }
        if (value.indexOf('\0') >= 0 || value.lines().noneMatch(line -> line.length() >= SHORTEST)) {
            return Optional.of(new FieldFault(
                    "value",
                    "must be text with a line of at least " + SHORTEST + " characters, which can be looked for"));
        }
        return Optional.empty();
    }

    private static String context(UUID appId, String name) {
        return "build secret " + name + " of app " + appId;
    }
}
