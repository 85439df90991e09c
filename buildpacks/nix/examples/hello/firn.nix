# What Firn calls: `firn` is its package set, see nix/sets/interface.nix.
{ firn, name }:
let
  nodejs = firn.toolchain.nodejs (firn.defaultVersion "nodejs");
in
firn.build {
  inherit name;
  script = ./build.sh;
  data = {
    server = ./server.js;
    node = "${nodejs.bin}/bin/node";
    bash = "${firn.bash}/bin/bash";
  };
}
