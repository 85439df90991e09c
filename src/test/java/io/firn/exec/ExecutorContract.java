package io.firn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every executor promises, whatever machine it runs things on. */
@Timeout(60)
abstract class ExecutorContract {
    abstract Executor executor();

    @Test
    void outputErrorAndExitComeBack() {
        Result result = executor().run(Command.of("sh", "-c", "echo out; echo err >&2; exit 7"));
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.text()).isEqualTo("out");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void argumentsAndVariablesAreNotReadByAShell() {
        Result result = executor()
                .run(Command.of("sh", "-c", "printf '%s|' \"$FIRN_Y\" \"$@\"", "sh", "$(id)", "a b", "'")
                        .withEnv("FIRN_Y", "${HOME} `id`"));
        assertThat(result.text()).isEqualTo("${HOME} `id`|$(id)|a b|'|");
    }

    @Test
    void inputAndOutputStreamWhole() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        var seen = new ByteArrayOutputStream();
        Result result =
                executor().stream(Command.of("cat").withStdin(() -> new ByteArrayInputStream(bytes)), seen::write);
        assertThat(result.ok()).isTrue();
        assertThat(seen.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void slowReaderGetsAllTheOutputToo() {
        long[] seen = new long[1];
        Result result =
                executor().stream(Command.of("head", "-c", "20000000", "/dev/zero"), (bytes, offset, length) -> {
                    seen[0] += length;
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                });
        assertThat(result.ok()).isTrue();
        assertThat(seen[0]).isEqualTo(20_000_000);
    }

    /** The command ends only when its first output was seen here, or after ten seconds without a second line. */
    @Test
    void outputIsSeenWhileTheCommandRuns(@TempDir Path folder) {
        Path seen = folder.resolve("seen");
        var output = new ByteArrayOutputStream();
        executor().stream(
                Command.of(
                        "sh",
                        "-c",
                        "echo one; for n in $(seq 200); do [ -e \"$1\" ] && { echo two; exit; }; sleep 0.05; done",
                        "sh",
                        seen.toString()),
                (bytes, offset, length) -> {
                    output.write(bytes, offset, length);
                    if (Files.notExists(seen)) {
                        Files.createFile(seen);
                    }
                });
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void inputThatTheProgramDoesNotReadIsNoFault() {
        Result result = executor()
                .run(Command.of("sh", "-c", "exit 3").withStdin(() -> new ByteArrayInputStream(new byte[1_000_000])));
        assertThat(result.exit()).isEqualTo(3);
    }

    @Test
    void tooMuchOutputStopsTheCommand() {
        assertThatThrownBy(() -> executor().run(Command.of("yes").keeping(1000)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.TOO_LARGE));
    }

    @Test
    void sinkThatFailsStopsTheCommand() {
        assertThatThrownBy(() -> executor().stream(Command.of("yes"), (bytes, offset, length) -> {
                    throw Fault.of(FaultCode.CONFLICT, "Could not write the log: somebody else did.");
                }))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.CONFLICT));
    }

    @Test
    void timeLimitEndsTheCommand() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> executor().run(Command.of("sleep", "30").within(Duration.ofMillis(500))))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.TIMEOUT))
                .hasMessageContaining("500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void secretsAreRemovedFromErrors() {
        Result result = executor()
                .run(Command.of("sh", "-c", "echo the token is hunter2 >&2").hiding("hunter2"));
        assertThat(result.err().getBytes(StandardCharsets.UTF_8)).asString().isEqualTo("the token is ***\n");
    }
}
