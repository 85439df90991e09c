package io.firn.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theStrongestHashThatTheRegistryTellsIsTaken() throws Exception {
        assertThat(Discoveries.npmHash(
                        JSON.readTree("{\"dist\": {\"integrity\": \"sha1-x sha512-abc\", \"shasum\": \"00\"}}")))
                .contains("sha512-abc");
        assertThat(Discoveries.npmHash(
                        JSON.readTree("{\"dist\": {\"shasum\": \"0123456789abcdef0123456789abcdef01234567\"}}")))
                .contains("sha1-ASNFZ4mrze8BI0VniavN7wEjRWc=");
        assertThat(Discoveries.npmHash(JSON.readTree("{}"))).isEmpty();
    }

    @Test
    void anIndexsPageBecomesFilesBelowItsBase() throws Exception {
        String hash = "a".repeat(64);
        assertThat(Discoveries.listed(JSON.readTree(
                        """
                        {"files": [
                          {"filename": "a-1.whl", "url": "https://files.example.org/packages/aa/a-1.whl#x", "hashes": {"sha256": "%s"}},
                          {"filename": "b-1.whl", "url": "https://files.example.org/elsewhere/b-1.whl", "hashes": {"sha256": "%s"}},
                          {"filename": "c-1.whl", "url": "/packages/c-1.whl", "hashes": {"md5": "00"}}]}
                        """
                                .formatted(hash, hash))))
                .containsExactly(new Discoveries.Listed("packages/aa/a-1.whl", "sha256:" + hash));
    }

    @Test
    void keysAreReadInTheFormOfNetrc() {
        assertThat(
                        Credentials.parse(
                                "machine a.example.org login bearer password k1\nmachine b.example.org:8443\n  login me\n  password k2"))
                .isEqualTo(Map.of("a.example.org", "Bearer k1", "b.example.org:8443", "Basic bWU6azI="));
        assertThat(Credentials.parse("")).isEmpty();
    }
}
