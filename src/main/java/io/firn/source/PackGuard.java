package io.firn.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Watches the body of a push as it is read and stops it before it fills memory or disk. JGit bounds the pack as sent and each
 * object, but not the sum of what the objects become: a pack of zeros grows a thousandfold, a chain of deltas without bound.
 * Layout: Git's {@code pack-format} and {@code pack-protocol} documents.
 */
final class PackGuard extends FilterInputStream {
    private static final int OFS_DELTA = 6;
    private static final int REF_DELTA = 7;

    private enum Part {
        LINE_LENGTH,
        LINE,
        PACK_HEADER,
        OBJECT_HEADER,
        OFFSET,
        BASE,
        DATA,
        REST
    }

    private final PackLimits limits;
    private final Inflater inflater = new Inflater();
    private final byte[] scratch = new byte[16 * 1024];
    private final byte[] field = new byte[20];
    private final StringBuilder line = new StringBuilder();
    private final List<String> shallow = new ArrayList<>();

    private Part part = Part.LINE_LENGTH;
    private int have;
    private int lineLeft;
    private long objectsLeft;
    private int type;
    private long size;
    private int shift;
    private int deltaHave;
    private long packBytes;
    private long unpacked;
    private @Nullable TooMuch refusal;

    /** What was too much, as a sentence for the pusher. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    PackGuard(InputStream in, PackLimits limits) {
        super(in);
        this.limits = limits;
    }

    /** Commits at which a shallow clone's history ends, as the pusher named them. */
    List<String> shallow() {
        return List.copyOf(shallow);
    }

    /** The reason for which the stream was stopped; null where it was not. */
    @Nullable TooMuch refusal() {
        return refusal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        int n = super.read(buffer, offset, length);
        if (n > 0) {
            try {
                watch(buffer, offset, n);
            } catch (TooMuch tooMuch) {
                refusal = tooMuch;
                throw tooMuch;
            }
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] skipped = new byte[(int) Math.min(n, 8192)];
        int read = read(skipped, 0, skipped.length);
        return Math.max(read, 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }

    private void watch(byte[] buffer, int offset, int length) throws IOException {
        if (part != Part.LINE_LENGTH && part != Part.LINE) {
            packBytes += length;
            if (packBytes > limits.pack()) {
                throw new TooMuch("the push is larger than " + Sizes.text(limits.pack()));
            }
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            switch (part) {
                case LINE_LENGTH -> {
                    field[have++] = buffer[at++];
                    if (have == 4) {
                        startLine();
                    }
                }
                case LINE -> {
                    int n = Math.min(lineLeft, end - at);
                    if (line.length() < 64) {
                        line.append(new String(buffer, at, n, StandardCharsets.ISO_8859_1));
                    }
                    at += n;
                    lineLeft -= n;
                    if (lineLeft == 0) {
                        endLine();
                    }
                }
                case PACK_HEADER -> {
                    field[have++] = buffer[at++];
                    if (have == 8) {
                        startPack();
                    }
                }
                case OBJECT_HEADER -> header(buffer[at++] & 0xff);
                case OFFSET -> {
                    if ((buffer[at++] & 0x80) == 0) {
                        part = Part.DATA;
                    }
                }
                case BASE -> {
                    at++;
                    if (++have == 20) {
                        part = Part.DATA;
                    }
                }
                case DATA -> at += inflate(buffer, at, end - at);
                case REST -> at = end;
            }
        }
    }

    private void startLine() {
        have = 0;
        String text = new String(field, 0, 4, StandardCharsets.ISO_8859_1);
        if (text.equals("PACK")) {
            part = Part.PACK_HEADER;
            return;
        }
        int announced;
        try {
            announced = Integer.parseInt(text, 16);
        } catch (NumberFormatException notGit) {
            part = Part.REST; // JGit says what is wrong with it
            return;
        }
        if (announced > 4) {
            lineLeft = announced - 4;
            line.setLength(0);
            part = Part.LINE;
        }
    }

    private void endLine() {
        String text = line.toString().strip();
        if (text.startsWith("shallow ") && text.length() == 48 && shallow.size() < 1000) {
            shallow.add(text.substring(8));
        }
        part = Part.LINE_LENGTH;
    }

    private void startPack() throws TooMuch {
        have = 0;
        objectsLeft =
                (field[4] & 0xffL) << 24 | (field[5] & 0xffL) << 16 | (field[6] & 0xffL) << 8 | (field[7] & 0xffL);
        if (objectsLeft > limits.objects()) {
            throw new TooMuch("the push has " + objectsLeft + " objects, more than " + limits.objects());
        }
        nextObject();
    }

    private void nextObject() {
        part = objectsLeft-- > 0 ? Part.OBJECT_HEADER : Part.REST;
        size = 0;
        shift = 0;
        have = 0;
        deltaHave = 0;
    }

    private void header(int b) throws TooMuch {
        if (shift == 0) {
            type = b >> 4 & 7;
            size = b & 15;
            shift = 4;
        } else {
            if (shift > 53) {
                throw new TooMuch("an object in the push claims an impossible size");
            }
            size |= (long) (b & 0x7f) << shift;
            shift += 7;
        }
        if ((b & 0x80) != 0) {
            return;
        }
        grow(size);
        inflater.reset();
        part = switch (type) {
            case OFS_DELTA -> Part.OFFSET;
            case REF_DELTA -> Part.BASE;
            default -> Part.DATA;
        };
    }

    private int inflate(byte[] buffer, int at, int length) throws IOException {
        inflater.setInput(buffer, at, length);
        try {
            while (!inflater.finished()) {
                int n = inflater.inflate(scratch);
                if (n == 0 && !inflater.finished()) {
                    if (!inflater.needsInput()) {
                        part = Part.REST; // a dictionary is wanted: JGit says that the pack is damaged
                    }
                    return length;
                }
                delta(n);
                if (inflater.getBytesWritten() > size) {
                    throw new TooMuch("an object in the push is larger than it claims");
                }
            }
        } catch (DataFormatException damaged) {
            part = Part.REST; // JGit reads the same bytes and says so
            return length;
        }
        int used = length - inflater.getRemaining();
        nextObject();
        return used;
    }

    /** The first bytes of a delta hold two sizes, of its base and of what it becomes; the second one counts. */
    private void delta(int n) throws TooMuch {
        if (type < OFS_DELTA || deltaHave >= field.length) {
            return;
        }
        int kept = Math.min(n, field.length - deltaHave);
        System.arraycopy(scratch, 0, field, deltaHave, kept);
        deltaHave += kept;
        int i = 0;
        while (i < deltaHave && (field[i] & 0x80) != 0) {
            i++;
        }
        long becomes = 0;
        int bits = 0;
        for (i++; i < deltaHave && bits <= 53; i++, bits += 7) {
            becomes |= (long) (field[i] & 0x7f) << bits;
            if ((field[i] & 0x80) == 0) {
                deltaHave = field.length;
                grow(becomes);
                return;
            }
        }
    }

    private void grow(long by) throws TooMuch {
        if (by > limits.file()) {
            throw new TooMuch("a file of " + Sizes.text(by) + " is in it, and a file may have at most "
                    + Sizes.text(limits.file()));
        }
        unpacked += by;
        if (unpacked > limits.unpacked()) {
            throw new TooMuch("it unpacks to more than " + Sizes.text(limits.unpacked()));
        }
    }
}
