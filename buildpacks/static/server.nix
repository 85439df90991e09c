# Serves the folder plan.static.root: Caddy under the command `firn-static`, which a plan names as its web process.
{
  set,
  plan,
  caddy,
}:
let
  command = "firn-static";
  wanted = plan.static.root;
  parts = builtins.filter builtins.isString (builtins.split "/" wanted);
  root =
    if wanted == "." || builtins.all (part: part != "" && part != "." && part != "..") parts then
      wanted
    else
      throw "Could not serve the folder ${builtins.toJSON wanted}: it must be a plain path inside the app. Correct the plan.";
  server = set.build {
    name = "static-server";
    script = ./server.sh;
    data = {
      inherit root;
      bash = "${set.bash}/bin/bash";
      caddy = "${caddy.bin}/bin/caddy";
      caddyfile = if plan.static.spa or false then ./Caddyfile.spa else ./Caddyfile;
    };
  };
in
{
  inherit command;
  runtime = [ "${server}/bin" ];
}
