package io.firn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.lab.StartsServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same promises where sshd starts {@code firn-shell} whatever is asked, so that nothing has to be quoted. */
@StartsServers
class ForcedCommandTest extends ExecutorContract {
    private static final Path SHELL = Path.of("runtime", "node", "firn-shell").toAbsolutePath();
    private static final String NASTY = "'\"\\$`!*?[]{}()<>|&;#~^=%\n\t \r-ab/é雪\u0001";

    private SshServerForTests server;
    private SshExecutor executor;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new SshServerForTests(folder, SHELL.toString());
        executor = new SshExecutor(server.peer(), server.key(), SshTimings.DEFAULT, SshDoor.FORCED);
    }

    @AfterEach
    void stop() throws Exception {
        executor.close();
        server.close();
    }

    @Override
    Executor executor() {
        return executor;
    }

    @Test
    void everyArgumentReachesTheProgramAsItStands() {
        var random = new Random(42);
        for (int round = 0; round < 30; round++) {
            var arguments = new ArrayList<String>();
            for (int n = 0; n < 40; n++) {
                arguments.add(nasty(random));
            }
            var argv = new ArrayList<>(List.of("printf", "%s\\0"));
            argv.addAll(arguments);
            String printed = new String(executor.run(Command.of(argv)).out(), StandardCharsets.UTF_8);
            assertThat(List.of(printed.substring(0, printed.length() - 1).split("\0", -1)))
                    .isEqualTo(arguments);
        }
    }

    @Test
    void whatIsNotAskedInFirnsWayIsRefused() {
        try (var quoting = new SshExecutor(server.peer(), server.key(), SshTimings.DEFAULT)) {
            Result result = quoting.run(Command.of("id"));
            assertThat(result.exit()).isEqualTo(126);
            assertThat(result.err()).contains("This key is for Firn alone");
            assertThat(result.text()).isEmpty();
        }
    }

    @Test
    void requestsThatBreakOffOrLieRunNothing() throws Exception {
        for (String request : List.of("", "0\0", "x\0y\0", "0\0" + "2\0echo\0", "1\0" + "1\0=x\0id\0", "0\0" + "0\0")) {
            var process = new ProcessBuilder(SHELL.toString());
            process.environment().put("SSH_ORIGINAL_COMMAND", "firn-argv 1");
            Process running = process.start();
            try (var in = running.getOutputStream()) {
                in.write(request.getBytes(StandardCharsets.UTF_8));
            } catch (IOException refusedBeforeItRead) {
                // Its exit status tells.
            }
            assertThat(running.waitFor(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
            assertThat(running.exitValue()).as(request).isEqualTo(126);
        }
    }

    @Test
    void missingProgramIsAResult() {
        Result result = executor.run(Command.of("no-such-program-here").within(Duration.ofSeconds(5)));
        assertThat(result.exit()).isEqualTo(127);
    }

    @Test
    void whatNoArgumentCanHoldIsRefused() {
        assertThatThrownBy(() -> executor.run(Command.of("a\0b")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("NUL");
    }

    private static String nasty(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append(NASTY.charAt(random.nextInt(NASTY.length())));
        }
        return text.toString();
    }
}
