package io.firn;

import io.firn.db.Bootstrap;
import io.firn.db.WrongSettings;
import io.firn.fault.Fault;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import org.jspecify.annotations.Nullable;

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
        Quarkus.run(null, FirnService::ended, args);
    }

    /** The log holds the whole story; who looks at the terminal gets the sentence. */
    private static void ended(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println(sentence(failure));
        }
        System.exit(failure != null && code == 0 ? 1 : code);
    }

    /** Why the service did not start, and what to do next. */
    static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof Fault) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Fault fault) {
            return fault.sentence();
        }
        if (cause instanceof ConfigValidationException wrong) {
            return WrongSettings.of(wrong).sentence();
        }
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return "Could not start: " + reason + ". The log above says where.";
    }
}
