package io.firn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.lab.StartsServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@StartsServers
class ShellQuoteTest {
    private static final String NASTY = "'\"\\$`!*?[]{}()<>|&;#~^=%\n\t \r-ab/é雪\u0001";

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh"})
    void everyArgumentReachesTheProgramAsItStands(String shell) throws Exception {
        var random = new Random(42);
        for (int round = 0; round < 60; round++) {
            var arguments = new ArrayList<String>();
            for (int n = 0; n < 20; n++) {
                arguments.add(nasty(random));
            }
            assertThat(printedBy(shell, arguments)).isEqualTo(arguments);
        }
    }

    @Test
    void commandSubstitutionAndVariablesStayText() throws Exception {
        var arguments = List.of("$(touch /tmp/pwned)", "`id`", "${HOME}", "a'b''c", "-rf", "", "x=1", "~", "\\");
        assertThat(printedBy("bash", arguments)).isEqualTo(arguments);
    }

    @Test
    void variablesReachTheProgram() throws Exception {
        String line = ShellQuote.line(List.of("printenv", "FIRN_X"), Map.of("FIRN_X", "it's $HOME"));
        assertThat(output("sh", line)).isEqualTo("it's $HOME\n");
    }

    @Test
    void programNamedLikeAnAssignmentIsStillAProgram() {
        assertThat(ShellQuote.line(List.of("a=b"), Map.of())).isEqualTo("exec 'a=b'");
    }

    @Test
    void whatNoArgumentCanHoldIsRefused() {
        assertThatThrownBy(() -> ShellQuote.quote("a\0b"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> ShellQuote.line(List.of("x"), Map.of("A;id", "")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("variable");
    }

    private static String nasty(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append(NASTY.charAt(random.nextInt(NASTY.length())));
        }
        return text.toString();
    }

    private static List<String> printedBy(String shell, List<String> arguments) throws Exception {
        var argv = new ArrayList<>(List.of("printf", "%s\\0"));
        argv.addAll(arguments);
        String printed = output(shell, ShellQuote.line(argv, Map.of()));
        return List.of(printed.substring(0, printed.length() - 1).split("\0", -1));
    }

    private static String output(String shell, String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(shell, "-c", line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var bytes = new ByteArrayOutputStream();
        process.getInputStream().transferTo(bytes);
        assertThat(process.waitFor()).isZero();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
