# Text of a repository that tries to break out of its place: in file names, commands, variables. It must arrive as it was.
{ system, set }:
let
  value = "\${HOME} ''\${x}'' $(exit 1) `exit 1` \" ' \\ \n#end";
  app =
    (import ../lib/app.nix {
      inherit system;
      set = "debian";
      src = ./hostile;
      plan = {
        schema = 1;
        name = "hostile";
        stack = "static";
        toolchain = {
          name = "caddy";
          version = set.defaultVersion "caddy";
        };
        build.command = "for f in ./*.sh; do \"$f\" > 'built ''\${x}.txt'; done; printf '%s' \"$VALUE\" > value";
        processes.web.command = "printf '%s' \"$VALUE\" '\${x}' `echo \"it's\"`";
        static = {
          root = ".";
          spa = false;
        };
        env.VALUE = value;
      };
      deps = {
        schema = 1;
        kind = "none";
        files = [ ];
      };
    }).packages.${system}.default;
in
set.build {
  name = "hostile";
  script = ./hostile.sh;
  data = {
    inherit value;
    app = "${app}";
  };
}
