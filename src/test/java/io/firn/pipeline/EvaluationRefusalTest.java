package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationRefusalTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "error: access to absolute path '/etc/passwd' is forbidden in pure evaluation mode (use '--impure' to"
                        + " override)|reads '/etc/passwd', which is no part of it",
                "error: access to URI 'http://x.invalid/y' is forbidden in restricted mode|fetches 'http://x.invalid/y'"
                        + " while it is evaluated",
                "error: in pure evaluation mode, 'fetchurl' requires a 'sha256' argument|calls fetchurl without a hash",
                "error: cannot look up '<nixpkgs>' in pure evaluation mode (use '--impure' to override)|looks up"
                        + " <nixpkgs> on the machine",
                "error: cannot build '/nix/store/x.drv^out' during evaluation because the option"
                        + " 'allow-import-from-derivation' is disabled|needs the result of a build"
                        + " (/nix/store/x.drv^out) while it is evaluated"
            })
    void reasonIsSaidInWords(String line, String words) {
        assertThat(EvaluationRefusal.of(List.of("evaluating", "  … while calling", line)))
                .contains("its Nix code " + words);
    }

    @Test
    void otherFailuresStayAsTheyAre() {
        assertThat(EvaluationRefusal.of(List.of("error: builder for 'x' failed with exit code 1")))
                .isEmpty();
    }
}
