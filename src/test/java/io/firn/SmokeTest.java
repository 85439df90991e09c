package io.firn;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.nix.NixBase32;
import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void nixBase32IsItsOwnInverse() {
        byte[] bytes = "01234567890123456789".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(NixBase32.decode(NixBase32.encode(bytes))).isEqualTo(bytes);
    }
}
