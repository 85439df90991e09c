{
  description = "A flake that takes another one of its repository as its input";

  inputs.greeting.url = "path:./greeting";

  outputs =
    { greeting, firn, ... }:
    let
      system = "x86_64-linux";
      set = firn.legacyPackages.${system};
      python = set.toolchain.python (set.defaultVersion "python");
      server = set.build {
        name = "server";
        script = builtins.toFile "server.sh" ''
          mkdir -p "$out/bin"
          { printf '#!%s\n' "$interpreter"; cat "$server"; } > "$out/bin/serve"
          chmod +x "$out/bin/serve"
        '';
        data = {
          interpreter = "${python.bin}/bin/python3";
          server = builtins.toFile "server.py" ''
            import os
            from http.server import BaseHTTPRequestHandler, HTTPServer


            class Greeting(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b"${greeting.lib.of "flake"}\n")


            HTTPServer(("", int(os.environ["PORT"])), Greeting).serve_forever()
          '';
        };
      };
    in
    {
      apps.${system}.default = {
        type = "app";
        program = "${server}/bin/serve";
      };
    };
}
