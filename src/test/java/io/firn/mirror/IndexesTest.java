package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexesTest {
    @ParameterizedTest
    @CsvSource({
        "crates, se/rd/serde, true",
        "crates, 1/a, true",
        "crates, 3/s/syn, true",
        "crates, se/rd/../x, false",
        "crates, api/v1/crates, false",
        "goproxy, github.com/!burnt!sushi/toml/@v/list, true",
        "goproxy, example.org/a/@v/v1.0.0+incompatible.zip, true",
        "goproxy, example.org/a/@latest, true",
        "goproxy, example.org/../a/@latest, false",
        "goproxy, sumdb/sum.golang.org/supported, false",
        "packagist, p2/monolog/monolog.json, true",
        "packagist, p2/monolog/monolog~dev.json, true",
        "packagist, p2/../x.json, false",
        "packagist, downloads/, false",
        "rubygems, versions, true",
        "rubygems, info/rack-test, true",
        "rubygems, info/../versions, false",
        "rubygems, api/v1/gems, false"
    })
    void onlyWhatToolsAskOfAnIndexIsHandedOn(String registry, String file, boolean asked) {
        assertThat(Indexes.asked(registry, file)).isEqualTo(asked);
    }
}
