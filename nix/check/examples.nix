# Every example of every buildpack, built from its golden plan; and a look through their closures for references out of the store.
{ system }:
let
  stacks = builtins.filter (stack: builtins.pathExists (../../buildpacks + "/${stack}/examples")) (folders ../../buildpacks);
  folders = folder: builtins.filter (n: (builtins.readDir folder).${n} == "directory") (builtins.attrNames (builtins.readDir folder));
  examples = builtins.concatMap (
    stack:
    let
      folder = ../../buildpacks + "/${stack}/examples";
    in
    map (name: {
      name = "${stack}-${name}";
      value = build (folder + "/${name}");
    }) (folders folder)
  ) stacks;
  build =
    folder:
    (import ../lib/app.nix {
      inherit system;
      set = "debian";
      plan = folder + "/plan.golden.json";
      deps = folder + "/deps.golden.json";
      src = builtins.path {
        path = folder;
        name = "source";
        filter = path: _: builtins.match ".*/(plan|deps)\\.golden\\.json" path == null;
      };
    }).packages.${system}.default;
  apps = builtins.listToAttrs examples;
  set = import ../sets/debian { inherit system; };
in
apps
// {
  hostile = import ./hostile.nix { inherit system set; };

  installers = set.build {
    name = "installers";
    script = ./installers.sh;
    inputs = [
      (set.toolchain.nodejs (set.defaultVersion "nodejs")).bin
      (set.toolchain.python (set.defaultVersion "python")).bin
    ];
    data = {
      nodejs = builtins.path { path = ../../buildpacks/nodejs; name = "nodejs"; };
      python = builtins.path { path = ../../buildpacks/python; name = "python"; };
    };
  };

  references = set.build {
    name = "references";
    script = ./references.sh;
    inputs = [ (set.toolchain.python (set.defaultVersion "python")).bin ];
    data = {
      looker = ./references.py;
      exportReferencesGraph.closure = builtins.attrValues apps;
    };
  };
}
