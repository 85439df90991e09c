package io.firn.cache;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.nix.NarVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * Measures what each level of zstd costs and saves on real closures, through the very class that takes NARs in (form, hash and
 * size checked, file hash made): {@code PackingBench FOLDER ROUNDS}. Prints a table;
 * speeds are by processor time.
 */
final class PackingBench {
    private static final int[] LEVELS = {1, 3, 6, 9, 12, 19};
    private static final double MEGA = 1e6;

    private PackingBench() {}

    public static void main(String[] arguments) throws IOException {
        StoredReleases releases = StoredReleases.in(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        Path packed = Files.createTempFile("firn-packing", ".zst");
        System.out.println("| closure | NAR MB | level | packed MB | ratio | in, MB per CPU second | out |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String series : releases.series().keySet()) {
            Set<Path> nars = releases.last(series, 1);
            long bytes = StoredReleases.bytes(nars);
            pack(nars, 1, packed);
            for (int level : LEVELS) {
                double[] in = new double[level > 9 ? 1 : rounds];
                double[] out = new double[in.length];
                long size = 0;
                for (int round = 0; round < in.length; round++) {
                    long began = now();
                    size = pack(nars, level, packed);
                    in[round] = bytes / MEGA / seconds(began);
                    out[round] = bytes / MEGA / unpack(packed);
                }
                System.out.printf(
                        "| %s | %.0f | %d | %.1f | %.2f | %.0f | %.0f |%n",
                        series, bytes / MEGA, level, size / MEGA, (double) bytes / size, median(in), median(out));
            }
        }
        Files.delete(packed);
    }

    private static long pack(Set<Path> nars, int level, Path into) throws IOException {
        var intake = new NarIntake(level);
        try (OutputStream out = Files.newOutputStream(into)) {
            for (Path nar : nars) {
                try (InputStream in = Files.newInputStream(nar)) {
                    intake.take(nar.toString(), in, Long.MAX_VALUE, NarVisitor.nothing(), new OutputStream() {
                        @Override
                        public void write(int value) throws IOException {
                            out.write(value);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            out.write(bytes, offset, length);
                        }
                    });
                }
            }
        }
        return Files.size(into);
    }

    private static double unpack(Path packed) throws IOException {
        long began = now();
        byte[] buffer = new byte[1 << 17];
        try (InputStream in = new ZstdInputStream(Files.newInputStream(packed))) {
            while (in.read(buffer) >= 0) {
                // Only the time counts.
            }
        }
        return seconds(began);
    }

    /** Seconds of the processor, so that what else runs on the machine hardly counts; all work is on this one thread. */
    private static double seconds(long began) {
        return (now() - began) / 1e9;
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
