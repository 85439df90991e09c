package io.firn;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Lets the service under test use the key of the lab's nodes, where there is a lab. */
public final class LabKey implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        String home = System.getenv("FIRN_IT_HOME");
        return home == null ? Map.of() : Map.of("firn.ssh.key-file", home + "/lab/ssh/id_ed25519");
    }

    @Override
    public void stop() {
        // The key is the lab's.
    }
}
