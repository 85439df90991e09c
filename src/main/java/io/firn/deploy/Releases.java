package io.firn.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.access.MasterKey;
import io.firn.app.AppConfig;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** The releases of the apps. */
@ApplicationScoped
public class Releases {
    private static final TypeReference<TreeMap<String, String>> VARS = new TypeReference<>() {};

    private final ReleaseRows rows;
    private final MasterKey masterKey;
    private final ObjectMapper json;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Releases(ReleaseRows rows, MasterKey masterKey, ObjectMapper json, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.masterKey = masterKey;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes a release with the app's next number; a run that asks again gets the release that it made. */
    @Transactional
    public Release create(NewRelease wanted) {
        int number = rows.nextNumber(wanted.appId());
        return rows.ofRun(wanted.runId()).orElseGet(() -> {
            var release =
                    new Release(ids.get(), number, wanted, seal(wanted.runId(), wanted.config()), clock.instant());
            rows.persist(release);
            return release;
        });
    }

    /** The release that a run made, if it came that far. */
    @Transactional
    public Optional<Release> ofRun(UUID runId) {
        return rows.ofRun(runId);
    }

    /** The release that serves. */
    @Transactional
    public Optional<Release> live(UUID appId) {
        OptionalInt number = rows.live(appId);
        return number.isEmpty() ? Optional.empty() : rows.numbered(appId, number.getAsInt());
    }

    /** One release of an app. */
    @Transactional
    public Optional<Release> find(UUID appId, int number) {
        return rows.numbered(appId, number);
    }

    /** One release of an app, or a {@code NOT_FOUND} fault. */
    @Transactional
    public Release require(UUID appId, int number) {
        return rows.numbered(appId, number)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find release v" + number + ".",
                        "List the releases that there are with: firn releases"));
    }

    /** Releases of an app, newest first, before the given number. */
    @Transactional
    public List<Release> list(UUID appId, int before, int limit) {
        return rows.ofApp(appId, before, limit);
    }

    /** The configuration that a release was made with. */
    public AppConfig config(Release release) {
        try {
            byte[] plain = masterKey.decrypt(release.sealedConfig(), context(release.runId()));
            return new AppConfig(release.configRevision(), json.readValue(plain, VARS));
        } catch (IOException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not read the configuration of " + release.version() + ".")
                    .causedBy(e);
        }
    }

    private byte[] seal(UUID runId, AppConfig config) {
        try {
            return masterKey.encrypt(json.writeValueAsBytes(config.vars()), context(runId));
        } catch (JsonProcessingException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not store the configuration of a release.")
                    .causedBy(e);
        }
    }

    private static String context(UUID runId) {
        return "release of run " + runId;
    }
}
