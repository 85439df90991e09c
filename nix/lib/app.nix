# What a generated flake calls: a plan, its dependencies and a source become packages.<system>.{default,deps}, and
# packages.<system>.test where the plan has a test.
# Only the fields that a build needs are read, so evidence and warnings never change an output path.
{
  src,
  plan,
  deps,
  set,
  mirrors ? { },
  nixpkgs ? null, # the pinned tree, for the set of that name
  system ? "x86_64-linux",
}:
let
  read = value: if builtins.isAttrs value then value else builtins.fromJSON (builtins.readFile value);
  thePlan = read plan;
  theDeps = read deps;

  # An ejected flake holds the source as a folder of its own; either way it enters the build as the same path.
  source = builtins.path {
    path = src;
    name = "source";
  };

  packageSet = (import ../sets/interface.nix).require (
    if set == "debian" then
      import ../sets/debian { inherit system mirrors; }
    else if set == "nixpkgs" then
      import ../sets/nixpkgs ({ inherit system mirrors; } // (if nixpkgs == null then { } else { inherit nixpkgs; }))
    else
      throw "Could not find the package set \"${set}\": it is neither \"debian\" nor \"nixpkgs\". Set one of these."
  );

  stack =
    let
      folder = ../../buildpacks + "/${thePlan.stack}";
    in
    if builtins.match "[a-z]+" thePlan.stack != null && builtins.pathExists (folder + "/default.nix") then
      import folder
    else
      throw "Could not find a buildpack for the stack ${builtins.toJSON thePlan.stack}: there is no folder of that name in buildpacks/. Correct the plan.";

  # A buildpack takes what it asks for.
  made = stack (
    builtins.intersectAttrs (builtins.functionArgs stack) {
      set = packageSet;
      plan = thePlan;
      deps = theDeps;
      inherit source;
      release = import ./release.nix {
        set = packageSet;
        plan = thePlan;
        inherit source;
      };
      resolving = import ./resolving.nix {
        set = packageSet;
        plan = thePlan;
        inherit source;
      };
      fetchAll = import ./files.nix {
        set = packageSet;
        inherit source;
        subdir = thePlan.subdir or ".";
      };
    }
  );
in
assert thePlan.schema == 1 || throw "Could not read the plan: its schema is ${toString thePlan.schema}, this library reads 1. Update the flake.";
{
  packages.${system} = {
    default = made.app;
    inherit (made) deps;
  }
  // (if made ? resolve then { inherit (made) resolve; } else { })
  // (if (thePlan.test or null) == null then { } else { inherit (made.app) test; });
}
