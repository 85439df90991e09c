package io.firn.nix;

import io.firn.exec.Interrupts;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/**
 * The part of {@code nix-store --serve --write}'s protocol that takes NARs in, one conversation of it: each path is sent with its
 * hash, size and signatures, the store checks the NAR against the first two as it unpacks it, and says when the path is valid.
 * Source: {@code AddToStoreNar} of Nix's serve protocol 2.2 and later.
 */
public final class NixIntake {
    private static final long ADD_NAR = 9;
    private static final long VERSION = 2 << 8 | 2;
    private static final long NOW = 0;
    private static final long NOT_BUILT_HERE = 0;
    private static final long TAKEN = 1;
    private static final int PIECE = 1 << 16;
    /** The server's greeting is its first number, its version the second, and all others are about paths. */
    private static final int VERSION_OF_SERVER = 1;

    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int numbers;
    private int taken;
    private String broken = "";

    /** Takes what the server prints, as it comes. */
    public synchronized void answered(byte[] bytes, int offset, int length) throws IOException {
        for (int n = offset; n < offset + length; n++) {
            number.put(bytes[n]);
            if (!number.hasRemaining()) {
                understand(number.flip().getLong());
                number.clear();
            }
        }
    }

    /** The server is gone: nothing is waited for any longer. */
    public synchronized void ended() {
        broken = "the store ended the conversation";
        notifyAll();
    }

    /** Says hello; the stream stays open. */
    public Sending on(OutputStream server) throws IOException {
        return new Sending(server);
    }

    private void understand(long value) throws IOException {
        long expected = numbers == 0 ? NixServe.HELLO_BACK : TAKEN;
        if (numbers != VERSION_OF_SERVER && value != expected) {
            throw new IOException("the other side does not speak Nix's serve protocol");
        }
        if (numbers++ > VERSION_OF_SERVER) {
            taken++;
            notifyAll();
        }
    }

    private synchronized void await(int paths) throws IOException {
        try {
            while (taken < paths) {
                if (!broken.isEmpty()) {
                    throw new EOFException(broken);
                }
                wait();
            }
        } catch (InterruptedException e) {
            throw Interrupts.io("stopped while a store took a path in", e);
        }
    }

    /** What is said to the server, by one thread. */
    public final class Sending {
        private final OutputStream out;
        private final NarWriter writer;
        private int sent;

        private Sending(OutputStream server) throws IOException {
            out = new BufferedOutputStream(server, PIECE);
            writer = new NarWriter(out);
            writer.number(NixServe.HELLO);
            writer.number(VERSION);
            out.flush();
        }

        /** Sends one path, whose references the store has, and returns when the store has it, too. */
        public void add(PathInfo info, List<String> signatures, NarSource nar) throws IOException {
            writer.number(ADD_NAR);
            writer.text(info.path().toString());
            writer.text(info.deriver().map(StorePath::toString).orElse(""));
            writer.text(info.narHash().hex());
            texts(info.references().stream().map(StorePath::toString).toList());
            writer.number(NOW);
            writer.number(info.narSize());
            writer.number(NOT_BUILT_HERE);
            texts(signatures);
            writer.text(info.ca().orElse(""));
            nar.writeTo(out);
            out.flush();
            await(++sent);
        }

        private void texts(Collection<String> texts) throws IOException {
            writer.number(texts.size());
            for (String text : texts) {
                writer.text(text);
            }
        }
    }
}
