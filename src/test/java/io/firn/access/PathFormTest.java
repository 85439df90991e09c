package io.firn.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates as JAX-RS reads them, and paths that are and are not of their form. */
class PathFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/q/metrics | /q/metrics | true",
                "/q/metrics | /q/metrics/ | true",
                "/q/metrics | /q/metrics/more | false",
                "/apps/{app} | /apps/shop | true",
                "/apps/{app} | /apps/ | false",
                "/apps/{app} | /apps/shop/logs | false",
                "/apps/{app}/logs | /apps/logs/logs | true",
                "/apps/{app}/logs | /apps//logs | false",
                "/cache/{hash: [0-9a-z]+}.narinfo | /cache/0abc.narinfo | true",
                "/cache/{hash: [0-9a-z]+}.narinfo | /cache/a.narinfo.narinfo | false",
                "/cache/{hash: [0-9a-z]+}.narinfo | /cache/.narinfo | false",
                "/cache/{cache: (?!(?:nar)/)[a-z]+}/{file} | /cache/nar/x | false",
                "/cache/{cache: (?!(?:nar)/)[a-z]+}/{file} | /cache/ours/x | true",
                "/id/{id: [0-9a-f]{4}} | /id/12ab | true",
                "/id/{id: [0-9a-f]{4}} | /id/12abc | false",
                "/v2/{name: .+}/blobs/{digest} | /v2/a/blobs/blobs/b | true",
                "/v2/{name: .+}/blobs/{digest} | /v2/blobs/b | false",
                "/v2/{name: .+}/blobs/{digest} | /x/v2/a/blobs/b | false",
            })
    void pathIsOfTheForm(String template, String path, boolean taken) {
        assertThat(PathForm.of(template).takes(path)).isEqualTo(taken);
    }
}
