# One toolchain alone: what a builder makes to show that a version can be offered. Beside it what belongs to it.
{
  set,
  name,
  version,
  system ? "x86_64-linux",
}:
let
  packageSet = (import ../sets/interface.nix).require (
    if set == "debian" then import ../sets/debian { inherit system; } else import ../sets/nixpkgs { inherit system; }
  );
  node = packageSet.toolchain.nodejs (packageSet.defaultVersion "nodejs");
  made =
    if name == "npm" || name == "yarn" || name == "pnpm" || name == "bun" then
      { bin = node.manager name version; }
    else if packageSet.toolchain ? ${name} then
      packageSet.toolchain.${name} version
    else
      throw "Could not make ${name} ${version}: the package set \"${set}\" has no toolchain of that name. Correct the name.";
  parts = builtins.intersectAttrs { bin = null; npm = null; fpm = null; runtime = null; } made;
in
packageSet.build {
  name = "${name}-${version}";
  script = ./links.sh;
  data.links = builtins.mapAttrs (_: part: "${part}") parts;
}
