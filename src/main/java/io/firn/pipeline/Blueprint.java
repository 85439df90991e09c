package io.firn.pipeline;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.farm.BuildSecret;
import io.firn.farm.Network;
import io.firn.farm.Upload;
import io.firn.fault.Fault;
import io.firn.flake.BuildSettings;
import io.firn.flake.Deps;
import io.firn.flake.Flake;
import io.firn.flake.Flakes;
import io.firn.flake.Pins;
import io.firn.flake.SourceRef;
import io.firn.flake.Unlocked;
import io.firn.mirror.AppDiscoveries;
import io.firn.mirror.Resolutions;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.source.Sources;
import io.firn.stack.AppLock;
import io.firn.stack.Decision;
import io.firn.stack.Distribution;
import io.firn.stack.Locks;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Works out what a revision becomes, from its tree to what a builder gets. All of it can be worked out again after a crash. */
@ApplicationScoped
public class Blueprint {
    private final Sources sources;
    private final Locks locks;
    private final AppDiscoveries discoveries;
    private final Resolutions resolutions;
    private final KnownSecrets secrets;

    /**
     * What a builder gets.
     *
     * @param source the app's source as a store path
     * @param flake the flake as a store path
     */
    public record Parts(Flake files, Upload source, Upload flake) {
        /** How the flake is named to Nix. */
        public String flakeRef() {
            return "path:" + flake.info().path();
        }

        /** The same for all builds that are made with the same toolchain and dependencies, whatever the app's source. */
        public String kind() {
            MapTree.Builder tree = MapTree.builder();
            files.files().forEach((name, content) -> {
                if (name.equals("plan.json") || name.equals("deps.json")) {
                    tree.file(name, content);
                }
            });
            return Nar.digest(tree.build()).hash().base32();
        }

        /** The same for everything that is built the same way. */
        public String key() {
            return flake.info().narHash().base32();
        }
    }

    public Blueprint(
            Sources sources, Locks locks, AppDiscoveries discoveries, Resolutions resolutions, KnownSecrets secrets) {
        this.secrets = secrets;
        this.sources = sources;
        this.locks = locks;
        this.discoveries = discoveries;
        this.resolutions = resolutions;
    }

    /** The files of the run's commit. */
    Tree tree(RunContext run) {
        return run.once(Tree.class, () -> sources.tree(run.app().id(), run.revision()));
    }

    /** How the app is built and started. */
    Plan plan(RunContext run) {
        return decision(run).plan();
    }

    /** What its build can reach: Nix code of the repository's own is kept inside. */
    Network network(RunContext run) {
        return Stacks.own(plan(run).stack()) ? Network.RELAY : Network.BUILDER;
    }

    /** Plan and distribution, by what the app is locked to, unless the run moves it. */
    Decision decision(RunContext run) {
        return run.once(
                Decision.class,
                () -> run.row().upgrade()
                        ? locks.upgraded(run.app(), tree(run))
                        : locks.decide(run.app(), run.revision(), tree(run)));
    }

    /** Source and flake, ready to be sent. */
    Parts parts(RunContext run) {
        return run.once(Parts.class, () -> {
            Pins pins = new ResolvedPins(
                    new KnownHashes(discoveries, run.app().id()),
                    resolutions,
                    run.app().id(),
                    digest -> Resolving.key(run, digest));
            Tree tree = built(run, pins);
            Upload source = upload(tree);
            PathInfo at = source.info();
            Distribution distribution = decision(run).distribution();
            Flake flake = Flakes.write(
                    secrets.into(run, decision(run)),
                    tree,
                    distribution.tree(),
                    BuildSettings.of(
                            distribution.packageSet(), new SourceRef.Stored(at.path(), at.narHash()), Map.of()),
                    pins);
            return new Parts(flake, source, upload(flake.asTree()));
        });
    }

    /** What has to be resolved before the app can be built; looked for once, as all its manifests are hashed for that. */
    Optional<Unlocked> unlocked(RunContext run) {
        return run.once(
                        Lock.class,
                        () -> new Lock(Unlocked.of(plan(run), tree(run), offers(run))
                                .or(() -> wasChosen(run) ? chosen(run) : Optional.empty())))
                .unlocked();
    }

    /** The app's packages as chosen at an index, though the package set has them all. */
    Optional<Unlocked> chosen(RunContext run) {
        return Unlocked.of(plan(run), tree(run), offers(run), true);
    }

    /** Who got packages from an index does not get those of the package set with a push that asks for one less; an upgrade looks afresh. */
    private boolean wasChosen(RunContext run) {
        Optional<AppLock> lock = decision(run)
                .lock()
                .filter(held -> !run.row().upgrade() && held.plan().stack().equals("python"));
        try {
            UUID app = run.app().id();
            return lock.flatMap(held -> Unlocked.of(held.plan(), sources.tree(app, held.source()), offers(run), true))
                    .flatMap(before -> resolutions.find(app, before.digest()))
                    .filter(Resolutions.Resolution::done)
                    .isPresent();
        } catch (Fault rewrittenAway) {
            return false;
        }
    }

    private Offers offers(RunContext run) {
        return decision(run).distribution().offers();
    }

    /**
     * The answer, under a type of its own.
     *
     * @param unlocked empty where a lock file tells all
     */
    private record Lock(Optional<Unlocked> unlocked) {}

    /** The run's commit, with the lock file that was made once for an app that has none. */
    private Tree built(RunContext run, Pins pins) {
        Tree tree = tree(run);
        Plan plan = plan(run);
        return unlocked(run)
                .filter(Unlocked::added)
                .map(unlocked ->
                        unlocked.built(plan, tree, pins.lock(unlocked.digest()).orElseThrow(unlocked::missing)))
                .orElse(tree);
    }

    /** What the build may know; the flake says which of it there is, by random versions. */
    List<BuildSecret> secrets(RunContext run) {
        return secrets.of(run);
    }

    /** A flake that has nothing but the resolution of what the plan's tool fetches; see {@link Resolving}. */
    Parts resolving(RunContext run, Plan plan, Deps none) {
        Tree tree = tree(run);
        Upload source = upload(tree);
        Distribution distribution = decision(run).distribution();
        Flake flake = Flakes.write(
                plan,
                tree,
                distribution.tree(),
                BuildSettings.of(
                        distribution.packageSet(),
                        new SourceRef.Stored(source.info().path(), source.info().narHash()),
                        Map.of()),
                Pins.of(none));
        return new Parts(flake, source, upload(flake.asTree()));
    }

    private static Upload upload(Tree tree) {
        NarDigest digest = Nar.digest(tree);
        StorePath path = StorePaths.fixedRecursive("source", digest.hash());
        var info = new PathInfo(
                path,
                digest.hash(),
                digest.size(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("fixed:r:" + digest.hash().base32()));
        return new Upload(info, out -> Nar.write(tree, out));
    }
}
