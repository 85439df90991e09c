package io.firn.farm;

import io.firn.exec.SshExecutor;
import io.firn.exec.SshPeer;
import io.firn.exec.SshTimings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A builder of the lab: its machine, and a connection to it. Skips the test where there is no lab. */
public record LabBuilder(SshPeer peer, Path key) {

    /** The builder with that number. */
    public static LabBuilder required(int number) throws IOException {
        String home = System.getenv("FIRN_IT_HOME");
        Assumptions.assumeTrue(
                home != null, "skipped: needs real nodes; run './firn test', which raises them and sets FIRN_IT_HOME");
        Path lab = Path.of(home, "lab");
        Path known = lab.resolve("builder-" + number).resolve("known_hosts");
        Assumptions.assumeTrue(
                Files.isRegularFile(known),
                "skipped: this lab has no builder-" + number + "; raise it with --builders " + number);
        String[] words = Files.readString(known).strip().split(" ", 3);
        return new LabBuilder(
                new SshPeer(words[0], 22, "root", words[1] + " " + words[2]), lab.resolve("ssh/id_ed25519"));
    }

    /** The line by which its host key is known. */
    public static Path knownHosts(int number) {
        return Path.of(String.valueOf(System.getenv("FIRN_IT_HOME")), "lab", "builder-" + number, "known_hosts");
    }

    /** A new connection to it. */
    public SshExecutor connect() {
        return connect(SshTimings.DEFAULT);
    }

    SshExecutor connect(SshTimings timings) {
        return new SshExecutor(peer, key, timings);
    }
}
