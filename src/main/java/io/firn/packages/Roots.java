package io.firn.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file {@code roots.json}: which packages a set wants.
 *
 * @param schema 1
 * @param ignore names that are never followed
 * @param releases by name
 */
record Roots(int schema, List<String> ignore, Map<String, Release> releases) {
    Roots {
        ignore = List.copyOf(ignore);
        releases = Map.copyOf(releases);
    }

    /**
     * One release.
     *
     * @param suites names below {@code dists}, first the release's own
     * @param components {@code main} and its like
     * @param roots packages
     */
    record Release(List<String> suites, List<String> components, List<String> roots) {
        Release {
            suites = List.copyOf(suites);
            components = List.copyOf(components);
            roots = List.copyOf(roots);
        }
    }

    static Roots parse(String json) {
        try {
            return new ObjectMapper().readValue(json, Roots.class);
        } catch (JsonProcessingException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read roots.json: " + e.getOriginalMessage() + ".",
                            "Correct the file.")
                    .causedBy(e);
        }
    }

    Release release(String name) {
        return Optional.ofNullable(releases.get(name))
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the release '" + name + "' in roots.json.",
                        "Choose one of: "
                                + String.join(
                                        ", ",
                                        releases.keySet().stream().sorted().toList())));
    }
}
