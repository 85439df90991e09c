package io.firn.cli;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarInfo;
import io.firn.nix.NixIntake;
import io.firn.nix.Pipe;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/** The Nix store of this machine, through {@code nix-store}. */
final class LocalStore {
    private static final int PATHS_A_CALL = 500;
    private static final int MOST_HANDS = 4;
    private static final Duration TAKING = Duration.ofHours(2);
    private static final String COULD_NOT = "use the Nix store of this machine";
    private static final String HINT = "Look at whether nix-store works here, and whether you may write to the store.";

    private final Executor here;
    private final Command command;

    /** Another store than the machine's own is named as Nix names it: a folder, {@code local?root=…}. */
    LocalStore(Executor here, Optional<String> store) {
        this.here = here;
        this.command =
                store.map(name -> Command.of("nix-store", "--store", name)).orElseGet(() -> Command.of("nix-store"));
    }

    /** Those of the paths that the store does not have. */
    Set<StorePath> invalid(Collection<StorePath> paths) {
        Set<StorePath> invalid = new LinkedHashSet<>();
        List<StorePath> all = List.copyOf(paths);
        for (int from = 0; from < all.size(); from += PATHS_A_CALL) {
            var arguments = new ArrayList<String>(List.of("--check-validity", "--print-invalid"));
            all.subList(from, Math.min(all.size(), from + PATHS_A_CALL))
                    .forEach(path -> arguments.add(path.toString()));
            here.run(command.with(arguments.toArray(String[]::new)))
                    .orFail(COULD_NOT, HINT)
                    .text()
                    .lines()
                    .map(StorePath::parse)
                    .forEach(invalid::add);
        }
        return invalid;
    }

    /**
     * Takes in what arrives until all is there, with a few processes beside each other, for one is busy with its database while
     * another unpacks. Where it goes no further, what came whole stays. The store's database must be there: look at what is
     * {@link #invalid} first, for two processes do not make one together.
     */
    void take(Arrivals arrivals) {
        int hands = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_HANDS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < hands; n++) {
                threads.execute(() -> hand(arrivals));
            }
        }
        arrivals.orFail();
    }

    private void hand(Arrivals arrivals) {
        var conversation = new NixIntake();
        try {
            Result result = here.stream(
                    command.with("--serve", "--write")
                            .within(TAKING)
                            .withStdin(() -> new Pipe("firn-store", out -> send(arrivals, conversation.on(out)))),
                    conversation::answered);
            if (!result.ok()) {
                throw failed(
                        result.err().isBlank()
                                ? "nix-store ended with " + result.exit()
                                : result.err().strip());
            }
        } catch (RuntimeException e) {
            arrivals.fail(e);
        } finally {
            conversation.ended();
        }
    }

    private static void send(Arrivals arrivals, NixIntake.Sending store) throws IOException {
        try {
            for (var next = arrivals.next(); next.isPresent(); next = arrivals.next()) {
                NarInfo narInfo = next.get().narInfo();
                store.add(narInfo.info(), narInfo.signatures(), next.get().nar());
                arrivals.taken(narInfo.info().path());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Fault failed(String why) {
        return Fault.of(FaultCode.UNAVAILABLE, "Could not " + COULD_NOT + ": " + why + ".", HINT);
    }
}
