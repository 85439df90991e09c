package io.firn.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.AtOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    @TempDir
    Path folder;

    @Test
    void severalThatStartAtOnceOnANewMachineAllGetTheSameFolder() throws Exception {
        for (Path home : AtOnce.times(3, () -> PostgresBinaries.in(folder))) {
            assertThat(home).isEqualTo(PostgresBinaries.in(folder)).isDirectoryContaining("glob:**/bin");
        }
        assertThat(children()).as("what was unpacked for nothing is gone").hasSize(1);
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
