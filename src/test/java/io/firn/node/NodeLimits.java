package io.firn.node;

import io.firn.exec.Executor;
import java.util.Set;

/** What provisioning finds out about a machine's limits, for tests of other rooms. */
public final class NodeLimits {
    private NodeLimits() {}

    /** Limits that the machine behind the executor does not enforce. */
    public static Set<String> unenforced(Executor executor) {
        return LimitProbe.parse(
                executor.run(LimitProbe.command()).orFail("probe limits", "").text());
    }

    /** Limits that are probed. */
    public static Set<String> all() {
        return LimitProbe.LIMITS;
    }
}
