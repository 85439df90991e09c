package io.firn.flake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NixTextTest {
    private static final List<String> PIECES = List.of(
            "$", "{", "}", "${", "$${", "''", "''$", "'", "\"", "\\", "\\n", "\n", "\r", "\t", "a", " ", ";", "#", "/*",
            "é", "𝄞", "\u2028", "\u0001");

    @Test
    void anyTextComesBackAsItWas() {
        var random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThat(evaluated(NixText.string(text.toString()))).isEqualTo(text.toString());
        }
    }

    @Test
    void aNulIsRefused() {
        assertThatThrownBy(() -> NixText.string("a\0b"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("NUL");
    }

    /** Reads a string as Nix's own lexer does; an interpolation or an early end fails the test. */
    private static String evaluated(String literal) {
        assertThat(literal).startsWith("\"").endsWith("\"");
        var text = new StringBuilder();
        int end = literal.length() - 1;
        for (int n = 1; n < end; n++) {
            char c = literal.charAt(n);
            assertThat(c).as("an unescaped quote at %s in %s", n, literal).isNotEqualTo('"');
            assertThat(literal.startsWith("${", n))
                    .as("an interpolation in %s", literal)
                    .isFalse();
            if (c == '\\') {
                n++;
                assertThat(n).isLessThan(end);
                char escaped = literal.charAt(n);
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> escaped;
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
