package io.firn.node;

import io.firn.exec.Command;
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
 */
public record Vitals(
        double load1,
        long memoryTotal,
        long memoryAvailable,
        long storeTotal,
        long storeFree,
        @Nullable String nixVersion) {
    private static final String ASK =
            """
            read -r load rest </proc/loadavg; echo "load=$load"
            while read -r name value unit; do case $name in
              MemTotal:) echo "memory=$value" ;;
              MemAvailable:) echo "available=$value" ;;
            esac; done </proc/meminfo
            folder=/; [ ! -d /nix ] || folder=/nix
            df -kP "$folder" | { read -r head; read -r device total used free rest; echo "total=$total"; echo "free=$free"; }
            if [ -n "$(command -v nix)" ]; then echo "nix=$(nix --version)"; fi
            """;

    /** The command that asks. */
    static Command ask(Duration limit) {
        return Command.of("sh", "-c", ASK).within(limit);
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
                nix == null ? null : nix.substring(nix.lastIndexOf(' ') + 1));
    }

    private static long kibibytes(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0")) * 1024;
    }
}
