package io.firn.db;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of Firn's own. It runs apart from the service (its own session, its own account), so a killed service leaves
 * it as it is, and the next start adopts it after checking that it is the right one. Not for more than one machine: then use
 * an outer database.
 */
public final class EmbeddedPostgres {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Executor here;
    private final Account account;
    private final Path binariesFolder;

    @SuppressWarnings("UnusedVariable") // a channel that nobody refers to is closed, and its lock gone
    private volatile @Nullable FileChannel claim;

    /** One in the given folder, with its programs unpacked into another (which may be shared). */
    public EmbeddedPostgres(Path dir, Path binariesFolder, String osUser, Executor here) {
        this.here = here;
        this.account = Account.choose(here, osUser);
        this.cluster = new Cluster(dir.toAbsolutePath().normalize(), here, account);
        this.binariesFolder = binariesFolder.toAbsolutePath().normalize();
    }

    /**
     * Makes this process the one that may start and stop the server, for as long as it lives; a {@code CONFLICT} fault where
     * another is that already.
     */
    public void claim() {
        try {
            Files.createDirectories(cluster.dir());
            // never closed: the lock ends with the process
            FileChannel channel = FileChannel.open(
                    cluster.dir().resolve("service.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            claim = channel;
            // one that is just ending gets the time to do so
            if (!until(CLAIM_LIMIT, () -> locked(channel))) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not use the database in '" + cluster.dir() + "': another Firn that runs uses it.",
                        "Stop that one, or give this one a data folder of its own with firn.data-dir.");
            }
        } catch (IOException e) {
            throw cluster.unusable(e);
        }
    }

    private boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw cluster.unusable(e);
        }
    }

    /** Starts the server, or adopts the one that runs already, and answers when it takes connections. */
    public Database start() {
        try (FileChannel lock = openLock();
                FileLock held = lock.lock()) {
            assert held.isValid();
            Database adopted = adopt();
            return adopted == null ? launch() : adopted;
        } catch (IOException e) {
            throw cluster.unusable(e);
        }
    }

    /** Whether the server that was started or adopted is still there, as far as its process tells. */
    boolean alive() {
        Postmaster postmaster = cluster.postmaster();
        return postmaster != null && running(postmaster.pid());
    }

    private boolean running(long pid) {
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), cluster.data());
        } catch (IOException e) {
            // gone, a zombie, or another account's: none of ours
            return false;
        }
    }

    /** Ends the server in order: running statements are rolled back, all that was acknowledged is on disk. */
    public void stop() {
        List<Long> alive = processes();
        Postmaster postmaster = cluster.postmaster();
        if (alive.isEmpty() || postmaster == null || !alive.contains(postmaster.pid())) {
            return;
        }
        here.run(Command.of("kill", "-INT", Long.toString(postmaster.pid())));
        if (!until(STOP_LIMIT, () -> processes().isEmpty())) {
            here.run(Command.of("kill", "-QUIT", Long.toString(postmaster.pid())));
            until(STOP_LIMIT, () -> processes().isEmpty());
        }
    }

    private FileChannel openLock() throws IOException {
        Path dir = cluster.dir();
        Files.createDirectories(dir);
        // others may pass through to what is theirs, never list it
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
        return FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private @Nullable Database adopt() {
        Postmaster running = cluster.postmaster();
        if (running == null || !processes().contains(running.pid())) {
            return null;
        }
        if (!until(START_LIMIT, () -> ready(running.pid()) || !processes().contains(running.pid()))) {
            throw notStarting("it has been starting for " + START_LIMIT.toMinutes() + " minutes");
        }
        var server = new Server(cluster, running.port());
        Optional<String> wrong = server.whyNotOurs();
        if (wrong.isEmpty()) {
            return server.prepared();
        }
        // ours by its folder, but not as it should be (older version, changed settings): begin again
        stop();
        return null;
    }

    private Database launch() throws IOException {
        Path binaries = PostgresBinaries.in(binariesFolder);
        cluster.initialise(binaries);
        removeStalePid();
        int port = cluster.choosePort();
        cluster.configure(port);
        Path log = cluster.log().resolve("start.log");
        Files.deleteIfExists(log);
        Files.createFile(log);
        account.give(log);
        Command start = Command.of(
                binaries.resolve("bin/pg_ctl").toString(),
                "start",
                "--pgdata=" + cluster.data(),
                "--log=" + log,
                "--options=" + Cluster.guarantees(),
                "--no-wait",
                "--silent");
        Result result = here.run(account.as(start, cluster.dir()));
        if (!result.ok() || !until(START_LIMIT, () -> ready(0) || failed(log)) || !ready(0)) {
            throw notStarting(lastLine(log, result));
        }
        var server = new Server(cluster, port);
        Optional<String> wrong = server.whyNotOurs();
        if (wrong.isPresent()) {
            stop();
            throw notStarting(wrong.get());
        }
        return server.prepared();
    }

    private boolean ready(long pid) {
        Postmaster now = cluster.postmaster();
        return now != null && now.ready() && (pid == 0 || now.pid() == pid);
    }

    private boolean failed(Path log) {
        try {
            return Files.readString(log).contains("FATAL") && processes().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** A pid file of a server that is gone may name a process that lives again as something else; PostgreSQL would refuse. */
    private void removeStalePid() throws IOException {
        // backends of a killed postmaster end by themselves; nothing may start beside them
        if (!until(Duration.ofSeconds(10), () -> processes().isEmpty())) {
            for (long pid : processes()) {
                here.run(Command.of("kill", "-KILL", Long.toString(pid)));
            }
            until(Duration.ofSeconds(10), () -> processes().isEmpty());
        }
        Files.deleteIfExists(cluster.data().resolve("postmaster.pid"));
    }

    /** Live processes whose working folder is the cluster: the postmaster and its backends. */
    private List<Long> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(this::running).toList();
        }
    }

    private static boolean until(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(10).toNanos());
        }
        return true;
    }

    private static String lastLine(Path log, Result result) throws IOException {
        String text = result.err() + "\n" + (Files.exists(log, LinkOption.NOFOLLOW_LINKS) ? Files.readString(log) : "");
        return text.lines().filter(line -> !line.isBlank()).reduce("exit " + result.exit(), (a, b) -> b);
    }

    private Fault notStarting(String reason) {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not start the embedded PostgreSQL in '" + cluster.dir() + "': " + reason + ".",
                "Read the logs in '" + cluster.log() + "'.");
    }
}
