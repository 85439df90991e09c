import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Replaces texts in the constants of a jar's classes: places of a Debian system that are compiled in. Only whole constants are
 * replaced. A text that no class has is an error: the package is another one than this was written for.
 *
 * <p>Arguments: the jar, where the new one goes, then pairs of the old text and the new.
 */
public final class Relocate {
    private static final long TIME = 315532800000L + 86400000L; // ZIP's times begin in 1980

    private Relocate() {}

    public static void main(String[] arguments) throws IOException {
        var texts = new TreeMap<String, String>();
        for (int n = 2; n + 1 < arguments.length; n += 2) {
            texts.put(arguments[n], arguments[n + 1]);
        }
        var missing = new TreeMap<>(texts);
        try (var jar = new ZipFile(arguments[0]);
                var out = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            for (ZipEntry entry : jar.stream().toList()) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                var copy = new ZipEntry(entry.getName());
                copy.setTime(TIME);
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? relocated(content, texts, missing) : content);
                out.closeEntry();
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("no class of " + arguments[0] + " has " + missing.keySet());
        }
    }

    /** Copies the constant pool (Java Virtual Machine Specification 4.4) entry by entry, and what follows it as it is. */
    private static byte[] relocated(byte[] file, Map<String, String> texts, Map<String, String> missing)
            throws IOException {
        var bytes = new ByteArrayOutputStream(file.length + 200);
        try (var in = new DataInputStream(new ByteArrayInputStream(file));
                var out = new DataOutputStream(bytes)) {
            out.write(in.readNBytes(8));
            int count = in.readUnsignedShort();
            out.writeShort(count);
            for (int n = 1; n < count; n++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                switch (tag) {
                    case 1 -> {
                        String text = in.readUTF();
                        out.writeUTF(texts.getOrDefault(text, text));
                        missing.remove(text);
                    }
                    case 7, 8, 16, 19, 20 -> out.write(in.readNBytes(2));
                    case 15 -> out.write(in.readNBytes(3));
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> out.write(in.readNBytes(4));
                    case 5, 6 -> {
                        out.write(in.readNBytes(8));
                        n++; // these take two places
                    }
                    default -> throw new IOException("not a constant: tag " + tag);
                }
            }
            in.transferTo(out);
        }
        return bytes.toByteArray();
    }
}
