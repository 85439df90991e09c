package io.firn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class LocalExecutorTest extends ExecutorContract {
    private final Executor executor = new LocalExecutor();

    @Override
    Executor executor() {
        return executor;
    }

    @Test
    void timeLimitEndsGrandchildrenAndOrphansToo(@TempDir Path folder) throws Exception {
        Path pids = folder.resolve("pids");
        // The inner shell dies at once: its sleep is an orphan, no descendant of ours any more.
        String script = "sh -c 'sleep 300 & echo $! >>" + pids + "'; sleep 300 & echo $! >>" + pids + "; wait";
        assertThatThrownBy(() -> executor.run(Command.of("sh", "-c", script).within(Duration.ofSeconds(1))))
                .isInstanceOf(Fault.class);
        Thread.sleep(200);
        assertThat(Files.readAllLines(pids)).hasSize(2).noneMatch(LocalExecutorTest::runs);
    }

    @Test
    void programThatIsNotThereIsASentence() {
        assertThatThrownBy(() -> executor.run(Command.of("firn-no-such-program")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.UNAVAILABLE))
                .hasMessageContaining("firn-no-such-program");
    }

    private static boolean runs(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false) && !zombie(pid);
    }

    private static boolean zombie(String pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (java.io.IOException gone) {
            return true;
        }
    }
}
