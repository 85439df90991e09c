# Go programs, from vendored modules or none. CGO is off: the program stands alone, and its closure is small.
{
  set,
  plan,
  release,
  ...
}:
let
  toolchain = set.toolchain.go plan.toolchain.version;
  settings = plan.settings or { };
  name = settings.binary or plan.name;
  binary =
    if builtins.match "[A-Za-z0-9][A-Za-z0-9._-]{0,100}" name != null then
      name
    else
      throw "Could not name the program ${builtins.toJSON name}: a name has letters, digits, dots, dashes. Correct the plan.";
  # The standard library, compiled once for all apps of a Go version.
  library = set.build {
    name = "go-library-${plan.toolchain.version}";
    script = ./library.sh;
    inputs = [ toolchain.bin ];
    data = {
      goRoot = toolchain.root;
    };
  };
in
{
  app = release {
    script = ./app.sh;
    inputs = [ toolchain.bin ];
    programs = "bin";
    data = {
      goRoot = toolchain.root;
      package = settings.package or ".";
      vendored = (settings.vendored or "false") == "true";
      inherit binary library;
    };
    defaults.ZONEINFO = set.tzdata;
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      go = "${toolchain.bin}";
      library = "${library}";
    };
  };
}
