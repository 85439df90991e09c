{
  description = "Firn: a self-hosted Nix build farm and deploy service";

  # No inputs: the packages come from Debian's and npm's own archives, by hash, through a hashed mirror (or mirrors.nix of an
  # ejected app). The seed has to be in the store first: see nix/sets/debian/README.md.
  outputs =
    { self }:
    let
      system = "x86_64-linux";
      set = (import ./nix/sets/interface.nix).require (import ./nix/sets/debian { inherit system; });
      versions = builtins.fromJSON (builtins.readFile ./buildpacks/versions.json);
      toolchains = builtins.foldl' (all: more: all // more) { } (
        map (
          name:
          builtins.listToAttrs (
            map (version: {
              name = "${name}-${builtins.replaceStrings [ "." ] [ "_" ] version}";
              value = (set.toolchain.${name} version).bin;
            }) (builtins.attrNames versions.${name}.debian.versions)
          )
        ) (builtins.attrNames set.toolchain)
      );
    in
    {
      # What an app's own flake is given as its input `firn`.
      legacyPackages.${system} = set;

      packages.${system} = toolchains // {
        inherit (set) bash coreutils;
      };

      # What the samples make, with golden plans as their input.
      checks.${system} = import ./nix/check/examples.nix { inherit system; };
    };
}
