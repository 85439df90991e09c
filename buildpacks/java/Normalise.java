import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes times out of archives: each entry gets the same one, and notes of the day are left out of property files that Maven
 * wrote. Order, names and contents stay as they are, stored entries stay stored.
 */
final class Normalise {
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

    public static void main(String[] files) throws IOException {
        for (String file : files) {
            Path path = Path.of(file);
            if (starts(path) && differs(path)) {
                Files.write(path, rewritten(path));
                System.out.println("times taken out of " + file);
            }
        }
    }

    /** Archives that begin with a script of their own are left alone. */
    private static boolean starts(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }

    private static boolean differs(Path path) throws IOException {
        try (var zip = new ZipFile(path.toFile())) {
            return zip.stream().anyMatch(entry -> !entry.getTimeLocal().equals(TIME));
        }
    }

    private static byte[] rewritten(Path path) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipFile(path.toFile());
                var out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content;
                try (InputStream in = zip.getInputStream(entry)) {
                    content = in.readAllBytes();
                }
                content = plain(entry.getName(), content);
                var copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(TIME);
                copy.setMethod(entry.getMethod());
                if (entry.getMethod() == ZipEntry.STORED) {
                    var crc = new CRC32();
                    crc.update(content);
                    copy.setSize(content.length);
                    copy.setCrc(crc.getValue());
                }
                out.putNextEntry(copy);
                out.write(content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] plain(String name, byte[] content) {
        if (!name.startsWith("META-INF/maven/") || !name.endsWith("/pom.properties")) {
            return content;
        }
        return new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
