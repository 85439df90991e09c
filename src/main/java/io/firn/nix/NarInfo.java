package io.firn.nix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a binary cache says of one path. Source: Nix manual, "Binary Cache Protocol".
 *
 * @param info the path
 * @param url where its NAR lies, relative to the cache
 * @param compression how the file at that place is packed: {@code zstd}, {@code none}, …
 * @param fileHash sha256 of the file, where it is told
 * @param fileSize bytes of the file, where they are told
 * @param signatures {@code name:base64} each
 */
public record NarInfo(
        PathInfo info,
        String url,
        String compression,
        Optional<NarHash> fileHash,
        Optional<Long> fileSize,
        List<String> signatures) {
    /** What Nix takes a missing Compression line for. */
    private static final String OLD_DEFAULT = "bzip2";

    public NarInfo {
        signatures = List.copyOf(signatures);
        if (url.isEmpty() || compression.isEmpty()) {
            throw new IllegalArgumentException("a narinfo needs a URL and a compression");
        }
    }

    /** The text that a cache answers with, lines in Nix's own order. */
    public String format() {
        var text = new StringBuilder();
        line(text, "StorePath", info.path().toString());
        line(text, "URL", url);
        line(text, "Compression", compression);
        fileHash.ifPresent(hash -> line(text, "FileHash", hash.base32()));
        fileSize.ifPresent(size -> line(text, "FileSize", Long.toString(size)));
        line(text, "NarHash", info.narHash().base32());
        line(text, "NarSize", Long.toString(info.narSize()));
        line(text, "References", info.references().stream().map(StorePath::base).collect(Collectors.joining(" ")));
        info.deriver().ifPresent(deriver -> line(text, "Deriver", deriver.base()));
        signatures.forEach(signature -> line(text, "Sig", signature));
        info.ca().ifPresent(ca -> line(text, "CA", ca));
        return text.toString();
    }

    /** Reads what {@link #format} or Nix wrote; anything else is an {@link IllegalArgumentException} that says what is wrong. */
    public static NarInfo parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the narinfo does not end with a line end");
        }
        Map<String, String> fields = new HashMap<>();
        List<String> signatures = new ArrayList<>();
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("the narinfo has a line without a field: '" + line + "'");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2);
            if (name.equals("Sig")) {
                signatures.add(value);
            } else if (fields.put(name, value) != null) {
                throw new IllegalArgumentException("the narinfo has the field " + name + " twice");
            }
        }
        return of(fields, signatures);
    }

    /** Whether a key has signed this path. */
    public boolean signedBy(VerifyingKey key) {
        return signatures.stream().anyMatch(signature -> key.verifies(info.fingerprint(), signature));
    }

    private static NarInfo of(Map<String, String> fields, List<String> signatures) {
        Optional<StorePath> deriver = Optional.ofNullable(fields.get("Deriver"))
                .filter(name -> !name.equals("unknown-deriver"))
                .map(StorePath::parseBase);
        var info = new PathInfo(
                StorePath.parse(required(fields, "StorePath")),
                NarHash.parse(required(fields, "NarHash")),
                Long.parseLong(required(fields, "NarSize")),
                references(fields.getOrDefault("References", "")),
                deriver,
                Optional.ofNullable(fields.get("CA")));
        return new NarInfo(
                info,
                required(fields, "URL"),
                fields.getOrDefault("Compression", OLD_DEFAULT),
                Optional.ofNullable(fields.get("FileHash")).map(NarHash::parse),
                Optional.ofNullable(fields.get("FileSize")).map(Long::valueOf),
                signatures);
    }

    private static SortedSet<StorePath> references(String field) {
        return Arrays.stream(field.split(" "))
                .filter(name -> !name.isEmpty())
                .map(StorePath::parseBase)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the narinfo has no " + name);
        }
        return value;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}
