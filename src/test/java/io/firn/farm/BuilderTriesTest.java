package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lab.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that runs builds on a builder, with commands in the place of Nix that end as Nix does. */
class BuilderTriesTest {
    private static final String DOOR = "http://10.0.0.1:7480/";
    /** As Nix 2.26 says that it could not fetch a file: from the hashed mirror, then from its neutral address. */
    private static final String UNREACHED =
            """
            warning: error: unable to download 'http://10.0.0.1:7480/sources/sha256/e3b0': Could not connect to server (7) \
            Failed to connect to 10.0.0.1 port 7480; retrying in 264 ms
            warning: error: unable to download 'http://npm.sources.invalid/x': Could not resolve hostname (6); retrying in 301 ms
            error:
                   … writing file '/nix/store/9zicq1m4wy4bv50xa4l1jk4kpyy41kih-x'

                   error: unable to download 'http://npm.sources.invalid/x': Could not resolve hostname (6)
            error: builder for '/nix/store/7p4b4532nqxs5f33n2hmgazvgr654kg8-x.drv' failed with exit code 1
            """;

    @TempDir
    private Path folder;

    private Path tool;

    @BeforeEach
    void quickTries() throws IOException {
        String text = Files.readString(Path.of("runtime/builder/firn-build"));
        assertThat(text).contains("PAUSES='2 5 ");
        tool = program("firn-build", text.replaceFirst("PAUSES='[^']*'", "PAUSES='0.01 0.01 0'"));
        Files.createDirectories(folder.resolve("bin"));
        nixSays("{\"/nix/store/out\":{\"narHash\":\"sha256-x\"}}");
    }

    @Test
    void aBuildWhoseFilesAreMissingBecauseFirnDoesNotAnswerIsTriedAgain() throws IOException {
        program(
                "build",
                "#!/usr/bin/env bash\necho try >>tries\nif [ \"$(wc -l <tries)\" = 3 ]; then echo /nix/store/out; exit 0; fi\n"
                        + "cat >&2 <<'NIX'\n" + UNREACHED + "NIX\nexit 1\n");
        run().ok();
        assertThat(status()).contains("exit=0");
        assertThat(log()).containsOnlyOnce("in 0.01 s.\nwarning").contains("firn: Firn did not answer");
        assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(3);
    }

    @Test
    void theTriesHaveAnEnd() throws IOException {
        program("build", "#!/usr/bin/env bash\necho try >>tries\ncat >&2 <<'NIX'\n" + UNREACHED + "NIX\nexit 1\n");
        run().ok();
        assertThat(status()).contains("exit=1");
        assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(3);
    }

    @Test
    void aBuildThatFailsByItselfIsNotTriedAgain() throws IOException {
        program(
                "build",
                "#!/usr/bin/env bash\necho try >>tries\ncat >&2 <<'NIX'\n"
                        + UNREACHED.lines().findFirst().orElseThrow()
                        + "\nerror: builder for '/nix/store/x.drv' failed with exit code 2\nNIX\nexit 1\n");
        run().ok();
        assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(1);
    }

    @Test
    void aFileThatFirnDoesNotHaveIsNoReasonToTryAgain() throws IOException {
        program(
                "build",
                "#!/usr/bin/env bash\necho try >>tries\necho \"       error: unable to download"
                        + " 'http://npm.sources.invalid/x': Could not resolve hostname (6)\" >&2\nexit 1\n");
        run().ok();
        assertThat(Files.readAllLines(folder.resolve("tries"))).hasSize(1);
    }

    @Test
    void whatNixSaysOfABuildInAnotherFormThanJsonMakesItUnreadable() throws IOException {
        program("build", "#!/usr/bin/env bash\necho /nix/store/out\n");
        nixSays("warning: this is no Nix");
        run().ok();
        assertThat(status()).contains("exit=1", "why=unreadable");
        assertThat(log()).contains("firn: This was built, but 'nix path-info --json' on ", "warning: this is no Nix");
        assertThat(JobStatus.parse("state=ended\n" + status()).stopped()).isEqualTo(JobStatus.Stop.UNREADABLE);
    }

    @Test
    void soDoesWhatItSaysOfAnotherPath() throws IOException {
        program("build", "#!/usr/bin/env bash\necho /nix/store/out\n");
        nixSays("{\"/nix/store/out-2\":{\"narHash\":\"sha256-x\"}}");
        run().ok();
        assertThat(status()).contains("exit=1", "why=unreadable");
    }

    private void nixSays(String text) throws IOException {
        program("bin/nix", "#!/usr/bin/env bash\necho '" + text + "'\n");
    }

    private Ran run() {
        return Ran.of(
                folder,
                Map.of("FIRN_DOOR", DOOR, "PATH", folder.resolve("bin") + ":" + System.getenv("PATH")),
                Duration.ofSeconds(60),
                List.of(
                        tool.toString(),
                        "run",
                        folder.resolve("job").toString(),
                        folder.resolve("roots").toString(),
                        "1000000",
                        "60",
                        "",
                        "bash",
                        "-c",
                        "cd " + folder + " && ./build"));
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String status() throws IOException {
        return Files.readString(folder.resolve("job/exit"));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("job/log"));
    }
}
