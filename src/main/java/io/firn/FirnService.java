package io.firn;

import io.firn.db.Bootstrap;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the service begins: the database first, then Quarkus. {@code stop-database} ends the embedded database instead. */
@QuarkusMain
public final class FirnService {
    FirnService() {}

    /** Starts the service, or stops its database when the only argument is {@code stop-database}. */
    public static void main(String... args) {
        if (args.length == 1 && args[0].equals("stop-database")) {
            Bootstrap.stopDatabase();
            return;
        }
        Bootstrap.startDatabase();
        Quarkus.run(args);
    }
}
