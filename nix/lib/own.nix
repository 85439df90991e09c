# An app out of what its repository's own Nix code made: the package's files are the app, its programs are on PATH, and its main
# program is the command `firn-main`.
{
  set,
  plan,
  release,
}:
{
  package, # a derivation, or null where there is only a program
  program ? "", # the path of the program to start, where the owner's code names one
}:
let
  meta = package.meta or { };
  mainOf = set.build {
    name = "main-program";
    script = ./own-main.sh;
    data = {
      inherit program;
      package = "${package}";
      bash = "${set.bash}/bin/bash";
      named = meta.mainProgram or "";
      names = builtins.filter (name: name != "") [
        (package.pname or "")
        (builtins.parseDrvName (package.name or "")).name
      ];
    };
  };
  main =
    if program == "" then
      mainOf
    else
      set.build {
        name = "main-program";
        script = ./own-main.sh;
        data = {
          inherit program;
          bash = "${set.bash}/bin/bash";
        };
      };
  commands = map (process: process.command) (builtins.attrValues plan.processes);
  asked = word: builtins.any (command: builtins.length (builtins.split word command) > 1) commands;
  server = import ../../buildpacks/static/server.nix {
    inherit set plan;
    caddy = set.toolchain.caddy (set.defaultVersion "caddy");
  };
in
{
  app = release {
    script = ./own.sh;
    inputs = if package == null then [ ] else [ package ];
    runtime =
      (if asked "firn-main" then [ "${main}/bin" ] else [ ])
      ++ (if package == null then [ ] else [ "${package}/bin" ])
      ++ (if (plan.static or null) == null then [ ] else server.runtime);
    data.package = if package == null then "" else "${package}";
  };

  deps = set.build {
    name = "deps";
    script = ./links.sh;
    data.links = if package == null then { } else { package = "${package}"; };
  };
}
