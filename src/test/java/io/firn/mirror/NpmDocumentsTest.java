package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NpmDocumentsTest {
    @Test
    void archivesLieBelowTheNewAddressAndNothingElseChanges() throws IOException {
        assertThat(
                        moved(
                                """
                        {"name":"@a/b","versions":{"1.0.0":{"tarball":7,"n":1.5,"dist":{"tarball":"https://r.example.org/x/@a/b/-/b-1.0.0.tgz",
                        "integrity":"sha512-x"}},"2.0.0":{"dist":{"tarball":"https://elsewhere.example.org/archive.zip"}}}}
                        """))
                .isEqualTo("{\"name\":\"@a/b\",\"versions\":{\"1.0.0\":{\"tarball\":7,\"n\":1.5,\"dist\":{\"tarball\":"
                        + "\"http://here/packages/@a/b/-/b-1.0.0.tgz\",\"integrity\":\"sha512-x\"}},\"2.0.0\":{\"dist\":{"
                        + "\"tarball\":\"https://elsewhere.example.org/archive.zip\"}}}}");
    }

    @Test
    void whatIsNoJsonIsAFailure() {
        assertThatThrownBy(() -> moved("{\"a\": ")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> moved("[".repeat(5000))).isInstanceOf(IOException.class);
    }

    private static String moved(String document) throws IOException {
        var out = new ByteArrayOutputStream();
        NpmDocuments.moved(
                new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), "http://here/packages/", out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
