package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NixExportTest {
    @Test
    void pathsAreFramedAsNixReadsThem() throws IOException {
        var out = new ByteArrayOutputStream();
        var path = StorePath.parse("/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x");
        byte[] nar = "NAR".getBytes(StandardCharsets.UTF_8);
        var info = new PathInfo(
                path, new NarHash(new byte[32]), nar.length, new TreeSet<>(), Optional.empty(), Optional.empty());
        try (var export = new NixExport(out)) {
            export.add(info, stream -> stream.write(nar));
        }
        String text = HexFormat.of().formatHex(out.toByteArray());
        assertThat(text)
                .startsWith("0100000000000000" + HexFormat.of().formatHex(nar) + "4e49584500000000")
                .endsWith("0000000000000000".repeat(4));
    }
}
