package io.firn.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.github.luben.zstd.Zstd;
import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class CacheDoorTest {
    @Inject
    Cache cache;

    @Inject
    Tokens tokens;

    @Test
    void tellsWhatItIs() {
        reader().get("/cache/nix-cache-info")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/x-nix-cache-info"))
                .body(equalTo("StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 30\n"));
    }

    @Test
    void needsATokenThatAllowsReading() {
        for (String path :
                new String[] {"nix-cache-info", "00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8.narinfo", "nar/0.nar.zst"}) {
            given().get("/cache/" + path).then().statusCode(401).header("WWW-Authenticate", containsString("Basic"));
            String other = tokens.shortLived(Scope.IMAGE_PULL, "*", Duration.ofMinutes(1));
            given().header("Authorization", "Bearer " + other)
                    .get("/cache/" + path)
                    .then()
                    .statusCode(403);
            String bound = tokens.shortLived(Scope.CACHE_READ, "something", Duration.ofMinutes(1));
            given().header("Authorization", "Bearer " + bound)
                    .get("/cache/" + path)
                    .then()
                    .statusCode(403);
        }
    }

    @Test
    void servesNarinfoNarPartsAndListing() {
        TestPath app = CacheFixture.path("app", "served " + UUID.randomUUID());
        try (Ingest ingest = cache.begin()) {
            ingest.add(app.info(), app.stream());
            ingest.commit(app.path());
        }
        String text = reader().get("/cache/" + app.path().hashPart() + ".narinfo")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/x-nix-narinfo"))
                .extract()
                .asString();
        NarInfo narInfo = NarInfo.parse(text);
        assertThat(narInfo.info()).isEqualTo(app.info());
        assertThat(narInfo.signedBy(cache.publicKey())).isTrue();
        byte[] file = reader().get("/cache/" + narInfo.url())
                .then()
                .statusCode(200)
                .header("Accept-Ranges", "bytes")
                .extract()
                .asByteArray();
        assertThat(Zstd.decompress(file, app.nar().length)).isEqualTo(app.nar());
        assertThat(CacheFixture.sha256(file)).isEqualTo(narInfo.fileHash().orElseThrow());
        byte[] part = reader().header("Range", "bytes=5-9")
                .get("/cache/" + narInfo.url())
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes 5-9/" + file.length)
                .extract()
                .asByteArray();
        assertThat(part).isEqualTo(Arrays.copyOfRange(file, 5, 10));
        reader().header("Range", "bytes=100000-")
                .get("/cache/" + narInfo.url())
                .then()
                .statusCode(416);
        String tag = reader().head("/cache/" + narInfo.url())
                .then()
                .statusCode(200)
                .header("Content-Length", Integer.toString(file.length))
                .extract()
                .header("ETag");
        reader().header("If-None-Match", tag)
                .get("/cache/" + narInfo.url())
                .then()
                .statusCode(304);
        reader().head("/cache/" + app.path().hashPart() + ".narinfo").then().statusCode(200);
        reader().get("/cache/" + app.path().hashPart() + ".ls")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("root.type", equalTo("regular"));
    }

    @Test
    void whatIsNotThereIsNotFoundAndNotRemembered() {
        for (String path : new String[] {
            "00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8.narinfo",
            "00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8.ls",
            "nar/0000000000000000000000000000000000000000000000000000.nar.zst",
            "nar/nonsense.nar.zst",
        }) {
            reader().get("/cache/" + path).then().statusCode(404).header("Cache-Control", containsString("no-store"));
        }
    }

    private RequestSpecification reader() {
        return given().auth()
                .preemptive()
                .basic("firn", tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(5)));
    }
}
