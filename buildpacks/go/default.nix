# Go programs, from vendored modules, those that go.sum names, or none. CGO is off: the program stands alone, and its closure is
# small.
{
  set,
  plan,
  deps,
  release,
  resolving,
  source,
  fetchAll,
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
  files = fetchAll (deps.files or [ ]);
  # A module proxy of files, by Go's own protocol.
  proxy = set.build {
    name = "go-proxy";
    script = ./proxy.sh;
    data = {
      names = map (file: file.file) files;
      sources = map (file: "${file.source}") files;
    };
  };
  app = if (plan.subdir or ".") == "." then source else source + "/${plan.subdir}";
  manifests = [ "go.mod" "go.sum" "go.work" "go.work.sum" ];
  # The modules, unpacked, and what of them the app imports, compiled: the app's own code is no input.
  modules =
    if files == [ ] then
      ""
    else
      "${set.build {
        name = "go-modules";
        script = ./modules.sh;
        inputs = [ toolchain.bin ];
        data = {
          goRoot = toolchain.root;
          inherit library proxy;
          manifests = builtins.path {
            path = app;
            name = "manifests";
            filter = path: type: type == "regular" && builtins.elem (import ../../nix/lib/beneath.nix app path) manifests;
          };
          archives = map (file: "${file.name}@${file.version}") (
            builtins.filter (file: builtins.match ".*[.]zip" file.file != null) files
          );
          packages = deps.packages or [ ];
        };
      }}";
in
{
  # An app without a lock file; see nix/lib/resolving.nix.
  resolve = resolving {
    choose = ./resolve.sh;
    inputs = [ toolchain.bin ];
    data.goRoot = toolchain.root;
  };

  app = release {
    script = ./app.sh;
    inputs = [ toolchain.bin ];
    programs = "bin";
    data = {
      goRoot = toolchain.root;
      package = settings.package or ".";
      vendored = (settings.vendored or "false") == "true";
      module = settings.module or "";
      inherit binary library modules;
    };
    defaults.ZONEINFO = set.tzdata;
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      go = "${toolchain.bin}";
      library = "${library}";
    } // (if modules == "" then { } else { inherit modules; });
  };
}
