package io.firn.flake.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WheelsTest {
    private final Wheels wheels = new Wheels("3.11.2");

    @ParameterizedTest
    @CsvSource({
        "a-1.0-py3-none-any.whl, true",
        "a-1.0-py2.py3-none-any.whl, true",
        "a-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl, true",
        "a-1.0-cp38-abi3-manylinux_2_28_x86_64.whl, true",
        "a-1.0-1-py3-none-manylinux1_x86_64.whl, true",
        "a-1.0.tar.gz, true",
        "a-1.0-cp312-cp312-manylinux_2_17_x86_64.whl, false",
        "a-1.0-cp312-abi3-manylinux_2_17_x86_64.whl, false",
        "a-1.0-cp311-cp311-manylinux_2_38_x86_64.whl, false",
        "a-1.0-cp311-cp311-musllinux_1_1_x86_64.whl, false",
        "a-1.0-cp311-cp311-macosx_11_0_arm64.whl, false",
        "a-1.0-cp311-cp311-manylinux_2_17_aarch64.whl, false",
        "a-1.0-cp311-cp311-win_amd64.whl, false",
        "a-1.0-py2-none-any.whl, false",
        "a-1.0-pp39-pypy39_pp73-manylinux_2_17_x86_64.whl, false",
        "a-1.0.exe, false"
    })
    void tagsSayWhetherAFileFits(String file, boolean fits) {
        assertThat(wheels.rank(file).isPresent()).isEqualTo(fits);
    }

    @Test
    void theInterpretersOwnWheelComesFirstAndTheSourceLast() {
        List<String> sorted = List.of(
                        "a-1.0.tar.gz",
                        "a-1.0-py3-none-any.whl",
                        "a-1.0-cp38-abi3-manylinux2014_x86_64.whl",
                        "a-1.0-cp311-cp311-manylinux2014_x86_64.whl",
                        "a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl")
                .stream()
                .sorted(Comparator.comparing(file -> wheels.rank(file).orElseThrow()))
                .toList();
        assertThat(sorted)
                .containsExactly(
                        "a-1.0-cp311-cp311-manylinux_2_28_x86_64.whl",
                        "a-1.0-cp311-cp311-manylinux2014_x86_64.whl",
                        "a-1.0-cp38-abi3-manylinux2014_x86_64.whl",
                        "a-1.0-py3-none-any.whl",
                        "a-1.0.tar.gz");
    }
}
