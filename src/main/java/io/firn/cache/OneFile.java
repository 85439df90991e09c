package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Picks one small file out of a NAR. */
final class OneFile implements NarVisitor {
    private static final long LIMIT = 16L << 20;

    private final String wanted;
    private byte @Nullable [] content;

    OneFile(String wanted) {
        this.wanted = wanted;
    }

    Optional<byte[]> content() {
        return Optional.ofNullable(content);
    }

    @Override
    public void folder(String path) {}

    @Override
    public void file(String path, boolean executable, long size, InputStream bytes) throws IOException {
        if (path.equals(wanted)) {
            if (size > LIMIT) {
                throw Fault.of(FaultCode.TOO_LARGE, "Could not read '" + path + "': it has " + size + " bytes.");
            }
            content = bytes.readAllBytes();
        }
    }

    @Override
    public void symlink(String path, String target) {}
}
