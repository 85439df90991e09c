package io.firn.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks for texts everywhere that an installation writes: its own folder with its builders' stores and logs, what its images hold. */
final class KeySearch {
    /** Packed files too: the cache's archives. The database's files are read as they are. Prints text, tab, file. */
    private static final String FILES =
            """
            texts=$1 below=$2
            grep -raoF --exclude-dir=proc --exclude-dir=sys --null -f "$texts" "$below" 2>/dev/null |
              while IFS= read -r -d '' file && IFS= read -r text; do printf '%s\\t%s\\n' "$text" "$file"; done
            find "$below" -type f \\( -name '*.zst' -o -name '*.nar*' \\) -size -200M 2>/dev/null | while read -r file; do
              zstd -dcq "$file" 2>/dev/null | grep -aoF -f "$texts" | sort -u |
                while IFS= read -r text; do printf '%s\\t%s (packed)\\n' "$text" "$file"; done
            done
            """;

    private final Installation firn;
    private final Path folder;

    /**
     * @param folder a place for commands to run in
     */
    KeySearch(Installation firn, Path folder) {
        this.firn = firn;
        this.folder = folder;
    }

    /** The forms in which something may have written a key. */
    static List<String> forms(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return List.of(key, HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes));
    }

    /** The files that hold each of the texts (one line each), in one pass over everything; a text that is nowhere has no entry. */
    Map<String, List<String>> files(List<String> texts) {
        Path wanted = folder.resolve("wanted-texts");
        write(wanted, String.join("\n", texts) + "\n");
        var found = new TreeMap<String, List<String>>();
        var places = new ArrayList<>(List.of(firn.home()));
        for (int builder : firn.builders()) {
            Path root = Path.of(firn.labValue("BUILDER_" + builder + "_ROOT"));
            if (!root.startsWith(firn.home())) {
                places.add(root);
            }
        }
        for (Path place : places) {
            for (String line : lines(FILES, wanted.toString(), place.toString())) {
                String[] cells = line.split("\t", 2);
                List<String> files = found.computeIfAbsent(cells[0], any -> new ArrayList<>());
                if (!files.contains(cells[1])) {
                    files.add(cells[1]);
                }
            }
        }
        return found;
    }

    /** Whether the running image of an app, as the Engine unpacks it, holds a text. */
    boolean inImage(String text, String app) {
        String container = firn.docker(
                        "ps", "-q", "--filter", "label=io.firn.app-name=" + app, "--filter", "status=running")
                .output()
                .lines()
                .findFirst()
                .orElseThrow();
        String script = "if docker -H \"$1\" export \"$2\" | grep -qaF -e \"$3\"; then echo there; fi";
        return lines(script, firn.setting("firn.docker.host"), container, text).contains("there");
    }

    private static void write(Path file, String text) {
        try {
            java.nio.file.Files.writeString(file, text);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> lines(String script, String... arguments) {
        var argv = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        argv.addAll(List.of(arguments));
        return Ran.of(folder, Map.of(), Duration.ofMinutes(9), argv)
                .output()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
