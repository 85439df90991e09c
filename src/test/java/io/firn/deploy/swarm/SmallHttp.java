package io.firn.deploy.swarm;

import io.firn.deploy.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** One request, one body. */
public final class SmallHttp {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SmallHttp() {}

    public static String get(Endpoint endpoint, String path) {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(URI.create("http://" + endpoint + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
