package io.firn.farm;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StoreEntry;
import io.firn.nix.StorePath;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The store of one builder, reached through an executor: what it has, what may go, and its deletion. Builds go on beside it:
 * Nix itself refuses to delete what came into use meanwhile.
 */
final class StoreMachine {
    private static final int BATCH = 500;
    private static final int SHOWN = 100;
    private static final String CHECK = "Check the builder with 'firn nodes', then try again.";
    private static final Pattern SAVED = Pattern.compile("([0-9.]+ [KMGT]?i?B) freed by hard-linking ([0-9]+) files");

    private final String name;
    private final Executor executor;
    private final Clock clock;
    private final Duration limit;

    StoreMachine(String name, Executor executor, Clock clock, Duration limit) {
        this.name = name;
        this.executor = executor;
        this.clock = clock;
        this.limit = limit;
    }

    /**
     * How full the disk is.
     *
     * @param total bytes
     * @param free bytes
     */
    record Disk(long total, long free) {
        int percent() {
            return total == 0 ? 0 : (int) ((total - free) * 100 / total);
        }
    }

    Disk disk() {
        String[] words = run(StoreCommands.disk(), "ask for the disk of")
                .text()
                .strip()
                .lines()
                .reduce("", (first, last) -> last)
                .strip()
                .split("\\s+", -1);
        try {
            return new Disk(Long.parseLong(words[0]), Long.parseLong(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not read how full the disk of '" + name + "' is.", CHECK)
                    .causedBy(e);
        }
    }

    /** What would go. Changes nothing, so outputs whose time is over still count as kept. */
    StoreReport preview(StorePlan.Limits limits) {
        return report(true, List.of(), plan(limits), 0, disk(), disk());
    }

    /** Lets kept outputs of that age go, then deletes what the limits say. */
    StoreReport collect(StorePlan.Limits limits, Duration keepOutputsFor) {
        List<String> expired = run(StoreCommands.expire(keepOutputsFor), "let go of old outputs on")
                .text()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        Disk before = disk();
        StorePlan plan = plan(limits);
        List<StorePath> order =
                plan.chosen().stream().map(one -> one.entry().path()).toList();
        long spared = 0;
        for (int from = 0; from < order.size(); from += BATCH) {
            spared += delete(order.subList(from, Math.min(order.size(), from + BATCH)));
        }
        return report(false, expired, plan, spared, before, disk());
    }

    /** Makes files with the same content one; how much that saved, in Nix's words. */
    String optimise() {
        Result result = run(StoreCommands.optimise(limit), "optimise the store of");
        Matcher saved = SAVED.matcher(result.err() + "\n" + result.text());
        return saved.find()
                ? saved.group(1) + " saved, " + saved.group(2) + " files were the same as others"
                : "nothing was saved";
    }

    private StorePlan plan(StorePlan.Limits limits) {
        Set<StorePath> dead = new HashSet<>();
        run(StoreCommands.dead(limit), "ask for dead paths on")
                .text()
                .lines()
                .filter(line -> line.startsWith(StorePath.STORE + "/"))
                .forEach(line -> add(dead, line));
        return StorePlan.of(
                StoreEntry.parse(run(StoreCommands.everything(limit), "list the store of")
                        .text()),
                dead,
                limits,
                clock.instant());
    }

    /** Leftovers of killed builds are no store paths by name; Nix clears them by itself. */
    private static void add(Set<StorePath> dead, String line) {
        try {
            dead.add(StorePath.parse(line.strip()));
        } catch (IllegalArgumentException leftover) {
            // it is in no list of valid paths either
        }
    }

    /** How many stay, as they came into use. A batch that fails is cut in two. */
    private long delete(List<StorePath> paths) {
        Result result = executor.run(StoreCommands.delete(paths, limit));
        if (result.ok()) {
            return 0;
        }
        if (paths.size() == 1) {
            return 1;
        }
        int half = paths.size() / 2;
        return delete(paths.subList(0, half)) + delete(paths.subList(half, paths.size()));
    }

    private StoreReport report(
            boolean dryRun, List<String> expired, StorePlan plan, long spared, Disk before, Disk after) {
        return new StoreReport(
                name,
                dryRun,
                plan.entries(),
                plan.total(),
                plan.dead(),
                expired,
                plan.chosen().size() - spared,
                plan.chosenBytes(),
                spared,
                after.free() - before.free(),
                after.percent(),
                plan.chosen().stream()
                        .sorted(Comparator.comparingLong(
                                        (StorePlan.Chosen one) -> one.entry().narSize())
                                .reversed())
                        .limit(SHOWN)
                        .map(StoreMachine::gone)
                        .toList());
    }

    private static StoreReport.Gone gone(StorePlan.Chosen one) {
        StoreEntry entry = one.entry();
        return new StoreReport.Gone(
                entry.path().toString(),
                entry.narSize(),
                entry.registered(),
                switch (one.why()) {
                    case AGE -> "nothing keeps it, and it is older than was asked for";
                    case SIZE -> "nothing keeps it, and the store is larger than was asked for";
                });
    }

    private Result run(Command command, String couldNot) {
        return executor.run(command).orFail(couldNot + " '" + name + "'", CHECK);
    }
}
