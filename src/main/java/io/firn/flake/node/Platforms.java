package io.firn.flake.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For which systems a package is, where its lock file does not list that. Programs that come ready made are named by their
 * system ({@code @esbuild/darwin-arm64}, {@code lightningcss-linux-x64-musl}); only optional packages are judged by that.
 */
final class Platforms {
    private static final Pattern CONDITION = Pattern.compile("(os|cpu|libc)=([A-Za-z0-9_-]{1,40})");
    private static final Map<String, String> SYSTEMS = Map.ofEntries(
            Map.entry("linux", "linux"),
            Map.entry("darwin", "darwin"),
            Map.entry("macos", "darwin"),
            Map.entry("win32", "win32"),
            Map.entry("windows", "win32"),
            Map.entry("android", "android"),
            Map.entry("freebsd", "freebsd"),
            Map.entry("openbsd", "openbsd"),
            Map.entry("netbsd", "netbsd"),
            Map.entry("sunos", "sunos"),
            Map.entry("aix", "aix"),
            Map.entry("openharmony", "openharmony"));
    private static final Map<String, String> PROCESSORS =
            Map.of("64", "x64", "32", "ia32", "x86_64", "x64", "aarch64", "arm64");
    private static final Set<String> KNOWN = Set.of(
            "x64",
            "arm64",
            "arm",
            "armv6l",
            "armv7l",
            "ia32",
            "ppc64",
            "ppc64le",
            "ppc64el",
            "s390x",
            "riscv64",
            "loong64",
            "mips64el",
            "mipsel",
            "universal");

    private Platforms() {}

    /** From Yarn's {@code conditions} where there are any, else from the name of an optional package. */
    static LockedPackage.Platform of(String conditions, String name, boolean optional) {
        var os = new ArrayList<String>();
        var cpu = new ArrayList<String>();
        var libc = new ArrayList<String>();
        if (!conditions.isEmpty()) {
            Matcher condition = CONDITION.matcher(conditions);
            while (condition.find()) {
                (switch (condition.group(1)) {
                            case "os" -> os;
                            case "cpu" -> cpu;
                            default -> libc;
                        })
                        .add(condition.group(2));
            }
        } else if (optional) {
            byName(name, os, cpu, libc);
        }
        return new LockedPackage.Platform(List.copyOf(os), List.copyOf(cpu), List.copyOf(libc), optional);
    }

    private static void byName(String name, List<String> os, List<String> cpu, List<String> libc) {
        String[] words = name.substring(name.indexOf('/') + 1).split("[-.]", 40);
        for (int i = 0; i + 1 < words.length; i++) {
            String system = SYSTEMS.get(words[i]);
            String processor = PROCESSORS.getOrDefault(words[i + 1], words[i + 1]);
            if (system != null && KNOWN.contains(processor)) {
                os.add(system);
                if (!processor.equals("universal")) {
                    cpu.add(processor);
                }
                if (system.equals("linux") && i + 2 < words.length) {
                    libc.add(words[i + 2].startsWith("musl") ? "musl" : "glibc");
                }
                return;
            }
        }
    }
}
