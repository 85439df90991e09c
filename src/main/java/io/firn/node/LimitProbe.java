package io.firn.node;

import io.firn.exec.Command;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees which limits of a build a machine's kernel enforces: a unit with all of them looks at its own control group. A limit
 * whose file is not there, or holds another number, is named as not enforced on that node.
 */
final class LimitProbe {
    /** What is looked for; wall time, silence and log size are kept by systemd, Nix and Firn's own script, wherever. */
    static final Set<String> LIMITS = Set.of("cpu", "memory", "tasks");

    private static final String LOOK =
            """
            while IFS=: read -r id controllers path; do
              case ,$controllers, in
                ,,) v2=/sys/fs/cgroup$path ;;
                *,memory,*) memory=/sys/fs/cgroup/memory$path/memory.limit_in_bytes ;;
                *,cpu,*) cpu=/sys/fs/cgroup/cpu$path/cpu.cfs_quota_us ;;
                *,pids,*) pids=/sys/fs/cgroup/pids$path/pids.max ;;
              esac
            done </proc/self/cgroup
            look() { for file in "$@"; do [ ! -r "$file" ] || { read -r value rest <"$file"; echo "$value"; return; }; done; }
            [ "$(look "$memory" "$v2/memory.max")" != 268435456 ] || echo memory
            case $(look "$cpu" "$v2/cpu.max") in "" | max | -1) ;; *) echo cpu ;; esac
            [ "$(look "$pids" "$v2/pids.max")" != 4096 ] || echo tasks
            """;

    private LimitProbe() {}

    static Command command() {
        return Command.of(
                        "systemd-run",
                        "--quiet",
                        "--wait",
                        "--pipe",
                        "--collect",
                        "-p",
                        "MemoryMax=268435456",
                        "-p",
                        "CPUQuota=150%",
                        "-p",
                        "TasksMax=4096",
                        "sh",
                        "-c",
                        LOOK)
                .within(Duration.ofSeconds(30));
    }

    /** The limits that the probe did not see. */
    static Set<String> parse(String seen) {
        var unenforced = new TreeSet<>(LIMITS);
        seen.lines().map(String::strip).forEach(unenforced::remove);
        return unenforced;
    }
}
