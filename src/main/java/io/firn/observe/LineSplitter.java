package io.firn.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes, which arrives in pieces of any size, into lines of text; an unfinished line waits for its rest. */
final class LineSplitter {
    private static final int LONGEST = 8192;

    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

    /** The lines that this piece completes. A line past 8 KiB is cut there, so that a log without line ends is shown too. */
    List<String> add(byte[] piece) {
        List<String> lines = new ArrayList<>();
        for (byte b : piece) {
            if (b == '\n' || rest.size() >= LONGEST) {
                lines.add(take());
            }
            if (b != '\n') {
                rest.write(b);
            }
        }
        return lines;
    }

    /** What is left at the end, if anything. */
    List<String> end() {
        return rest.size() == 0 ? List.of() : List.of(take());
    }

    private String take() {
        String line = rest.toString(StandardCharsets.UTF_8);
        rest.reset();
        int carriage = line.lastIndexOf('\r', Math.max(0, line.length() - 2));
        return carriage < 0
                ? line.stripTrailing()
                : line.substring(carriage + 1).stripTrailing();
    }
}
