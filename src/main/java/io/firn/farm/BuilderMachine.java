package io.firn.farm;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.OutputSink;
import io.firn.exec.Pace;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.Derivation;
import io.firn.nix.NixCommands;
import io.firn.nix.NixExport;
import io.firn.nix.NixServe;
import io.firn.nix.PathInfo;
import io.firn.nix.PathInfoJson;
import io.firn.nix.Pipe;
import io.firn.nix.StorePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One builder, reached through an executor: everything that is done there, nothing of who decides it. Each method can be
 * called again after a lost connection, as it looks at the machine first.
 */
public final class BuilderMachine {
    private static final BuilderTool TOOL = new BuilderTool();
    private static final Duration TRANSFER = Duration.ofMinutes(15);
    private static final int PIECE = 1 << 16;
    private static final String CHECK_BUILDER = "Check the builder with 'firn nodes', then build again.";

    private final Executor executor;
    private final BuilderCommands commands = new BuilderCommands(TOOL);

    /** A builder behind an executor that runs things as root there. */
    public BuilderMachine(Executor executor) {
        this.executor = executor;
    }

    /** Puts Firn's script there; cheap and harmless where it is there already. */
    public void install() {
        executor.run(TOOL.install()).orFail("put Firn's build script on " + executor.place(), CHECK_BUILDER);
    }

    /** Those of the paths that the builder's store lacks. */
    public Set<StorePath> missing(Collection<StorePath> paths) {
        if (paths.isEmpty()) {
            return Set.of();
        }
        Result result = executor.run(NixCommands.invalid(paths))
                .orFail("ask " + executor.place() + " which store paths it has", CHECK_BUILDER);
        var missing = new LinkedHashSet<StorePath>();
        result.text().lines().filter(line -> !line.isBlank()).forEach(line -> missing.add(StorePath.parse(line)));
        return missing;
    }

    /** Puts those of the paths there that its store lacks, references first, in one stream. */
    public void put(List<Upload> uploads) {
        Set<StorePath> missing =
                missing(uploads.stream().map(upload -> upload.info().path()).toList());
        List<Upload> wanted = uploads.stream()
                .filter(upload -> missing.contains(upload.info().path()))
                .toList();
        if (!wanted.isEmpty()) {
            executor.run(NixCommands.importPaths()
                            .within(TRANSFER)
                            .moving(Pace.SENDING)
                            .withStdin(() -> exported(wanted)))
                    .orFail("put " + wanted.getFirst().info().path() + " on " + executor.place(), CHECK_BUILDER);
        }
    }

    private static InputStream exported(List<Upload> uploads) {
        return new Pipe("export", out -> {
            try (var export = new NixExport(new BufferedOutputStream(out, PIECE))) {
                for (Upload upload : uploads) {
                    export.add(upload.info(), upload.nar());
                }
            }
        });
    }

    /**
     * Starts the job unless it was started before: a unit of its name, or what one left behind, is adopted. The script on the
     * machine makes sure of it, so two of us may call this at once.
     */
    public void start(BuilderJob job, BuildOrder order, BuilderSettings settings) {
        if (!order.secrets().isEmpty()) {
            executor.run(SecretsThere.put(job, order.secrets()))
                    .orFail("give the build its secrets on " + executor.place(), CHECK_BUILDER);
        }
        Result result = executor.run(commands.start(job, order, settings));
        if (!result.ok() && scriptMissing(result)) {
            install();
            result = executor.run(commands.start(job, order, settings));
        }
        if (!result.ok() && !alreadyThere(result)) {
            result.orFail("start the build on " + executor.place(), CHECK_BUILDER);
        }
    }

    /** Whether a job runs there or ran: then starting it would do nothing but make a unit that ends at once. */
    public boolean begun(BuilderJob job) {
        Result result = executor.run(commands.status(job));
        return result.ok() && JobStatus.parse(result.err()).state() != JobStatus.State.GONE;
    }

    private static boolean scriptMissing(Result result) {
        return result.exit() == 127
                || result.err().contains("Failed to find executable")
                || result.exit() == 203
                || result.err().contains("No such file or directory");
    }

    private static boolean alreadyThere(Result result) {
        return result.err().contains("already loaded") || result.err().contains("already exists");
    }

    /**
     * Hands on the job's log from a byte on, as it grows, until the job has ended, and says how it stands. A fault
     * {@code UNAVAILABLE} says that the machine could not be reached or was lost; the job may run on there.
     */
    public JobStatus follow(BuilderJob job, long offset, Duration limit, OutputSink sink) {
        Result result = executor.stream(commands.follow(job, offset, limit), sink);
        if (result.exit() == 127) {
            install();
            result = executor.stream(commands.follow(job, offset, limit), sink);
        }
        return JobStatus.parse(result.orFail("follow the build on " + executor.place(), CHECK_BUILDER)
                .err());
    }

    /** How a job stands, without waiting. */
    public JobStatus status(BuilderJob job) {
        return JobStatus.parse(
                ran(commands.status(job), "ask for the build on ").err());
    }

    /** Stops the job with all that belongs to it. Where it was not started it can no longer be. */
    public JobStatus stop(BuilderJob job) {
        return JobStatus.parse(ran(commands.stop(job), "stop the build on ").err());
    }

    private Result ran(Command command, String couldNot) {
        Result result = executor.run(command);
        if (result.exit() == 127) {
            install();
            result = executor.run(command);
        }
        return result.orFail(couldNot + executor.place(), CHECK_BUILDER);
    }

    /** What a job built and all that it refers to, references first. */
    public List<PathInfo> closure(BuilderJob job) {
        return infos(executor.run(commands.closure(job))
                .orFail("read what was built on " + executor.place(), CHECK_BUILDER));
    }

    /** A path and all that it refers to, references first. */
    public List<PathInfo> closure(StorePath root) {
        return infos(executor.run(NixCommands.closure(List.of(root)))
                .orFail("ask " + executor.place() + " for " + root, CHECK_BUILDER));
    }

    /** What a derivation was built from: the outputs that the store has of all derivations below it, references first. */
    public List<PathInfo> builtFrom(StorePath derivation) {
        List<StorePath> outputs = executor.run(NixCommands.builtFrom(derivation))
                .orFail("ask " + executor.place() + " what " + derivation + " was built from", CHECK_BUILDER)
                .text()
                .lines()
                .filter(line -> !line.isBlank() && !line.endsWith(".drv"))
                .map(StorePath::parse)
                .toList();
        return outputs.isEmpty()
                ? List.of()
                : infos(executor.run(NixCommands.pathInfo(outputs))
                        .orFail("ask " + executor.place() + " for what it built", CHECK_BUILDER));
    }

    /** How the store came to have what a derivation stands on. */
    public Provenance provenance(StorePath derivation) {
        String place = executor.place();
        List<StorePath> outputs = executor.run(NixCommands.builtFrom(derivation))
                .orFail("ask " + place + " what " + derivation + " was built from", CHECK_BUILDER)
                .text()
                .lines()
                .filter(line -> !line.isBlank() && !line.endsWith(".drv"))
                .map(StorePath::parse)
                .toList();
        String infos = executor.run(NixCommands.pathInfo(outputs))
                .orFail("ask " + place + " for what it built", CHECK_BUILDER)
                .text();
        String shown = executor.run(NixCommands.derivations(derivation))
                .orFail("ask " + place + " how " + derivation + " is built", CHECK_BUILDER)
                .text();
        String clock = executor.run(Command.of("date", "+%s"))
                .orFail("ask " + place + " for the time", CHECK_BUILDER)
                .text();
        return new Provenance(
                Derivation.parse(shown),
                PathInfoJson.held(infos).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> new Provenance.Held(
                                        entry.getValue().since(),
                                        entry.getValue().ultimate()))),
                Instant.ofEpochSecond(Long.parseLong(clock.strip())));
    }

    /** Keeps what a job built as one of the app's newest outputs. */
    public void keepOutput(BuilderJob job, UUID appId, int count) {
        executor.run(StoreCommands.keep(job, appId, job.name(), count))
                .orFail("keep what was built on " + executor.place(), CHECK_BUILDER);
    }

    private List<PathInfo> infos(Result result) {
        try {
            return ReferencesFirst.order(PathInfoJson.parse(result.text()));
        } catch (IllegalArgumentException unexpected) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read what was built on " + executor.place() + ": " + unexpected.getMessage()
                                    + ".",
                            CHECK_BUILDER)
                    .causedBy(unexpected);
        }
    }

    /** Hands on the NAR of one path. */
    public void dump(StorePath path, OutputSink sink) {
        executor.stream(NixCommands.dump(path).within(TRANSFER).moving(Pace.TAKING), sink)
                .orFail("take " + path + " from " + executor.place(), CHECK_BUILDER);
    }

    /** Hands on the NARs of several paths over one channel, in their order. */
    public void export(List<PathInfo> infos, NixServe.NarSink sink) {
        if (infos.isEmpty()) {
            return;
        }
        List<StorePath> paths = infos.stream().map(PathInfo::path).toList();
        Command serve =
                NixCommands.serve().within(TRANSFER).moving(Pace.TAKING).withStdin(() -> NixServe.requests(paths));
        try (InputStream in = new Pipe("serve", out -> executor.stream(serve, out::write)
                .orFail("take " + paths.getFirst() + " from " + executor.place(), CHECK_BUILDER))) {
            NixServe.read(in, infos, sink);
        } catch (IOException failed) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not take " + paths.getFirst() + " from " + executor.place() + ": "
                                    + failed.getMessage() + ".",
                            CHECK_BUILDER)
                    .causedBy(failed);
        }
    }

    /** Lets go of what the job kept from collection, and of its log. */
    public void forget(BuilderJob job) {
        executor.run(commands.forget(job)).orFail("tidy up on " + executor.place(), CHECK_BUILDER);
    }
}
