package io.firn.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Python program of the standard library and a few packages, which answers each request with what an expression says. */
final class PythonApp {
    private PythonApp() {}

    /**
     * Pushed nowhere yet.
     *
     * @param modules what the program imports: {@code polite, curt}
     * @param expression a text, in Python
     * @param files its {@code pyproject.toml} and lock file, by name
     */
    static Repository of(
            Installation firn, Path folder, String name, String modules, String expression, Map<String, String> files)
            throws IOException {
        Path source = Files.createDirectories(folder.resolve(name + "-source"));
        Files.writeString(source.resolve("Procfile"), "web: python app.py\n");
        Files.writeString(
                source.resolve("app.py"),
                """
                import os
                from http.server import BaseHTTPRequestHandler, HTTPServer

                import %s


                class Answer(BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write((%s).encode())


                HTTPServer(("", int(os.environ["PORT"])), Answer).serve_forever()
                """
                        .formatted(modules, expression));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(source.resolve(file.getKey()), file.getValue());
        }
        return Repository.of(firn, source, folder, name);
    }
}
