package io.firn.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final LineSplitter splitter = new LineSplitter();

    @Test
    void lineThatComesInPiecesIsGivenOnce() {
        assertThat(splitter.add(bytes("one\ntw"))).containsExactly("one");
        assertThat(splitter.add(bytes("o\nthree"))).containsExactly("two");
        assertThat(splitter.end()).containsExactly("three");
        assertThat(splitter.end()).isEmpty();
    }

    @Test
    void progressBarShowsItsLastState() {
        assertThat(splitter.add(bytes("10 %\r50 %\r100 %\n"))).containsExactly("100 %");
    }

    @Test
    void characterCutInTwoIsWhole() {
        byte[] text = bytes("é\n");
        assertThat(splitter.add(new byte[] {text[0]})).isEmpty();
        assertThat(splitter.add(new byte[] {text[1], text[2]})).containsExactly("é");
    }

    @Test
    void endlessLineIsCut() {
        assertThat(splitter.add(bytes("x".repeat(20_000)))).hasSize(2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
