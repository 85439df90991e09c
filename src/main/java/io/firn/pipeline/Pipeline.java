package io.firn.pipeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The order of things, and the only place that knows it. */
@ApplicationScoped
public class Pipeline {
    private final List<Step> deploy;
    private final List<Step> rollback;
    private final List<Step> destroy;

    Pipeline(
            SourceStep source,
            DetectStep detect,
            FlakeStep flake,
            BuildStep build,
            CacheStep cache,
            TestStep test,
            ImageStep image,
            DeployStep start,
            RouteStep route,
            RetireStep retire,
            StopStep stop,
            ForgetStep forget) {
        deploy = List.of(source, detect, flake, build, cache, test, image, start, route, retire);
        rollback = List.of(start, route, retire);
        destroy = List.of(stop, forget);
    }

    /** All steps of a deploy, in their order. */
    public List<Step> steps() {
        return deploy;
    }

    /** The steps of a run of that kind, in their order. */
    List<Step> recipe(RunKind kind) {
        return switch (kind) {
            case DEPLOY -> deploy;
            case ROLLBACK -> rollback;
            case DESTROY -> destroy;
        };
    }
}
