package io.firn.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    @TempDir
    Path folder;

    @Test
    void severalThatStartAtOnceOnANewMachineAllGetTheSameFolder() throws Exception {
        int several = 3;
        var together = new CyclicBarrier(several);
        List<Callable<Path>> starts = new ArrayList<>();
        for (int n = 0; n < several; n++) {
            starts.add(() -> {
                together.await();
                return PostgresBinaries.in(folder);
            });
        }
        try (var threads = Executors.newFixedThreadPool(several)) {
            for (Future<Path> home : threads.invokeAll(starts)) {
                assertThat(home.get()).isEqualTo(PostgresBinaries.in(folder)).isDirectoryContaining("glob:**/bin");
            }
        }
        assertThat(children()).as("what was unpacked for nothing is gone").hasSize(1);
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
