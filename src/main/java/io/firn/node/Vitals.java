package io.firn.node;

import io.firn.exec.Command;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a machine is, asked for with each heartbeat. One cheap command: the store's size is that of its file system, as
 * counting a store takes minutes.
 *
 * @param load1 load average of the last minute
 * @param memoryTotal bytes
 * @param memoryAvailable bytes
 * @param storeTotal bytes of the file system that holds the store
 * @param storeFree bytes free there
 * @param nixVersion version, where there is a Nix
 * @param cpus processors that the machine shows
 * @param cpuBusy share of their time that was not idle since the question before, 0 to 1
 * @param diskTotal bytes of the file system that holds {@code /var}, where builds leave their logs
 * @param diskFree bytes free there
 * @param builds units of builds that run
 */
@Embeddable
public record Vitals(
        Double load1,
        Long memoryTotal,
        Long memoryAvailable,
        Long storeTotal,
        Long storeFree,
        @Nullable String nixVersion,
        Integer cpus,
        Double cpuBusy,
        Long diskTotal,
        Long diskFree,
        Integer builds) {
    /** CPU time is counted from one question to the next; questions within a second of each other get the same answer. */
    private static final String ASK =
            """
            read -r load rest </proc/loadavg; echo "load=$load"
            while read -r name value unit; do case $name in
              MemTotal:) echo "memory=$value" ;;
              MemAvailable:) echo "available=$value" ;;
            esac; done </proc/meminfo
            folder=/; [ ! -d /nix ] || folder=/nix
            df -kP "$folder" | { read -r head; read -r device total used free rest; echo "total=$total"; echo "free=$free"; }
            df -kP /var | { read -r head; read -r device total used free rest; echo "disk=$total"; echo "diskfree=$free"; }
            cpus=0; while read -r name rest; do case $name in cpu[0-9]*) cpus=$((cpus + 1)) ;; esac; done </proc/stat
            echo "cpus=$cpus"
            read -r name user nice system idle iowait irq softirq steal rest </proc/stat
            all=$((user + nice + system + idle + iowait + irq + softirq + steal)) quiet=$((idle + iowait))
            all0=0; quiet0=0; busy=0
            [ ! -r /run/firn-cpu ] || read -r all0 quiet0 busy </run/firn-cpu
            if [ $((all - all0)) -ge $((cpus * 100)) ]; then
              busy=$((1000 - (quiet - quiet0) * 1000 / (all - all0)))
              echo "$all $quiet $busy" >"/run/firn-cpu.$$" && mv -f "/run/firn-cpu.$$" /run/firn-cpu
            fi
            echo "busy=$busy"
            echo "builds=$(systemctl list-units --plain --no-legend --state=active,activating 'firn-*-*-*-*-*-*.service' 2>/dev/null | wc -l)"
            if [ -n "$(command -v nix)" ]; then echo "nix=$(nix --version)"; fi
            """;

    private static final String STORE_SIZE =
            "nix --extra-experimental-features nix-command path-info --all --size | { all=0; while read -r path size rest;"
                    + " do all=$((all + size)); done; echo \"$all\"; }";

    /** The command that asks. */
    static Command ask(Duration limit) {
        return Command.of("sh", "-c", ASK).within(limit);
    }

    /** Prints how many bytes all store paths together have, as the store's own database knows them. */
    static Command storeSize() {
        return Command.of("sh", "-c", STORE_SIZE).withEnv("NIX_REMOTE", "local").within(Duration.ofMinutes(2));
    }

    /** Reads the answer; what is missing is zero. */
    static Vitals parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        String nix = values.get("nix");
        return new Vitals(
                Double.parseDouble(values.getOrDefault("load", "0")),
                kibibytes(values, "memory"),
                kibibytes(values, "available"),
                kibibytes(values, "total"),
                kibibytes(values, "free"),
                nix == null ? null : nix.substring(nix.lastIndexOf(' ') + 1),
                number(values, "cpus"),
                Math.clamp(number(values, "busy") / 1000.0, 0, 1),
                kibibytes(values, "disk"),
                kibibytes(values, "diskfree"),
                number(values, "builds"));
    }

    /** Share of memory that is in use, 0 to 1. */
    public double memoryUsed() {
        return used(memoryTotal, memoryAvailable);
    }

    /** Share of the fuller one of the two file systems that is in use, 0 to 1. */
    public double diskUsed() {
        return Math.max(used(storeTotal, storeFree), used(diskTotal, diskFree));
    }

    private static double used(long total, long free) {
        return total <= 0 ? 0 : Math.clamp(1 - (double) free / total, 0, 1);
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.getOrDefault(name, "0").strip());
    }

    private static long kibibytes(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0")) * 1024;
    }
}
