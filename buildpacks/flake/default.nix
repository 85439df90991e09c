# An app by the flake.nix of its own repository: the package or the app that it gives for this system.
{
  set,
  plan,
  deps,
  source,
  release,
}:
let
  inherit (set) system;
  folder = if (plan.subdir or ".") == "." then source else source + "/${plan.subdir}";
  flake = import ../../nix/lib/own-flake.nix {
    inherit set folder;
    inputs = deps.inputs or { };
  };
  wanted = (plan.settings or { }).output or "default";
  packages = flake.packages.${system} or { };
  apps = flake.apps.${system} or { };
  package = packages.${wanted} or (if wanted == "default" then flake.defaultPackage.${system} or null else null);
  program = apps.${wanted}.program or "";
  there = builtins.concatStringsSep ", " (builtins.attrNames (packages // apps));
in
if package == null && program == "" then
  throw "Could not find what to run: flake.nix has neither packages.${system}.${wanted} nor apps.${system}.${wanted}${
    if there == "" then "" else ", but ${there}"
  }. Add it, or name another one as `output` in [settings] of firn.toml."
else
  import ../../nix/lib/own.nix { inherit set plan release; } { inherit package program; }
