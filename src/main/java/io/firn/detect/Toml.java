package io.firn.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Optional;

/** Reads the TOML files of a repository; size and nesting are bounded by the reader. */
public final class Toml {
    private static final TomlMapper MAPPER = new TomlMapper();

    private Toml() {}

    /** The table of a file; empty where the text is no valid TOML. */
    public static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(tree("TOML", text)).filter(JsonNode::isObject);
        } catch (Fault broken) {
            return Optional.empty();
        }
    }

    /** The table of a text; a fault says where it is broken. */
    public static JsonNode tree(String file, String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw Fault.of(
                            FaultCode.UNSUPPORTED,
                            "Could not read \"" + Texts.shown(file) + "\": it is no valid TOML" + where + ".",
                            "Correct the file.")
                    .causedBy(e);
        }
    }

    /** The table of a file that the plan needs; a fault names it where it is broken. */
    public static JsonNode required(Findings findings, String file) {
        return tree(
                file,
                findings.text(file)
                        .orElseThrow(() -> findings.refuse(
                                "\"" + Texts.shown(file) + "\" is not there, or larger than " + Findings.SMALL
                                        + " bytes",
                                "Put the file there, or keep data out of it.")));
    }
}
