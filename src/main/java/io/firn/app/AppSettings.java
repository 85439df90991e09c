package io.firn.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.access.MasterKey;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an app's owner decides about it: config vars (sealed in the database, one revision a change), health path, how long an
 * old release stays warm, how many copies of each process run.
 */
@ApplicationScoped
public class AppSettings {
    private static final int MOST_BYTES = 32 * 1024;
    private static final TypeReference<TreeMap<String, String>> VARS = new TypeReference<>() {};

    private final AppRows apps;
    private final ConfigRows rows;
    private final ScaleRows scales;
    private final MasterKey masterKey;
    private final ObjectMapper json;
    private final Clock clock;

    AppSettings(AppRows apps, ConfigRows rows, ScaleRows scales, MasterKey masterKey, ObjectMapper json, Clock clock) {
        this.apps = apps;
        this.rows = rows;
        this.scales = scales;
        this.masterKey = masterKey;
        this.json = json;
        this.clock = clock;
    }

    /** The configuration of today. */
    @Transactional
    public AppConfig config(UUID appId) {
        return rows.newest(appId).map(row -> open(appId, row)).orElseGet(() -> new AppConfig(0, new TreeMap<>()));
    }

    /** The configuration as it was at a revision. */
    @Transactional
    public AppConfig config(UUID appId, long revision) {
        if (revision == 0) {
            return new AppConfig(0, new TreeMap<>());
        }
        return rows.at(appId, revision)
                .map(row -> open(appId, row))
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find config revision " + revision + "."));
    }

    /**
     * Sets and (where the value is null) removes vars as one change. With an expected revision, only if that is still the
     * newest. A change that changes nothing makes no revision.
     */
    @Transactional
    public AppConfig change(UUID appId, Map<String, @Nullable String> changes, OptionalLong expected, UUID by) {
        rows.lock(appId);
        AppConfig now = config(appId);
        requireExpected(now, expected);
        var vars = new TreeMap<>(now.vars());
        changes.forEach((key, value) -> {
            if (value == null) {
                vars.remove(key);
            } else {
                vars.put(key, value);
            }
        });
        return store(appId, now, vars, by);
    }

    /** Replaces all vars as one change. */
    @Transactional
    public AppConfig replace(UUID appId, Map<String, String> vars, OptionalLong expected, UUID by) {
        rows.lock(appId);
        AppConfig now = config(appId);
        requireExpected(now, expected);
        return store(appId, now, new TreeMap<>(vars), by);
    }

    private AppConfig store(UUID appId, AppConfig now, SortedMap<String, String> vars, UUID by) {
        refuseWrong(now, vars);
        if (vars.equals(now.vars())) {
            return now;
        }
        var next = new AppConfig(now.revision() + 1, vars);
        rows.add(appId, next.revision(), seal(appId, next), clock.instant(), by);
        return next;
    }

    private static void requireExpected(AppConfig now, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != now.revision()) {
            throw Fault.of(
                    FaultCode.PRECONDITION_FAILED,
                    "Could not change the configuration: it is at revision " + now.revision() + ", not "
                            + expected.getAsLong() + ".",
                    "Read it again and repeat the change.");
        }
    }

    /** Only what changes is judged, so that a rule made later never blocks an old app. */
    private static void refuseWrong(AppConfig now, SortedMap<String, String> vars) {
        var wrong = new ArrayList<FieldFault>();
        vars.forEach((key, value) -> {
            if (value.equals(now.vars().get(key))) {
                return;
            }
            ConfigKey.wrong(key).ifPresent(why -> wrong.add(new FieldFault("vars." + key, why)));
            if (value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                wrong.add(new FieldFault("vars." + key, "must be at most 32 KiB long"));
            } else if (value.indexOf('\0') >= 0) {
                wrong.add(new FieldFault("vars." + key, "must not hold a NUL character"));
            }
        });
        if (!wrong.isEmpty()) {
            throw Fault.invalid("Could not change the configuration: " + wrong.size() + " wrong value(s).", wrong);
        }
    }

    /** The branch whose pushes are deployed. */
    @Transactional
    public void deployFrom(UUID appId, String branch) {
        if (!branch.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")) {
            throw Fault.invalid(
                    "Could not use that branch name.",
                    List.of(new FieldFault("defaultBranch", "must be a plain branch name of at most 100 characters")));
        }
        require(appId).deployFrom(branch);
    }

    /** How health is asked for and how long an old release stays warm; null means Firn's default. */
    @Transactional
    public void tune(UUID appId, @Nullable String healthPath, @Nullable Duration keepWarm) {
        require(appId).tune(healthPath, keepWarm);
    }

    /** The path that health is asked for at, where the owner named one. */
    @Transactional
    public Optional<String> healthPath(UUID appId) {
        return require(appId).healthPath();
    }

    /** How long an old release stays warm, where the owner said so. */
    @Transactional
    public Optional<Duration> keepWarm(UUID appId) {
        return require(appId).keepWarm();
    }

    /** How many copies of each process run, where the owner said so. */
    @Transactional
    public Map<String, Integer> scale(UUID appId) {
        return scales.of(appId);
    }

    /** Says how many copies of each process run; processes that are not named stay as they are. */
    @Transactional
    public Map<String, Integer> scale(UUID appId, Map<String, Integer> wanted) {
        var all = new LinkedHashMap<>(scales.of(appId));
        all.putAll(wanted);
        scales.set(appId, wanted);
        return all;
    }

    private App require(UUID appId) {
        return apps.findByIdOptional(appId).orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find the app."));
    }

    private byte[] seal(UUID appId, AppConfig config) {
        try {
            return masterKey.encrypt(json.writeValueAsBytes(config.vars()), context(appId, config.revision()));
        } catch (JsonProcessingException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not store the configuration.")
                    .causedBy(e);
        }
    }

    private AppConfig open(UUID appId, ConfigRows.Row row) {
        try {
            byte[] plain = masterKey.decrypt(row.sealed(), context(appId, row.revision()));
            return new AppConfig(row.revision(), json.readValue(plain, VARS));
        } catch (IOException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not read the configuration.")
                    .causedBy(e);
        }
    }

    private static String context(UUID appId, long revision) {
        return "config " + appId + " " + revision;
    }
}
