package io.firn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class TestHomeTest {
    @TempDir
    Path parent;

    @RepeatedTest(50) // the window is small
    void ofSeveralThatSweepAtOnceOneEndsWhatAKilledRunLeft() throws Exception {
        Path left = leftByAKilledProcess();
        Path own = TestHome.in(parent);
        var ended = new ConcurrentLinkedQueue<Path>();
        AtOnce.times(4, () -> {
            TestHome.sweep(parent, ended::add);
            return true;
        });
        assertThat(ended).containsExactly(left);
        assertThat(left).doesNotExist();
        assertThat(own).isDirectory();
    }

    private Path leftByAKilledProcess() throws IOException, InterruptedException {
        Path home = Files.createDirectory(parent.resolve("firn-test-left"));
        for (int n = 0; n < 30; n++) {
            Files.createDirectories(home.resolve("pg/cluster/base/" + n + "/1"));
        }
        Process killed = new ProcessBuilder("sleep", "60").start();
        Files.createFile(home.resolve("owner-" + killed.pid()));
        killed.destroyForcibly();
        assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return home;
    }
}
