package io.firn.route;

import io.firn.app.App;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.deploy.Endpoint;
import io.firn.deploy.Instances;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.Rollout;
import io.firn.deploy.RolloutState;
import io.firn.deploy.Rollouts;
import io.firn.deploy.Sighting;
import io.firn.fault.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Makes host names lead to healthy instances of live releases. What is to be is in the database; the proxy follows. */
@ApplicationScoped
public class Router {
    private static final Logger LOG = Logger.getLogger(Router.class);

    private final Apps apps;
    private final Rollouts rollouts;
    private final Instances instances;
    private final LaneRows lanes;
    private final RouteConfig config;
    private final Proxy proxy;
    private final ReentrantLock pushing = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean following = new AtomicBoolean();
    private long pushed;

    Router(Apps apps, Rollouts rollouts, Instances instances, LaneRows lanes, RouteConfig config) {
        this.apps = apps;
        this.rollouts = rollouts;
        this.instances = instances;
        this.lanes = lanes;
        this.config = config;
        var edge = new Edge(
                "firn-" + config.installation(),
                config.edgePort(),
                config.switches().toAbsolutePath(),
                config.streamCloseDelay(),
                config.tryDuration(),
                config.idleUpstream());
        this.proxy = new Proxy(edge, new CaddyAdmin(URI.create(config.caddyAdmin())));
    }

    /** Makes room in the proxy for a release that is about to take traffic, and puts its instances there. */
    public void prepare(UUID appId, int release) {
        List<Rollout> ofApp =
                rollouts.running().stream().filter(r -> r.appId().equals(appId)).toList();
        lanes.assign(appId, release, ofApp);
        apply();
    }

    /**
     * Makes the proxy match the database and returns after it does: read back, not assumed. Calls that come while a change is
     * on its way wait for one next change together. What changes in the database while the proxy is written keeps nobody
     * waiting who did not ask for it: it is written next.
     */
    public void apply() {
        long mine = asked.incrementAndGet();
        boolean settled = true;
        pushing.lock();
        try {
            if (pushed < mine) {
                long upTo = asked.get();
                List<AppRoute> written = proxy.match(this::routes).routes();
                settled = written.equals(routes());
                if (settled) {
                    proxy.keepOnly(written);
                }
                pushed = upTo;
            }
        } finally {
            pushing.unlock();
        }
        if (!settled) {
            again();
        }
    }

    /**
     * Somebody decided otherwise while we wrote, perhaps long ago if we were frozen, and we may have undone what they had
     * written: as they say, at once. Where this fails, the next regular look mends it.
     */
    private void again() {
        if (following.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                following.set(false);
                try {
                    apply();
                } catch (Fault fault) {
                    LOG.debugf("The proxy is matched at the next look: %s", fault.sentence());
                }
            });
        }
    }

    /** Whether no request is in flight to a release any more. */
    public boolean drained(UUID appId, int release) {
        OptionalInt lane = lanes.of(appId, release);
        return lane.isEmpty() || proxy.inFlight(appId, lane.getAsInt()) == 0;
    }

    /** Takes a stopped release out of the proxy. */
    void drop(UUID appId, int release) {
        lanes.free(appId, release);
        apply();
    }

    /** Takes an app out of the proxy. */
    void forget(UUID appId) {
        lanes.forget(appId);
        apply();
    }

    /** The address of an app, for people. */
    public String url(AppName app) {
        return "http://" + app + "." + config.domain() + (config.edgePort() == 80 ? "" : ":" + config.edgePort());
    }

    /** All routes as they are to be. */
    private List<AppRoute> routes() {
        Map<UUID, Map<Integer, Integer>> byLane = lanes.all();
        Map<String, List<Endpoint>> healthy = healthy();
        Map<UUID, List<Rollout>> byApp = rollouts.running().stream()
                .filter(r -> r.state() != RolloutState.STARTING)
                .collect(Collectors.groupingBy(Rollout::appId));
        var routes = new ArrayList<AppRoute>();
        byApp.forEach((appId, running) -> apps.find(appId)
                .ifPresent(app -> routes.add(route(app, running, byLane.getOrDefault(appId, Map.of()), healthy))));
        routes.sort(Comparator.comparing(AppRoute::appId));
        return routes;
    }

    private AppRoute route(
            App app, List<Rollout> running, Map<Integer, Integer> byLane, Map<String, List<Endpoint>> healthy) {
        var filled = new TreeMap<Integer, List<Endpoint>>();
        byLane.forEach((lane, release) -> {
            if (running.stream().anyMatch(r -> r.release() == release)) {
                filled.put(lane, healthy.getOrDefault(app.id() + "/" + release, List.of()));
            }
        });
        OptionalInt live = running.stream()
                .filter(r -> r.state() == RolloutState.LIVE)
                .flatMapToInt(r -> byLane.entrySet().stream()
                        .filter(e -> e.getValue() == r.release())
                        .mapToInt(Map.Entry::getKey))
                .findFirst();
        return new AppRoute(app.id(), List.of(new HostName(app.name() + "." + config.domain())), live, filled);
    }

    private Map<String, List<Endpoint>> healthy() {
        var healthy = new HashMap<String, List<Endpoint>>();
        for (Sighting seen : instances.all()) {
            if (seen.healthy() && seen.instance().process().equals(ReleaseSpec.WEB)) {
                seen.instance().endpoint().ifPresent(e -> healthy.computeIfAbsent(
                                seen.instance().appId() + "/" + seen.instance().release(), k -> new ArrayList<>())
                        .add(e));
            }
        }
        return healthy;
    }
}
