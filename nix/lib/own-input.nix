# What a repository's own Nix code sees of Firn, as a flake: the package set in use, by the names of sets/interface.nix.
{ set }:
{
  _type = "flake";
  legacyPackages.${set.system} = set;
  packages.${set.system} = {
    inherit (set) bash coreutils;
  };
}
