package io.firn.packages;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lock of one release of a package set; its form is written down in {@code nix/sets/debian/README.md}.
 *
 * @param schema 1
 * @param release the release's name
 * @param architecture {@code amd64}
 * @param packages by name
 */
@JsonPropertyOrder(alphabetic = true)
public record PackageLock(int schema, String release, String architecture, SortedMap<String, Entry> packages) {
    private static final ObjectWriter WRITER = new ObjectMapper().writer(printer());

    public PackageLock {
        packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /**
     * One package.
     *
     * @param version full version
     * @param file path below the archive's root
     * @param sha256 64 hexadecimal digits
     * @param size bytes
     * @param depends names in this lock, sorted
     */
    @JsonPropertyOrder(alphabetic = true)
    public record Entry(String version, String file, String sha256, long size, List<String> depends) {
        public Entry {
            depends = List.copyOf(depends);
        }
    }

    /** Reads a lock. */
    public static PackageLock parse(String json) {
        try {
            return new ObjectMapper().readValue(json, PackageLock.class);
        } catch (JsonProcessingException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read a package lock: " + e.getOriginalMessage() + ".",
                            "Make it anew with: firn packages lock")
                    .causedBy(e);
        }
    }

    /** The lock's text: keys sorted, one space of indent, a newline at the end. */
    public String toJson() {
        try {
            return WRITER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DefaultPrettyPrinter printer() {
        var indent = new DefaultIndenter(" ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
    }
}
