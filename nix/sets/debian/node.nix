# Node.js and npm as the npm registry ships them: the official binaries in every version, with integrity hashes.
{
  system,
  seed,
  fetch,
  tools,
  offer,
  packages, # derivations of a Debian release, for the libraries
}:
let
  libraries = [
    packages.libatomic1
    packages.libc6
    packages.libgcc-s1
    packages."libstdc++6"
  ];
  make =
    name: script: attributes:
    derivation (
      {
        inherit name system seed;
        builder = "${seed}/bin/busybox";
        args = [
          "ash"
          "-eu"
          script
        ];
        library = ./patch.sh;
        patchelf = tools;
        libc = packages.libc6;
        closure = libraries;
        shell = packages.bash;
      }
      // attributes
    );
  archive =
    o:
    fetch {
      registry = "npm";
      inherit (o) file hash;
    };
in
rec {
  nodejs = version: make "nodejs-${version}" ./node.sh { archive = archive (offer "nodejs" version); };

  npm =
    version:
    let
      own = (offer "nodejs" version).npm;
    in
    make "npm-${own}" ./npm.sh {
      archive = archive (offer "npm" own);
      closure = [ (nodejs version) ];
    };
}
