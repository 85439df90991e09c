package io.firn.nix;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes what {@code nix-store --import} reads: NARs with their path, references and deriver, one after the other. The
 * receiving store takes the word of this stream for the references, so it is only sent over links of our own. References
 * must come before what refers to them.
 */
public final class NixExport implements AutoCloseable {
    private static final long MORE = 1;
    private static final long END = 0;
    private static final long MAGIC = 0x4558494e;
    private static final long NO_LEGACY_SIGNATURE = 0;

    private final OutputStream out;
    private final NarWriter writer;

    public NixExport(OutputStream out) {
        this.out = out;
        this.writer = new NarWriter(out);
    }

    /** Adds one path. */
    public void add(PathInfo info, NarSource nar) throws IOException {
        writer.number(MORE);
        nar.writeTo(out);
        writer.number(MAGIC);
        writer.text(info.path().toString());
        writer.number(info.references().size());
        for (StorePath reference : info.references()) {
            writer.text(reference.toString());
        }
        writer.text(info.deriver().map(StorePath::toString).orElse(""));
        writer.number(NO_LEGACY_SIGNATURE);
    }

    /** Ends the stream of paths; the stream beneath stays open. */
    @Override
    public void close() throws IOException {
        writer.number(END);
        out.flush();
    }
}
