package io.firn.node;

import static io.restassured.RestAssured.given;

import io.firn.TestTokens;
import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.farm.LabBuilder;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The line that an operator types on a machine that is to join the service under test. */
final class JoinLine {
    private JoinLine() {}

    /** A fresh join token. */
    static String token() {
        return made("token");
    }

    /** The script as the service hands it out. */
    static String script() {
        String path = made("script").replaceFirst("^https?://[^/]*", "");
        return new String(given().get(path).then().statusCode(200).extract().asByteArray(), StandardCharsets.UTF_8);
    }

    /** Types the line on a machine, as root there. */
    static Result typed(Executor operator, LabBuilder machine, String token, String name, String... more) {
        return typed(script(), operator, machine, token, name, more);
    }

    /** The same with a script that somebody changed. */
    static Result typed(
            String script, Executor operator, LabBuilder machine, String token, String name, String... more) {
        var argv = new ArrayList<>(List.of("bash", "-s", "--", "--url", url(machine), "--token", token));
        argv.addAll(List.of("--name", name, "--slots", "2"));
        argv.addAll(List.of(more));
        return operator.run(Command.of(argv)
                .within(Duration.ofMinutes(3))
                .withStdin(() -> new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8))));
    }

    /** The service under test as the machine sees it. */
    static String url(LabBuilder machine) {
        String host = machine.peer().host();
        return "http://" + host.substring(0, host.lastIndexOf('.')) + ".1:" + RestAssured.port;
    }

    private static String made(String field) {
        return given().auth()
                .oauth2(TestTokens.admin())
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/nodes/join-tokens")
                .then()
                .statusCode(200)
                .extract()
                .path(field);
    }
}
