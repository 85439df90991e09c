package io.firn.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/** Hand-written YAML of a repository, within limits: 1 MiB, 50 levels, few aliases. */
public final class Yaml {
    private static final YAMLMapper MAPPER = mapper();

    private Yaml() {}

    /** Reads a file's first document; a fault says that it is broken. */
    public static JsonNode tree(String file, String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException | YAMLException e) {
            throw Fault.of(
                            FaultCode.UNSUPPORTED,
                            "Could not read \"" + file + "\": it is no valid YAML, or nested too deep.",
                            "Correct the file.")
                    .causedBy(e);
        }
    }

    private static YAMLMapper mapper() {
        var options = new LoaderOptions();
        options.setCodePointLimit(1 << 20);
        options.setNestingDepthLimit(50);
        options.setMaxAliasesForCollections(20);
        return new YAMLMapper(YAMLFactory.builder().loaderOptions(options).build());
    }
}
