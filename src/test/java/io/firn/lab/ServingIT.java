package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What firn.toml says of an app's port and health is what deploying goes by. */
@SharesInstallation
class ServingIT {
    /** Listens where nobody told it to, and is well on one path alone. */
    private static final String SERVER =
            """
            import { createServer } from "node:http";
            createServer((request, response) => {
              if (request.url === "/up") response.end("well\\n");
              else if (request.url === "/health" || request.url === "/") { response.statusCode = 500; response.end("no\\n"); }
              else response.end(`port ${process.env.PORT}\\n`);
            }).listen(3456);
            """;

    @TempDir
    private Path folder;

    @Test
    void portAndHealthPathOfFirnTomlAreHonoured() {
        Installation firn = Installation.required();
        Repository app = Repository.of(firn, Path.of("buildpacks/nodejs/examples/hello"), folder, "serving");
        app.write("server.js", SERVER);
        app.write("firn.toml", "port = 3456\n[health]\npath = \"/up\"\n");
        app.commit("listens elsewhere").push().ok();
        assertThat(firn.visit("serving", "/else").body()).isEqualTo("port 3456\n");

        // Another path in firn.toml is another release, judged by that path.
        app.write("firn.toml", "port = 3456\n[health]\npath = \"/health\"\n");
        Ran push = app.commit("asks where it is not well").push();
        assertThat(push.output()).contains("/health").contains("500");
        assertThat(firn.visit("serving", "/else").body()).isEqualTo("port 3456\n");
    }
}
