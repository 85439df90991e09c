package io.firn.detect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;

/** The JSON of plans and of the files that detection reads: two spaces, line feeds, and a fault that says where it is broken. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper LENIENT = JsonMapper.builder().build();

    private Json() {}

    /** Reads a repository's JSON file as a tree; duplicate keys are let through, as the tools that own these files do. */
    public static JsonNode tree(String file, String text) {
        try {
            JsonNode node = LENIENT.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (node == null || !node.isObject()) {
                throw broken(file, "it is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw broken(file, reason(e)).causedBy(e);
        }
    }

    /** Reads one of our own files. */
    public static <T> T read(String file, String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw broken(file, reason(e)).causedBy(e);
        }
    }

    /** Writes with two spaces and a last line feed. */
    public static String write(Object value) {
        var indenter = new DefaultIndenter("  ", "\n");
        var separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        var printer = new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        try {
            return MAPPER.writer(printer).writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not write JSON: a value has no JSON form.")
                    .causedBy(e);
        }
    }

    /** Writes on one line, without a line feed. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw Fault.of(FaultCode.INTERNAL, "Could not write JSON: a value has no JSON form.")
                    .causedBy(e);
        }
    }

    private static Fault broken(String file, String reason) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not read \"" + file + "\": " + reason + ".", "Correct the file.");
    }

    private static String reason(JsonProcessingException e) {
        var at = e.getLocation();
        return at == null
                ? "it is no valid JSON"
                : "it is no valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
