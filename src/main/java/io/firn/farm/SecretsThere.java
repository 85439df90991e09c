package io.firn.farm;

import io.firn.exec.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A build's secrets on its builder: files in memory that only root can reach, and that the sandbox of this one build shows to the
 * derivations that ask for them. The unit removes them when it ends, however it ends.
 */
final class SecretsThere {
    /** Where derivations see them. */
    static final String INSIDE = "/run/secrets";

    private static final String PLACE = "/run/firn/secrets/";
    /** Reads name and value by turns, each ended by a zero byte: nothing of it ever stands on a command line. */
    private static final String PUT =
            """
            umask 077
            rm -rf -- "$1" && mkdir -p -- "$1" || exit
            while IFS= read -r -d '' name && IFS= read -r -d '' value; do printf %s "$value" >"$1/$name" || exit; done
            chmod 755 "$1" && chmod 444 "$1"/*
            """;

    private SecretsThere() {}

    static String folder(BuilderJob job) {
        return PLACE + job.unit();
    }

    static Command put(BuilderJob job, List<BuildSecret> secrets) {
        var bytes = new ByteArrayOutputStream();
        for (BuildSecret secret : secrets) {
            bytes.writeBytes(secret.name().getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            bytes.writeBytes(secret.value().getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return Command.of("bash", "-c", PUT, "bash", folder(job))
                .withStdin(() -> new ByteArrayInputStream(bytes.toByteArray()));
    }

    /** What the unit does when it ends. */
    static String removal(BuilderJob job) {
        return "-/usr/bin/env rm -rf -- " + folder(job);
    }
}
