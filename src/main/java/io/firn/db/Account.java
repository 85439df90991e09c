package io.firn.db;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The account that PostgreSQL's processes run under: our own where we are not root, else an unprivileged one, because
 * PostgreSQL refuses root and should not be able to touch more than its own files.
 */
final class Account {
    private final Executor here;
    private final @Nullable String name;
    private final String uid;
    private final String gid;

    private Account(Executor here, @Nullable String name, String uid, String gid) {
        this.here = here;
        this.name = name;
        this.uid = uid;
        this.gid = gid;
    }

    /** Our own account, or the named one when we are root. */
    static Account choose(Executor here, String unprivileged) {
        String own = here.run(Command.of("id", "-u")).text();
        if (!own.equals("0")) {
            return new Account(here, null, own, "");
        }
        String advice = "Create the account, or name another one in firn.db.os-user.";
        String uid = here.run(Command.of("id", "-u", unprivileged))
                .orFail("find the account '" + unprivileged + "' for the embedded PostgreSQL", advice)
                .text();
        if (uid.equals("0")) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not start the embedded PostgreSQL: '" + unprivileged + "' is root.",
                    advice);
        }
        String gid = here.run(Command.of("id", "-g", unprivileged)).text();
        return new Account(here, unprivileged, uid, gid);
    }

    /** Hands a file or folder, with all in it, to this account. */
    void give(Path path) {
        if (name != null) {
            here.run(Command.of("chown", "-R", "--no-dereference", uid + ":" + gid, path.toString()))
                    .orFail("give '" + path + "' to the account '" + name + "'", "Look at the owner of that folder.");
        }
    }

    /**
     * The command as this account runs it. Where the way to {@code folder} is closed for the account (a home of root's), the
     * command gets a view of its own of the file system, in which that way holds nothing but the folder.
     */
    Command as(Command command, Path folder) {
        if (name == null) {
            return command;
        }
        var argv = new ArrayList<String>();
        Path closed = firstClosed(folder);
        if (closed != null) {
            argv.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", VIEW, "view"));
            argv.addAll(List.of(closed.toString(), folder.toString()));
        }
        argv.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs"));
        argv.addAll(command.argv());
        return new Command(
                argv, command.env(), command.stdin(), command.timeout(), command.maxOutput(), command.secrets());
    }

    /** The folder keeps its path, so PostgreSQL's own records of where it lies stay true. */
    private static final String VIEW =
            """
            set -eu
            closed=$1 folder=$2
            shift 2
            exec 9<"$folder"
            mount -t tmpfs -o mode=0755,size=1m firn "$closed"
            mkdir -p "$folder"
            mount --no-canonicalize --bind /proc/self/fd/9 "$folder"
            exec 9<&-
            cd "$folder"
            exec "$@"
            """;

    private static @Nullable Path firstClosed(Path folder) {
        var ways = new ArrayList<Path>();
        for (Path way = folder.toAbsolutePath().getParent(); way != null; way = way.getParent()) {
            ways.addFirst(way);
        }
        for (Path way : ways) {
            try {
                if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return way;
                }
            } catch (IOException e) {
                throw Fault.of(
                        FaultCode.INTERNAL, "Could not read the permissions of '" + way + "': " + e.getMessage() + ".");
            }
        }
        return null;
    }
}
