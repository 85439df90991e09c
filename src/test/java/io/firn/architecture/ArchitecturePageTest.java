package io.firn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitecturePageTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| ([a-z., -]+) \\|");

    @Test
    void pageShowsTheSameTableAsTheTestHolds() throws IOException {
        Map<String, List<String>> page = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                page.put(
                        row.group(1),
                        row.group(2).equals("-")
                                ? List.of()
                                : List.of(row.group(2).split(", ")));
            }
        }
        assertThat(page).isEqualTo(Rooms.MAY_USE);
    }

    @Test
    void everyRoomOfTheTreeHasARowAndAPackageInfo() throws IOException {
        try (Stream<Path> packages = Files.walk(Path.of("src/main/java/io/firn"))) {
            List<Path> rooms = packages.filter(Files::isDirectory)
                    .filter(ArchitecturePageTest::holdsJava)
                    .toList();
            for (Path room : rooms) {
                String name = Path.of("src/main/java/io/firn")
                        .relativize(room)
                        .toString()
                        .replace('/', '.');
                if (!name.isEmpty()) {
                    assertThat(Rooms.MAY_USE).containsKey(name);
                    assertThat(room.resolve("package-info.java")).exists();
                }
            }
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
