package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonIndexTest {
    private static final URI BASE = URI.create("https://index.invalid/root/");
    private static final String RECORDER = "http://10.0.0.1:80/resolve/id/secret/";
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void filesOfTheJsonFormLieAtTheRecorder() throws IOException {
        JsonNode files = listed(
                """
                {"meta": {"api-version": "1.1"}, "name": "polite", "files": [
                  {"filename": "x", "url": "https://files.invalid/packages/ab/cd/polite-1.0-py3-none-any.whl",
                   "hashes": {"md5": "aa", "sha256": "%s"}, "requires-python": ">=3.8", "yanked": "broken",
                   "core-metadata": {"sha256": "%s"}, "size": 3},
                  {"filename": "y", "url": "polite-1.1.tar.gz", "hashes": {"md5": "aa"}, "yanked": false}]}
                """
                        .formatted(HEX, HEX));
        assertThat(files).hasSize(2);
        assertThat(files.path(0))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                """
                                {"url": "%spackages/ab/cd/polite-1.0-py3-none-any.whl", "hashes": {"sha256": "%s"},
                                 "requires-python": ">=3.8", "yanked": "broken", "core-metadata": {"sha256": "%s"},
                                 "filename": "polite-1.0-py3-none-any.whl"}
                                """
                                        .formatted(RECORDER, HEX, HEX)));
        assertThat(files.path(1).path("url").asText()).isEqualTo(RECORDER + "simple/polite/polite-1.1.tar.gz");
        assertThat(files.path(1).path("hashes")).isEmpty();
        assertThat(files.path(1).has("yanked")).isFalse();
    }

    @Test
    void linksOfTheHtmlFormAreTheSame() throws IOException {
        JsonNode files = listed(
                """
                <!DOCTYPE html><html><body><h1>Links</h1>
                <a href="../../files/polite-1.0%%2Ba-py3-none-any.whl#sha256=%s" data-requires-python="&gt;=3.8"
                   data-dist-info-metadata="sha256=%s" data-yanked="">polite</a>
                <a href="https://files.invalid/packages/polite-1.1-py3-none-any.whl?x=1#md5=%s">x</a><br/>
                <a>nowhere</a> <a href="mailto:a@b.invalid">mail</a>
                """
                        .formatted(HEX, HEX, "a".repeat(32)));
        assertThat(files).hasSize(2);
        JsonNode first = files.path(0);
        assertThat(first.path("filename").asText()).isEqualTo("polite-1.0+a-py3-none-any.whl");
        assertThat(first.path("url").asText()).isEqualTo(RECORDER + "files/polite-1.0%2Ba-py3-none-any.whl");
        assertThat(first.path("hashes").path("sha256").asText()).isEqualTo(HEX);
        assertThat(first.path("requires-python").asText()).isEqualTo(">=3.8");
        assertThat(first.path("core-metadata").path("sha256").asText()).isEqualTo(HEX);
        assertThat(first.path("yanked").asText()).isEqualTo("yes");
        assertThat(files.path(1).path("hashes")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://elsewhere.invalid/polite-1.0-py3-none-any.whl, ''",
        "http://169.254.169.254/latest/polite-1.0-py3-none-any.whl, ''",
        "file:///etc/polite-1.0-py3-none-any.whl, ''",
        "../../../../polite-1.0-py3-none-any.whl, ''",
        "../../%2e%2e/polite-1.0-py3-none-any.whl, ''",
        "https://elsewhere.invalid/packages/../../polite-1.0-py3-none-any.whl, ''",
        "https://elsewhere.invalid/packages/a/polite-1.0-py3-none-any.whl, packages/a/polite-1.0-py3-none-any.whl",
        "https://index.invalid/root/deep/polite-1.0-py3-none-any.whl, deep/polite-1.0-py3-none-any.whl",
        "https://index.invalid/rooted/polite-1.0-py3-none-any.whl, ''",
        "'a b.whl', ''",
        "'', ''"
    })
    void onlyFilesBelowTheIndexAreNamed(String address, String path) {
        URI page = BASE.resolve("simple/polite/");
        assertThat(PythonIndex.below(address, page, BASE)
                        .filter(found -> found.endsWith(".whl"))
                        .orElse(""))
                .isEqualTo(path);
    }

    @Test
    void namesThatAreNoFilesAreLeftOut() throws IOException {
        assertThat(listed("<a href='polite.exe'>a</a><a href='po\u00fc-1-py3-none-any.whl'>a</a><a href='.whl'>a</a>"))
                .isEmpty();
        assertThat(listed("no index at all")).isEmpty();
        assertThat(listed("<a href='" + "a/".repeat(500_000) + "a-1-py3-none-any.whl'>a</a>"))
                .isEmpty();
        assertThat(listed("<b>".repeat(200_000) + "<a href='a-1-py3-none-any.whl'>a</a>"))
                .hasSizeLessThan(2);
        assertThatThrownBy(() -> listed("{\"files\": " + "[".repeat(200_000))).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> listed("{\"files\": ["))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("its JSON is broken");
    }

    private static JsonNode listed(String page) throws IOException {
        byte[] made = PythonIndex.listed("polite", page.getBytes(StandardCharsets.UTF_8), BASE, RECORDER);
        return new ObjectMapper().readTree(made).path("files");
    }
}
