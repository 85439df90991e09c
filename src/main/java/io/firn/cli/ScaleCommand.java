package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** How many copies of each process run. */
@Command(
        name = "scale",
        description = "How many copies of each process run, from the next release on: firn scale web=2.")
final class ScaleCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..*", paramLabel = "TYPE=COUNT", description = "What is to change; nothing shows what is.")
    List<String> wanted = List.of();

    private final Session session;

    ScaleCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = "/apps/" + session.app(of.app) + "/scale";
        JsonNode scale =
                wanted.isEmpty() ? session.api().get(path) : session.api().call("PUT", path, counts());
        if (common.json) {
            session.json(scale);
            return;
        }
        if (scale.isEmpty()) {
            session.out().println("One of each. Type: firn scale web=2");
        }
        scale.properties().forEach(count -> session.out()
                .println(count.getKey() + "=" + count.getValue().asText()));
    }

    private Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        for (String pair : wanted) {
            if (!pair.matches("[A-Za-z0-9_-]+=[0-9]{1,3}")) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not scale \"" + pair + "\": it is not TYPE=COUNT.",
                        "Write for instance: firn scale web=2.");
            }
            counts.put(pair.substring(0, pair.indexOf('=')), Integer.parseInt(pair.substring(pair.indexOf('=') + 1)));
        }
        return counts;
    }
}
