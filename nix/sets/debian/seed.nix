# The one program that opens the first package: the static busybox of a pinned Debian package (seed.json).
# It comes in a package itself, so Firn unpacks it and adds it to a store by content. The derivation below names that same
# path as its output, so it is never built where the seed was added. An ejected flake carries the file in seed/bin/busybox;
# evaluating it adds the seed.
{ system }:
let
  pinned = builtins.fromJSON (builtins.readFile ./seed.json);
  carried =
    if builtins.pathExists ./seed/bin/busybox then
      builtins.path {
        path = ./seed;
        name = "busybox-seed";
        sha256 = pinned.hash;
      }
    else
      null;
in
builtins.seq carried (derivation {
  name = "busybox-seed";
  inherit system;
  builder = "/bin/sh";
  args = [
    "-c"
    "echo 'Could not find the seed ${pinned.path}: it was not added to this store. Let Firn add it, or eject the flake again.' >&2; exit 1"
  ];
  outputHash = pinned.hash;
  outputHashAlgo = "sha256";
  outputHashMode = "recursive";
})
