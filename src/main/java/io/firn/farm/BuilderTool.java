package io.firn.farm;

import io.firn.exec.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The script that runs builds on builders. Its path holds its hash, so an upgrade never pulls it away under a running build. */
final class BuilderTool {
    private static final String RESOURCE = "/runtime/builder/firn-build";
    private static final int HASH_CHARS = 12;

    private final byte[] content;
    private final String path;

    BuilderTool() {
        content = read();
        path = "/usr/local/lib/firn/firn-build-" + hash(content).substring(0, HASH_CHARS);
    }

    String path() {
        return path;
    }

    /** Puts the script there, whole or not at all; harmless where it is there already. */
    Command install() {
        return Command.of(
                        "sh",
                        "-c",
                        "mkdir -p \"${1%/*}\" && cat >\"$1.$$\" && chmod 755 \"$1.$$\" && mv -f \"$1.$$\" \"$1\"",
                        "sh",
                        path)
                .withStdin(() -> new ByteArrayInputStream(content));
    }

    private static byte[] read() {
        try (InputStream in = BuilderTool.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("this build of Firn lacks " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
