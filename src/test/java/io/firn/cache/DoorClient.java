package io.firn.cache;

import static io.restassured.RestAssured.given;

import com.github.luben.zstd.Zstd;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Speaks to a cache's doors as a client with one token would. */
record DoorClient(String base, @Nullable String token) {
    RequestSpecification request() {
        RequestSpecification request = given().urlEncodingEnabled(false);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    Response get(String path) {
        return request().get(base + "/" + path);
    }

    /** Puts NAR and narinfo as {@code nix copy} does; the second answer, or the first one that is no success. */
    Response push(TestPath path, String... signatures) {
        Response nar = putNar(path);
        return nar.statusCode() != 200 ? nar : putNarInfo(path.info(), path, signatures);
    }

    Response putNar(TestPath path) {
        return put(url(path), Zstd.compress(path.nar()));
    }

    Response putNarInfo(PathInfo claimed, TestPath nar, String... signatures) {
        var narInfo = new NarInfo(claimed, url(nar), "zstd", Optional.empty(), Optional.empty(), List.of(signatures));
        return put(claimed.path().hashPart() + ".narinfo", narInfo.format().getBytes(StandardCharsets.UTF_8));
    }

    Response put(String path, byte[] body) {
        return request().contentType("application/octet-stream").body(body).put(base + "/" + path);
    }

    NarInfo narInfo(TestPath path) {
        return NarInfo.parse(get(path.path().hashPart() + ".narinfo")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** The NAR that a narinfo names, unpacked. */
    byte[] nar(NarInfo narInfo) {
        byte[] packed = get(narInfo.url()).then().statusCode(200).extract().asByteArray();
        return Zstd.decompress(packed, (int) narInfo.info().narSize());
    }

    static String url(TestPath path) {
        return "nar/" + CacheFixture.sha256(path.nar()).base32().substring("sha256:".length()) + ".nar.zst";
    }
}
