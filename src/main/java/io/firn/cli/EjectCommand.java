package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.BuildSettings;
import io.firn.flake.Deps;
import io.firn.flake.Flake;
import io.firn.flake.Flakes;
import io.firn.flake.SourceRef;
import io.firn.flake.Unlocked;
import io.firn.tree.Tree;
import io.firn.tree.ZippedTree;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the flake of a folder, complete: it builds without Firn, to the same output path. */
@Command(name = "eject", description = "Write the flake of a folder, to keep: `nix build` on it needs no Firn.")
final class EjectCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder; this one by default.")
    @Nullable String folder;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where to write; NAME-flake by default.")
    @Nullable String out;

    @Option(
            names = "--set",
            paramLabel = "SET",
            defaultValue = "debian",
            description = "The package set: debian or nixpkgs.")
    String packageSet = "debian";

    @Option(
            names = "--locked",
            description = "With the plan and the buildpacks that the deployed app is locked to, from the service.")
    boolean locked;

    private final Session session;

    EjectCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Planned local = Planned.of(session, folder, of.app, packageSet);
        String deployed = locked ? session.app(of.app) : "";
        JsonNode held = locked ? session.api().get("/apps/" + deployed + "/plan") : MissingNode.getInstance();
        String set = locked ? Session.text(held, "packageSet") : packageSet;
        Planned planned = locked
                ? local.with(ZippedTree.unpack(session.api().bytes("/apps/" + deployed + "/buildpacks")))
                : local;
        Plan plan = locked ? Plan.parse(held.path("plan").toString()) : planned.plan();
        Tree source = committed(planned.name(), plan, planned.source(), Offers.of(planned.distribution(), set));
        Path target = session.folder()
                .resolve(out == null ? planned.name() + "-flake" : out)
                .normalize();
        checkEmpty(target);
        SortedMap<String, String> mirrors = new MachineMirrors(Path.of("/etc/apt"), new LocalExecutor()).find();
        var settings = new BuildSettings(set, new SourceRef.Beside(), mirrors);
        var pins = new MachinePins(() -> mirrors, digest -> recorded(planned.name(), digest));
        Flake flake = Flakes.write(plan, source, planned.distribution(), settings, pins);
        try (var folder = new NewFolder(target)) {
            flake.files().forEach((path, bytes) -> folder.file(path, bytes, false));
            folder.copy(source, "src");
            if (set.equals("debian")) {
                folder.copy(
                        SeedPackage.unpacked(planned.distribution(), mirrors, session), "firn/nix/sets/debian/seed");
            }
            folder.keep();
        }
        if (common.json) {
            session.json(Map.of(
                    "out",
                    target.toString(),
                    "stack",
                    plan.stack(),
                    "files",
                    flake.files().size()));
            return;
        }
        session.out().println("Wrote the flake of " + plan.name() + " (" + plan.stack() + ") to " + target + ".");
        session.out().println("Build it with: nix build path:" + target);
        flake.deps().files().stream()
                .map(Deps.SourceFile::registry)
                .filter(registry -> !registry.equals("source") && !mirrors.containsKey(registry))
                .distinct()
                .forEach(registry -> session.out()
                        .println("No registry \"" + registry
                                + "\" is set up on this machine: name one in mirrors.nix first."));
    }

    /** The source, with the lock file that the service recorded where it has none of its own: it is the user's from now on. */
    private Tree committed(String app, Plan plan, Tree source, Offers offers) {
        Optional<Unlocked> needed = Unlocked.of(plan, source, offers);
        // A deployed app may have stayed with what was chosen though the package set has it all.
        Optional<Unlocked> unlocked = needed.isEmpty() && locked ? Unlocked.of(plan, source, offers, true) : needed;
        if (unlocked.isEmpty()) {
            return source;
        }
        try {
            byte[] lock = session.api()
                    .bytes("/apps/" + app + "/resolution/lock"
                            + query(unlocked.get().digest()));
            return unlocked.get().committed(plan, source, new String(lock, StandardCharsets.UTF_8));
        } catch (Fault fault) {
            if (fault.code() == FaultCode.NOT_FOUND && needed.isEmpty()) {
                return source;
            }
            throw fault.code() == FaultCode.NOT_FOUND ? unlocked.get().missing() : fault;
        }
    }

    private static String query(String digest) {
        return "?digest=" + URLEncoder.encode(digest, StandardCharsets.UTF_8);
    }

    /** What the service resolved for the deployed app of that name; nothing where it has nothing. */
    private Optional<Deps> recorded(String app, String digest) {
        try {
            return Optional.of(Deps.parse(session.api()
                    .get("/apps/" + app + "/resolution" + query(digest))
                    .toString()));
        } catch (Fault fault) {
            if (fault.code() == FaultCode.NOT_FOUND) {
                return Optional.empty(); // the flake's own fault says what to do
            }
            throw fault; // a service that does not answer has not said that nothing is recorded
        }
    }

    private static void checkEmpty(Path target) {
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            if (Files.exists(target)
                    && (!Files.isDirectory(target) || files.findAny().isPresent())) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not write the flake to \"" + target + "\": something is there already.",
                        "Name an empty or a new folder with -o.");
            }
        } catch (IOException e) {
            throw Fault.of(FaultCode.INVALID, "Could not look into \"" + target + "\".", "Check its permissions.")
                    .causedBy(e);
        }
    }
}
