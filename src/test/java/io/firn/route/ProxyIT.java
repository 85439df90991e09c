package io.firn.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.firn.deploy.Endpoint;
import io.firn.lab.OneAtATime;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes in a real Caddy. */
@OneAtATime
class ProxyIT {
    private static CaddyLab caddy;
    private static HttpServer one;
    private static HttpServer two;

    @BeforeAll
    static void raise(@TempDir Path folder) throws IOException {
        caddy = CaddyLab.raise(folder);
        one = server("v1");
        two = server("v2");
    }

    @AfterAll
    static void lower() throws IOException {
        if (caddy != null) {
            caddy.close();
            one.stop(0);
            two.stop(0);
        }
    }

    @Test
    void hostLeadsToLiveReleaseAndSwitchNeedsNoReload() throws IOException {
        UUID app = UUID.randomUUID();
        var proxy = new Proxy(caddy.edge, caddy.admin);

        assertThat(proxy.match(() -> List.of(route(app, 1))).change()).isEqualTo(Proxy.Change.CONFIGURATION);
        assertThat(get("shop.localhost")).contains("200 OK").endsWith("v1");

        long began = System.nanoTime();
        assertThat(proxy.match(() -> List.of(route(app, 2))).change()).isEqualTo(Proxy.Change.NONE);
        System.out.printf("switch took %.1f ms%n", (System.nanoTime() - began) / 1e6);
        assertThat(get("shop.localhost")).endsWith("v2");
        assertThat(get("SHOP.localhost")).endsWith("v2");
    }

    @Test
    void connectionOpenedBeforeTheSwitchReachesTheNewRelease() throws IOException {
        UUID app = UUID.randomUUID();
        var proxy = new Proxy(caddy.edge, caddy.admin);
        proxy.match(() -> List.of(route(app, 1)));
        try (var early = new Socket(InetAddress.getLoopbackAddress(), caddy.edge.port())) {
            CaddyLab.pause(200);
            proxy.match(() -> List.of(route(app, 2)));
            assertThat(get(early, "shop.localhost")).endsWith("v2");
        }
    }

    @Test
    void unknownHostAndAppWithoutInstancesGetPages() throws IOException {
        UUID app = UUID.randomUUID();
        UUID fresh = UUID.randomUUID();
        var proxy = new Proxy(caddy.edge, caddy.admin);
        var none = new TreeMap<>(java.util.Map.of(1, List.<Endpoint>of()));
        proxy.match(() -> List.of(
                new AppRoute(app, hosts("down.localhost"), OptionalInt.of(1), none),
                new AppRoute(fresh, hosts("fresh.localhost"), OptionalInt.empty(), new TreeMap<>())));

        assertThat(get("nobody.localhost")).contains("404 Not Found", "No app here", "firn deploy");
        assertThat(get("down.localhost")).contains("503 Service Unavailable", "is not up");
        assertThat(get("fresh.localhost")).contains("503 Service Unavailable", "is not up");
    }

    @Test
    void proxyThatForgotEverythingIsFilledAgain() throws Exception {
        UUID app = UUID.randomUUID();
        var proxy = new Proxy(caddy.edge, caddy.admin);
        proxy.match(() -> List.of(route(app, 1)));

        caddy.restartEmpty();
        assertThat(proxy.match(() -> List.of(route(app, 1))).change()).isEqualTo(Proxy.Change.CONFIGURATION);
        assertThat(get("shop.localhost")).endsWith("v1");
        assertThat(proxy.match(() -> List.of(route(app, 1))).change()).isEqualTo(Proxy.Change.NONE);
    }

    @Test
    void whatIsDecidedMeanwhileIsWrittenNextAndKeepsNobodyWaiting() {
        UUID app = UUID.randomUUID();
        var looks = new AtomicInteger();
        var proxy = new Proxy(caddy.edge, caddy.admin);

        Proxy.Matched matched = proxy.match(() -> List.of(route(app, 1 + looks.getAndIncrement() % 2)));

        assertThat(matched.routes()).isEqualTo(List.of(route(app, 1)));
        assertThat(looks).hasValue(1);
    }

    @Test
    void deadInstanceIsTriedAround() throws IOException {
        UUID app = UUID.randomUUID();
        var proxy = new Proxy(caddy.edge, caddy.admin);
        var both = new TreeMap<>(java.util.Map.of(1, List.of(endpoint(one), new Endpoint("127.0.0.1", 1))));
        proxy.match(() -> List.of(new AppRoute(app, hosts("half.localhost"), OptionalInt.of(1), both)));

        for (int n = 0; n < 20; n++) {
            assertThat(get("half.localhost")).contains("200 OK");
        }
    }

    private static AppRoute route(UUID app, int live) {
        var releases = new TreeMap<>(java.util.Map.of(1, List.of(endpoint(one)), 2, List.of(endpoint(two))));
        return new AppRoute(app, hosts("shop.localhost"), OptionalInt.of(live), releases);
    }

    private static List<HostName> hosts(String name) {
        return List.of(new HostName(name));
    }

    private static Endpoint endpoint(HttpServer server) {
        return new Endpoint("127.0.0.1", server.getAddress().getPort());
    }

    private static HttpServer server(String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length());
                exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        return server;
    }

    private static String get(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), caddy.edge.port())) {
            return get(socket, host);
        }
    }

    private static String get(Socket socket, String host) throws IOException {
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
