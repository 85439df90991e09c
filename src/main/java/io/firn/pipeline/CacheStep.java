package io.firn.pipeline;

import io.firn.build.Build;
import io.firn.build.BuildLogs;
import io.firn.build.BuildRecords;
import io.firn.build.Builds;
import io.firn.build.LogPiece;
import io.firn.cache.Cache;
import io.firn.cache.CollectionSettings;
import io.firn.cache.FarmLogs;
import io.firn.cache.Ingest;
import io.firn.cache.Quotas;
import io.firn.cache.Root;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.PathInfo;
import io.firn.nix.Shares;
import io.firn.nix.StorePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Brings what was built into the cache: what it lacks, checked and signed, and visible only as a whole. */
@ApplicationScoped
class CacheStep implements Step {
    private static final Logger LOG = Logger.getLogger(CacheStep.class);
    private static final int MOST_LOG = 16 << 20;

    private final Builds builds;
    private final BuildRecords records;
    private final Cache cache;
    private final Farm farm;
    private final BuildLogs logs;
    private final FarmLogs kept;
    private final Quotas quotas;
    private final CollectionSettings collection;
    private final Toolchains toolchains;
    private final Blueprint blueprint;

    CacheStep(
            Builds builds,
            BuildRecords records,
            Cache cache,
            Farm farm,
            BuildLogs logs,
            FarmLogs kept,
            Quotas quotas,
            CollectionSettings collection,
            Toolchains toolchains,
            Blueprint blueprint) {
        this.builds = builds;
        this.records = records;
        this.cache = cache;
        this.farm = farm;
        this.logs = logs;
        this.kept = kept;
        this.quotas = quotas;
        this.collection = collection;
        this.toolchains = toolchains;
        this.blueprint = blueprint;
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public Optional<String> done(RunContext run) {
        return cache.valid(root(run)) ? Optional.of("the closure is in the cache") : Optional.empty();
    }

    @Override
    public void run(RunContext run) {
        StorePath root = root(run);
        Build build = run.row().buildId().flatMap(builds::find).orElseThrow(CacheStep::lost);
        UUID node = build.nodeId().orElseThrow(CacheStep::lost);
        var job = new BuilderJob(build.id(), build.attempt(), node);
        List<PathInfo> closure = build.skipped() ? farm.pathInfos(node, root) : farm.pathInfos(job);
        Set<StorePath> missing =
                cache.missing(closure.stream().map(PathInfo::path).toList());
        List<PathInfo> wanted =
                closure.stream().filter(info -> missing.contains(info.path())).toList();
        if (!wanted.isEmpty()) {
            quotas.require(run.app().orgId(), 0);
        }
        try (Ingest ingest = cache.begin()) {
            ingest.expect(wanted);
            fetch(run, node, wanted, ingest);
            run.permit().check();
            ingest.commit(root);
        }
        cache.pin(Root.of(pin(run, build), run.app().orgId(), run.app().id()).keptFor(collection.keepBuilds()), root);
        closure.stream()
                .filter(info -> info.path().equals(root))
                .findFirst()
                .ifPresent(info -> verified(run, build, node, info));
        farm.holds(
                node,
                run.app().id(),
                closure.stream()
                        .filter(info -> !info.path().equals(root))
                        .mapToLong(PathInfo::narSize)
                        .sum());
        long bytes = wanted.stream().mapToLong(PathInfo::narSize).sum();
        run.say(closure.size() + " store paths, " + wanted.size() + " of them new (" + bytes / 1024 + " KiB)");
        letGo(run, job, build);
    }

    private void verified(RunContext run, Build build, UUID node, PathInfo info) {
        builds.verified(build.id(), info.narHash());
        if (!build.skipped()) {
            info.deriver().ifPresent(deriver -> {
                keepLog(build, deriver);
                String locked = blueprint.parts(run).files().deps().lockDigest();
                records.keepLater(build, deriver, run.revision(), locked == null ? "" : locked);
            });
            String lock = blueprint.decision(run).distribution().packages();
            toolchains.keep(node, info, lock, lock + blueprint.parts(run).kind());
        }
    }

    private static String pin(RunContext run, Build build) {
        return "build/" + run.app().id() + "/" + build.id();
    }

    /** As {@code nix log} will ask for it; a run does not fail for want of a log. */
    private void keepLog(Build build, StorePath deriver) {
        if (!kept.kept()) {
            return;
        }
        try {
            var log = new ByteArrayOutputStream();
            LogPiece piece = logs.read(build.id(), 0);
            while (piece.bytes().length > 0 && log.size() < MOST_LOG) {
                log.writeBytes(piece.bytes());
                piece = logs.read(build.id(), piece.end());
            }
            kept.keep(deriver, log.toByteArray());
        } catch (Fault fault) {
            LOG.warnf("The log of build %s is not in the cache: %s", build.id(), fault.getMessage());
        }
    }

    /** A few streams at once. */
    private void fetch(RunContext run, UUID node, List<PathInfo> wanted, Ingest ingest) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (List<PathInfo> share : Shares.of(wanted)) {
                all.add(threads.submit(() -> farm.export(node, share, (info, nar) -> {
                    run.permit().check();
                    ingest.add(info, nar);
                })));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not fill the cache: the service is stopping.")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException ours ? ours : new IllegalStateException(e);
        }
    }

    /** The builder need not keep it any more; where it cannot be told, its own collection finds out later. */
    private void letGo(RunContext run, BuilderJob job, Build build) {
        if (build.skipped()) {
            return;
        }
        try {
            farm.keepOutput(job, run.app().id());
            farm.forget(job);
        } catch (Fault later) {
            LOG.infof("Build %s stays on its builder for now: %s", build.id(), later.getMessage());
        }
    }

    private static StorePath root(RunContext run) {
        return run.row().root().map(StorePath::parse).orElseThrow(CacheStep::lost);
    }

    private static Fault lost() {
        return Fault.of(FaultCode.UNAVAILABLE, "Could not find what was built.", "Deploy again; it is built anew.");
    }
}
