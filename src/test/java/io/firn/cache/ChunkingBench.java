package io.firn.cache;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.firn.TestHome;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures whether cutting NARs where their content says so (FastCDC) pays, against one packed file a store path: bytes kept
 * for some releases, and how fast the newest is read. {@code ChunkingBench FOLDER RELEASES LEVEL MIN AVERAGE MAX ROUNDS}. Each
 * chunk is a zstd frame in a file of its own, so that a packed NAR is its chunks' files one after the other.
 */
final class ChunkingBench {
    private static final long[] GEAR = new Random(0x6669726e).longs(256).toArray();
    private static final double MEGA = 1e6;

    private final int level;
    private final int least;
    private final int average;
    private final int most;
    private final Path folder;
    private final Map<Path, long[]> packed = new HashMap<>();
    private long packEnd;

    private ChunkingBench(int level, int least, int average, int most, Path folder) {
        this.level = level;
        this.least = least;
        this.average = average;
        this.most = most;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        StoredReleases releases = StoredReleases.in(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[6]);
        System.out.printf(
                "%n%s releases, zstd %s, chunks of %s/%s/%s bytes%n%n", (Object[]) Arrays.copyOfRange(arguments, 1, 6));
        System.out.println("| series | NAR MB, each path once | one file a path, MB | chunks, MB | less | chunks | "
                + "packed read: a file a path, MB/s | a file a chunk | ratio | chunks in one pack | ratio "
                + "| unpacked read: a file a path | a file a chunk | ratio |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (String series : releases.series().keySet()) {
            Path folder = Files.createTempDirectory("firn-chunks");
            try {
                new ChunkingBench(
                                Integer.parseInt(arguments[2]),
                                Integer.parseInt(arguments[3]),
                                Integer.parseInt(arguments[4]),
                                Integer.parseInt(arguments[5]),
                                folder)
                        .measure(series, releases.last(series, count), releases.last(series, 1), rounds);
            } finally {
                TestHome.delete(folder);
            }
        }
    }

    private void measure(String series, Set<Path> all, Set<Path> newest, int rounds) throws IOException {
        Map<Path, List<Path>> chunks = new LinkedHashMap<>();
        Map<Path, List<Path>> whole = new LinkedHashMap<>();
        long wholeBytes = 0;
        for (Path nar : all) {
            byte[] bytes = Files.readAllBytes(nar);
            byte[] packed = Zstd.compress(bytes, level);
            Path file = Files.createDirectories(folder.resolve("whole")).resolve(nar.getFileName());
            Files.write(file, packed);
            wholeBytes += packed.length;
            whole.put(nar, List.of(file));
            chunks.put(nar, chunks(bytes));
        }
        long chunkBytes = 0;
        long chunkCount = 0;
        try (Stream<Path> files = Files.walk(folder.resolve("chunks"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                chunkBytes += Files.size(file);
                chunkCount++;
            }
        }
        double[] speed = new double[5];
        double[][] each = new double[5][rounds];
        double newestMega = StoredReleases.bytes(newest) / MEGA;
        for (int round = 0; round < rounds; round++) {
            each[0][round] = newestMega / read(newest, whole, false);
            each[1][round] = newestMega / read(newest, chunks, false);
            each[2][round] = newestMega / read(newest, whole, true);
            each[3][round] = newestMega / read(newest, chunks, true);
            each[4][round] = newestMega / readPack(newest, chunks);
        }
        for (int n = 0; n < speed.length; n++) {
            Arrays.sort(each[n]);
            speed[n] = each[n][rounds / 2];
        }
        System.out.printf(
                "| %s | %.0f | %.1f | %.1f | %.2fx | %d | %.0f | %.0f | %.2f | %.0f | %.2f | %.0f | %.0f | %.2f |%n",
                series,
                StoredReleases.bytes(all) / MEGA,
                wholeBytes / MEGA,
                chunkBytes / MEGA,
                (double) wholeBytes / chunkBytes,
                chunkCount,
                speed[0],
                speed[1],
                speed[1] / speed[0],
                speed[4],
                speed[4] / speed[0],
                speed[2],
                speed[3],
                speed[3] / speed[2]);
    }

    private List<Path> chunks(byte[] nar) throws IOException {
        var files = new ArrayList<Path>();
        int start = 0;
        while (start < nar.length) {
            int end = cut(nar, start);
            byte[] chunk = Arrays.copyOfRange(nar, start, end);
            String name = HexFormat.of().formatHex(sha256(chunk));
            Path file = folder.resolve("chunks").resolve(name.substring(0, 2)).resolve(name);
            if (Files.notExists(file)) {
                Files.createDirectories(file.getParent());
                byte[] frame = Zstd.compress(chunk, level);
                Files.write(file, frame);
                Files.write(folder.resolve("pack"), frame, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                packed.put(file, new long[] {packEnd, frame.length});
                packEnd += frame.length;
            }
            files.add(file);
            start = end;
        }
        return files;
    }

    /** FastCDC with two masks: harder to cut before the average, easier after it. */
    private int cut(byte[] nar, int start) {
        int end = Math.min(nar.length, start + most);
        int bits = 31 - Integer.numberOfLeadingZeros(average);
        long hard = -1L << (64 - bits - 2);
        long easy = -1L << (64 - bits + 2);
        long hash = 0;
        for (int at = Math.min(start + least, end); at < end; at++) {
            hash = (hash << 1) + GEAR[nar[at] & 0xff];
            if ((hash & (at - start < average ? hard : easy)) == 0) {
                return at + 1;
            }
        }
        return end;
    }

    private static double read(Set<Path> nars, Map<Path, List<Path>> stored, boolean unpacked) throws IOException {
        byte[] buffer = new byte[1 << 17];
        long began = now();
        for (Path nar : nars) {
            for (Path file : stored.getOrDefault(nar, List.of())) {
                try (InputStream plain = new FileInputStream(file.toFile());
                        InputStream in = unpacked ? new ZstdInputStream(new BufferedInputStream(plain)) : plain) {
                    while (in.read(buffer) >= 0) {
                        // Only the time counts.
                    }
                }
            }
        }
        return (now() - began) / 1e9;
    }

    /** Processor time, system calls included, so that what else runs on the machine hardly counts. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Chunks that lie one after the other in the pack are read at once. */
    private double readPack(Set<Path> nars, Map<Path, List<Path>> stored) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 17);
        try (FileChannel pack = FileChannel.open(folder.resolve("pack"))) {
            long began = now();
            for (Path nar : nars) {
                long start = 0;
                long end = 0;
                for (Path chunk : stored.getOrDefault(nar, List.of())) {
                    long[] place = packed.getOrDefault(chunk, new long[2]);
                    if (place[0] != end) {
                        readRun(pack, buffer, start, end);
                        start = place[0];
                    }
                    end = place[0] + place[1];
                }
                readRun(pack, buffer, start, end);
            }
            return (now() - began) / 1e9;
        }
    }

    private static void readRun(FileChannel pack, ByteBuffer buffer, long start, long end) throws IOException {
        for (long at = start; at < end; at += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            if (pack.read(buffer, at) <= 0) {
                throw new IOException("the pack is too short");
            }
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
