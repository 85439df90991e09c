# Every example of every buildpack as a derivation of the package set `nixpkgs`, over a tree that is given. Nothing is built: what
# is shown is that each buildpack gets from that set all that it asks for. Golden plans name the versions of the set `debian`;
# they are moved to the nearest that this set offers.
{
  nixpkgs, # a tree whose default.nix takes system, config and overlays
  system ? "x86_64-linux",
}:
let
  buildpacks = ../../buildpacks;
  versions = builtins.fromJSON (builtins.readFile (buildpacks + "/versions.json"));
  folders = folder: builtins.filter (n: (builtins.readDir folder).${n} == "directory") (builtins.attrNames (builtins.readDir folder));
  stacks = builtins.filter (stack: builtins.pathExists (buildpacks + "/${stack}/examples")) (folders buildpacks);

  starts = long: short: long == short || builtins.substring 0 (builtins.stringLength short + 1) long == "${short}.";
  nearest =
    name: asked:
    let
      offer = versions.${name}.nixpkgs;
      fits = builtins.filter (starts asked) (builtins.attrNames offer.versions);
    in
    if fits == [ ] then offer.default else builtins.head fits;
  moved = tool: if tool == null || (tool.version or null) == null then tool else tool // { version = nearest tool.name tool.version; };
  managed = tool: if tool == null || (tool.version or null) == null || !(versions.${tool.name} or { } ? nixpkgs) then tool // { version = null; } else moved tool;

  # Libraries go by the names that their own index has, extensions of PHP by those of versions.json.
  supplied =
    plan: entry:
    entry
    // {
      package =
        if plan.stack == "php" then
          versions.php.nixpkgs.versions.${(moved plan.toolchain).version}.packages.${entry.name}.package
        else
          entry.name;
    };

  evaluate =
    folder:
    let
      plan = builtins.fromJSON (builtins.readFile (folder + "/plan.golden.json"));
      deps = builtins.fromJSON (builtins.readFile (folder + "/deps.golden.json"));
    in
    (import ../lib/app.nix {
      inherit system nixpkgs;
      set = "nixpkgs";
      src = folder;
      plan = plan // {
        toolchain = moved plan.toolchain;
        packageManager = if plan.packageManager == null then null else managed plan.packageManager;
      };
      deps = deps // {
        supplied = map (supplied plan) deps.supplied;
      };
    }).packages.${system}.default.drvPath;
in
builtins.listToAttrs (
  builtins.concatMap (
    stack:
    map (name: {
      name = "${stack}-${name}";
      value = evaluate (buildpacks + "/${stack}/examples/${name}");
    }) (folders (buildpacks + "/${stack}/examples"))
  ) stacks
)
