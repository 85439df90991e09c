package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer of the service, field by field. */
final class Answers {
    private Answers() {}

    static void show(Session session, JsonNode answer, boolean json) {
        if (json) {
            session.json(answer);
            return;
        }
        answer.properties().stream().filter(field -> !field.getValue().isNull()).forEach(field -> session.out()
                .printf(
                        "%-16s %s%n",
                        field.getKey() + ":",
                        field.getValue().isValueNode()
                                ? field.getValue().asText()
                                : field.getValue().toString()));
        session.out().flush();
    }
}
