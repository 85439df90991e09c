package io.firn.flake.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.firn.flake.LockFault;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;

/** YAML of lock files: data alone, within limits. */
final class Yaml {
    private static final ObjectReader READER = reader();

    private Yaml() {}

    /** The last document of the file: before it pnpm may write one about itself. */
    static JsonNode read(String file, String text) {
        try (MappingIterator<JsonNode> documents = READER.readValues(text)) {
            JsonNode last = null;
            while (documents.hasNextValue()) {
                last = documents.nextValue();
            }
            if (last != null && last.isObject()) {
                return last;
            }
            throw LockFault.file(file, "it holds no YAML mapping", "Make the lock file again.");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw LockFault.file(file, "its YAML is broken near line " + line, "Make the lock file again.")
                    .causedBy(e);
        } catch (IOException e) {
            throw LockFault.file(file, "it cannot be read", "Make the lock file again.")
                    .causedBy(e);
        }
    }

    private static ObjectReader reader() {
        var options = new LoaderOptions();
        options.setCodePointLimit(NodeLocks.LIMIT);
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(40);
        return YAMLMapper.builder(YAMLFactory.builder().loaderOptions(options).build())
                .build()
                .readerFor(JsonNode.class);
    }
}
