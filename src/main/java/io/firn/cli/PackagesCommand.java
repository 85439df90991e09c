package io.firn.cli;

import io.firn.exec.LocalExecutor;
import io.firn.packages.PackageLocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Package sets. */
@Command(
        name = "packages",
        description = "Package sets.",
        subcommands = {PackagesCommand.Lock.class})
final class PackagesCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    PackagesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.out().println("Type: firn packages lock --help");
    }

    /** Makes locks anew. */
    @Command(
            name = "lock",
            description =
                    "Make the locks of the debian package set anew, from the archives that this machine's apt is set up for.")
    static final class Lock implements Runnable {
        @Mixin
        final Common common = new Common();

        @Option(
                names = "--folder",
                paramLabel = "DIR",
                defaultValue = "nix/sets/debian",
                description = "Folder of the set, with roots.json; ${DEFAULT-VALUE} by default.")
        String folder = "nix/sets/debian";

        @Option(names = "--release", paramLabel = "NAME", description = "Only this Debian release; may be given again.")
        List<String> releases = List.of();

        @Option(
                names = {"-u", "--update"},
                description = "With Debian's security updates.")
        boolean update;

        private final Session session;

        Lock(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Path set = session.folder().resolve(folder);
            var locks = new PackageLocks(Path.of("/etc/apt"), new LocalExecutor());
            var made = new ArrayList<PackageLocks.Made>();
            for (String release : releases.isEmpty() ? PackageLocks.releases(set) : releases) {
                PackageLocks.Made one = locks.make(set, release, update);
                made.add(one);
                if (!common.json) {
                    session.out()
                            .println(one.release() + ": " + one.packages() + " packages, "
                                    + one.changes().size() + " changed");
                    one.changes().forEach(change -> session.out().println("  " + change));
                    session.out().flush();
                }
            }
            if (common.json) {
                session.json(made);
            }
        }
    }
}
