package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.nix.ContentAddress.Algorithm;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceFileTest {
    @Test
    void strongestHashOfAnIntegrityIsTaken() {
        var file = SourceFile.ofSri(
                "npm",
                "@scope/pkg/-/pkg-1.0.0.tgz",
                "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==");
        assertThat(file.algorithm()).isEqualTo(Algorithm.SHA512);
        assertThat(file.hex()).startsWith("cf83e1357eefb8bdf1542850d66d8007");
    }

    @Test
    void pathsThatClimbOutAreRefused() {
        for (String path : new String[] {
            "../x", "a/../../x", "/etc/passwd", "http://x/y", "a//b", "a/%2e%2e/b", "a?b", "", "//host/x"
        }) {
            assertThatThrownBy(() -> new SourceFile(Algorithm.SHA1, "00".repeat(20), "npm", path))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SourceFile(Algorithm.MD5, "00".repeat(16), "npm", "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void innerAddressesAreKnown() throws Exception {
        for (String inner : new String[] {
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "100.64.0.1",
            "::1",
            "fe80::1",
            "fd00::1",
            "0.0.0.0"
        }) {
            assertThat(PublicAddresses.inner(InetAddress.getByName(inner)))
                    .as(inner)
                    .isTrue();
        }
        for (String outer : new String[] {"192.0.2.1", "8.8.8.8", "2001:db8::1", "100.128.0.1"}) {
            assertThat(PublicAddresses.inner(InetAddress.getByName(outer)))
                    .as(outer)
                    .isFalse();
        }
    }
}
