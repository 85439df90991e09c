package io.firn.flake.python;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of the index an interpreter can use: the tags in a wheel's name (PEP 425, PEP 600), for CPython on x86_64 Linux
 * with a C library as of Debian 12.
 */
final class Wheels {
    private static final Pattern WHEEL = Pattern.compile(
            "([A-Za-z0-9_.]+)-([A-Za-z0-9_.!+]+)(?:-\\d[A-Za-z0-9_.]*)?-([A-Za-z0-9_.]+)-([A-Za-z0-9_.]+)-([A-Za-z0-9_.]+)\\.whl");
    private static final Pattern MANYLINUX = Pattern.compile("manylinux_(\\d{1,3})_(\\d{1,3})_x86_64");
    private static final int GLIBC_MINOR = 36;

    private final int minor;

    /** For a Python's exact version. */
    Wheels(String python) {
        String[] parts = python.split("\\.", -1);
        this.minor = parts.length > 1 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : 0;
    }

    /** How well a file fits, less is better; empty where it does not. Source archives fit last. */
    Optional<Integer> rank(String fileName) {
        Matcher wheel = WHEEL.matcher(fileName);
        if (!wheel.matches()) {
            return fileName.endsWith(".tar.gz") || fileName.endsWith(".zip")
                    ? Optional.of(1_000_000)
                    : Optional.empty();
        }
        int best = Integer.MAX_VALUE;
        for (String python : wheel.group(3).split("\\.", 20)) {
            for (String abi : wheel.group(4).split("\\.", 20)) {
                for (String platform : wheel.group(5).split("\\.", 20)) {
                    best = Math.min(best, rank(python, abi, platform));
                }
            }
        }
        return best == Integer.MAX_VALUE ? Optional.empty() : Optional.of(best);
    }

    /** The tag of the interpreter in a wheel's name, for the index's folders. */
    static String pythonTag(String fileName) {
        Matcher wheel = WHEEL.matcher(fileName);
        return wheel.matches() ? wheel.group(3) : "source";
    }

    private int rank(String python, String abi, String platform) {
        int system = platform(platform);
        if (system < 0) {
            return Integer.MAX_VALUE;
        }
        String own = "cp3" + minor;
        int interpreter;
        if (python.equals(own) && abi.equals(own)) {
            interpreter = 0;
        } else if (abi.equals("abi3")
                && python.matches("cp3\\d{1,3}")
                && Integer.parseInt(python.substring(3)) <= minor) {
            interpreter = 1 + minor - Integer.parseInt(python.substring(3));
        } else if (abi.equals("none")
                && (python.equals(own)
                        || python.equals("py3")
                        || (python.matches("py3\\d{1,3}") && Integer.parseInt(python.substring(3)) <= minor))) {
            interpreter = 500;
        } else {
            return Integer.MAX_VALUE;
        }
        return interpreter * 1000 + system;
    }

    private static int platform(String tag) {
        String plain = tag.toLowerCase(Locale.ROOT);
        Matcher many = MANYLINUX.matcher(plain);
        if (many.matches()) {
            int needed = Integer.parseInt(many.group(2));
            return many.group(1).equals("2") && needed <= GLIBC_MINOR ? GLIBC_MINOR - needed : -1;
        }
        return switch (plain) {
            case "manylinux2014_x86_64" -> GLIBC_MINOR - 17;
            case "manylinux2010_x86_64" -> GLIBC_MINOR - 12;
            case "manylinux1_x86_64" -> GLIBC_MINOR - 5;
            case "linux_x86_64" -> 100;
            case "any" -> 200;
            default -> -1;
        };
    }
}
