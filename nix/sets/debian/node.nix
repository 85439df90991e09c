# Node.js and its package managers as the npm registry ships them: the official programs in every version, with integrity hashes.
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

  # What native modules are compiled against; apart from the program, as no app needs it to run.
  headers =
    version:
    derivation {
      name = "nodejs-headers-${version}";
      inherit system seed;
      builder = "${seed}/bin/busybox";
      args = [
        "ash"
        "-euc"
"b=$seed/bin/busybox; $b mkdir \"$TMPDIR/all\" \"$out\"; $b tar -xzf \"$archive\" -C \"$TMPDIR/all\"; $b mv \"$TMPDIR/all/package/include\" \"$out/include\""
      ];
      archive = archive (offer "nodejs" version);
    };

  npm =
    version:
    let
      own = (offer "nodejs" version).npm;
    in
    make "npm-${own}" ./npm.sh {
      archive = archive (offer "npm" own);
      closure = [ (nodejs version) ];
    };

  # yarn, pnpm, bun or another npm than Node.js's own; `node` is the version of Node.js that runs those that are scripts.
  manager =
    node: name: version:
    let
      offered = offer name version;
    in
    if offered ? program then
      make "${name}-${version}" ./program.sh {
        archive = archive offered;
        inherit (offered) program;
        command = name;
      }
    else if name == "npm" then
      make "npm-${version}" ./npm.sh {
        archive = archive offered;
        closure = [ (nodejs node) ];
      }
    else
      make "${name}-${version}" ./manager.sh {
        archive = archive offered;
        manager = name;
        closure = [ (nodejs node) ];
      };
}
