package io.firn.nix;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one NAR from a stream and tells a {@link NarVisitor} what it holds. Only the canonical form is let in: names sorted,
 * none of them empty, {@code .}, {@code ..} or with a slash, padding zero, depth bounded. What follows the NAR in the stream
 * is left unread. Source: Nix manual, "Nix Archive (NAR) format".
 */
public final class NarReader {
    private static final int MAX_DEPTH = 256;
    private static final int MAX_NAME = 255;
    private static final int MAX_TARGET = 4095;
    private static final int MAX_WORD = 64;

    private final InputStream in;
    private final NarVisitor visitor;
    private final byte[] eight = new byte[8];

    private NarReader(InputStream in, NarVisitor visitor) {
        this.in = in;
        this.visitor = visitor;
    }

    /** Reads one NAR; a malformed one is a {@code CORRUPT} fault, a cut one too. */
    public static void read(InputStream in, NarVisitor visitor) throws IOException {
        var reader = new NarReader(in, visitor);
        try {
            reader.expect(Nar.MAGIC);
            reader.node("", 0);
        } catch (EOFException e) {
            throw malformed("it ends too early").causedBy(e);
        }
    }

    private void node(String path, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw malformed("its folders lie more than " + MAX_DEPTH + " deep");
        }
        expect("(");
        expect("type");
        String type = word();
        switch (type) {
            case "regular" -> file(path);
            case "symlink" -> {
                expect("target");
                String target = text(MAX_TARGET, "link target");
                if (target.isEmpty()) {
                    throw malformed("the link '" + path + "' has no target");
                }
                visitor.symlink(path, target);
                expect(")");
            }
            case "directory" -> folder(path, depth);
            default -> throw malformed("it holds a node of the type '" + type + "'");
        }
    }

    private void file(String path) throws IOException {
        boolean executable = false;
        String word = word();
        if (word.equals("executable")) {
            executable = true;
            expect("");
            word = word();
        }
        if (word.equals(")")) {
            visitor.file(path, executable, 0, InputStream.nullInputStream());
            return;
        }
        if (!word.equals("contents")) {
            throw malformed("a file has '" + word + "' where its contents should be");
        }
        long size = number();
        try (var content = new BoundedStream(in, size)) {
            visitor.file(path, executable, size, content);
            content.drain();
        }
        padding(size);
        expect(")");
    }

    private void folder(String path, int depth) throws IOException {
        visitor.folder(path);
        byte[] before = null;
        for (String word = word(); !word.equals(")"); word = word()) {
            if (!word.equals("entry")) {
                throw malformed("a folder has '" + word + "' where an entry should be");
            }
            expect("(");
            expect("name");
            byte[] name = bytes(MAX_NAME, "name");
            String text = checkedName(name);
            if (before != null && Arrays.compareUnsigned(before, name) >= 0) {
                throw malformed("the name '" + text + "' is out of order");
            }
            before = name;
            expect("node");
            node(path.isEmpty() ? text : path + "/" + text, depth + 1);
            expect(")");
        }
    }

    private static String checkedName(byte[] name) {
        String text = utf8(name);
        if (text.isEmpty() || text.equals(".") || text.equals("..") || text.indexOf('/') >= 0 || text.indexOf(0) >= 0) {
            throw malformed("'" + text + "' cannot be a file's name");
        }
        return text;
    }

    private void expect(String wanted) throws IOException {
        String found = word();
        if (!found.equals(wanted)) {
            throw malformed("it has '" + found + "' where '" + wanted + "' should be");
        }
    }

    private String word() throws IOException {
        return text(MAX_WORD, "word");
    }

    private String text(int limit, String what) throws IOException {
        return utf8(bytes(limit, what));
    }

    private byte[] bytes(int limit, String what) throws IOException {
        long length = number();
        if (length > limit) {
            throw malformed("a " + what + " has " + length + " bytes, more than " + limit);
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        padding(length);
        return bytes;
    }

    private long number() throws IOException {
        if (in.readNBytes(eight, 0, 8) < 8) {
            throw new EOFException();
        }
        long value =
                ByteBuffer.wrap(eight).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
        if (value < 0) {
            throw malformed("a length is negative");
        }
        return value;
    }

    private void padding(long length) throws IOException {
        int rest = (int) ((8 - length % 8) % 8);
        if (in.readNBytes(eight, 0, rest) < rest) {
            throw new EOFException();
        }
        for (int n = 0; n < rest; n++) {
            if (eight[n] != 0) {
                throw malformed("its padding is not zero");
            }
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a name in it is not UTF-8").causedBy(e);
        }
    }

    private static Fault malformed(String why) {
        return Fault.of(
                FaultCode.CORRUPT,
                "Could not read a NAR: " + why + ".",
                "Build the path again, or send it again whole.");
    }
}
