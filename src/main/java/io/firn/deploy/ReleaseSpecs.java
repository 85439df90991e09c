package io.firn.deploy;

import io.firn.app.App;
import io.firn.app.AppSettings;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Puts together what a release needs to run: itself, its app's scale and the settings of the installation. */
@ApplicationScoped
public class ReleaseSpecs {
    private static final long NANOS_PER_MILLI_CPU = 1_000_000L;

    private final Apps apps;
    private final AppSettings settings;
    private final Releases releases;
    private final DeployConfig config;

    ReleaseSpecs(Apps apps, AppSettings settings, Releases releases, DeployConfig config) {
        this.apps = apps;
        this.settings = settings;
        this.releases = releases;
        this.config = config;
    }

    /** The spec of a release. */
    public ReleaseSpec of(Release release) {
        App app = apps.find(release.appId())
                .orElseThrow(
                        () -> Fault.of(FaultCode.NOT_FOUND, "Could not find the app of " + release.version() + "."));
        return new ReleaseSpec(
                config.installation(),
                app.id(),
                app.name().value(),
                release.number(),
                ours(release.image()),
                release.root(),
                scale(release),
                releases.config(release).vars(),
                release.serving().portOr(config.port()),
                new Limits(config.memoryBytes(), config.milliCpus() * NANOS_PER_MILLI_CPU),
                List.of(app.name() + "." + config.domain()),
                config.stopGrace());
    }

    /**
     * The image at our own registry. Several control planes serve the same images, and the one that made the release may hang or
     * be gone: nodes are to fetch from the one that asks them to.
     */
    private String ours(String image) {
        return config.registryHost() + image.substring(image.indexOf('/'));
    }

    /** One web instance and none of the others, where the owner said nothing else. */
    private SortedMap<String, Integer> scale(Release release) {
        Map<String, Integer> wanted = settings.scale(release.appId());
        var scale = new TreeMap<String, Integer>();
        for (String process : release.processes()) {
            scale.put(process, wanted.getOrDefault(process, process.equals(ReleaseSpec.WEB) ? 1 : 0));
        }
        return scale;
    }

    /** How the health of a release that runs is judged; without its own words where it is not known any more. */
    HealthSettings health(UUID appId, int number) {
        return health(appId, releases.find(appId, number).map(Release::serving).orElse(Serving.STANDARD));
    }

    /** How the health of a release is judged. */
    public HealthSettings health(Release release) {
        return health(release.appId(), release.serving());
    }

    private HealthSettings health(UUID appId, Serving serving) {
        DeployConfig.Health health = config.health();
        return new HealthSettings(
                serving.healthPath(settings.healthPath(appId)),
                health.interval(),
                health.tries(),
                health.startInterval(),
                health.startGrace(),
                health.timeout(),
                health.settle());
    }

    /** How long an app's last release is kept warm. */
    public Duration keepWarm(UUID appId) {
        return settings.keepWarm(appId).orElse(config.keepWarm());
    }
}
