# Sites that are files alone: the source as it is, behind a file server. A plan may still name a build command of shell tools.
{
  set,
  plan,
  release,
  ...
}:
let
  asked = plan.toolchain or null;
  caddy = set.toolchain.caddy (if asked == null then set.defaultVersion "caddy" else asked.version);
  server = import ./server.nix { inherit set plan caddy; };
in
{
  app = release {
    script = ./app.sh;
    inherit (server) runtime;
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links.caddy = "${caddy.bin}";
  };
}
