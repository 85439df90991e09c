# OpenJDK of Debian, and a runtime cut out of it: all of Java SE and what servers use, without compiler, tools and symbols. Beside
# it Maven and Gradle.
{
  system,
  seed,
  fetch,
  tools,
  offer,
  build,
  main, # derivations of the release that tools come from
  releases, # release -> derivations
  lock, # the lock of the release that Gradle comes from
}:
let
  versions = [ "17" "21" "25" ];
  package = version: "openjdk-${version}-jdk-headless";

  # Mozilla's certificates in the form that Java reads; what Debian's ca-certificates-java does when it is installed.
  certificates = build {
    name = "java-cacerts";
    script = ./cacerts.sh;
    inputs = [ main."python3.11" ];
    data = {
      maker = ./cacerts.py;
      certificates = "${main.ca-certificates}/share/ca-certificates/mozilla";
    };
  };

  # What the runtime's own libraries need; sound and windows are left out.
  libraries = [
    "libc6"
    "libfreetype6"
    "libgcc-s1"
    "libharfbuzz0b"
    "libjpeg62-turbo"
    "liblcms2-2"
    "libstdc++6"
    "zlib1g"
  ];
in
rec {
  # For packages.nix: the two halves of a JDK look for each other beside themselves.
  merge =
    lock:
    builtins.listToAttrs (
      map (version: {
        name = package version;
        value = [
          (package version)
          "openjdk-${version}-jre-headless"
        ];
      }) (builtins.filter (version: lock.packages ? ${package version}) versions)
    );
  after = builtins.listToAttrs (
    map (version: {
      name = package version;
      value = ''
        home=$out/lib/jvm/java-${version}-openjdk-amd64
        mkdir -p "$out/bin"
        ln -s "$home"/bin/* "$out/bin/"
        cp ${certificates}/cacerts "$home/lib/security/cacerts"
        rm -f "$home/lib/src.zip"
      '';
    }) versions
  );

  jdk = version: releases.${(offer "jdk" version).release}.${(offer "jdk" version).package};

  runtime =
    version:
    let
      packages = releases.${(offer "jdk" version).release};
    in
    derivation {
      name = "java-runtime-${version}";
      inherit system seed;
      builder = "${seed}/bin/busybox";
      args = [
        "ash"
        "-eu"
        ./jre.sh
      ];
      library = ./patch.sh;
      patchelf = tools;
      libc = packages.libc6;
      closure = map (name: packages.${name}) (builtins.filter (name: packages ? ${name}) libraries);
      shell = "";
      jdk = jdk version;
      inherit certificates;
    };

  maven =
    version:
    derivation {
      name = "maven-${version}";
      inherit system seed;
      builder = "${seed}/bin/busybox";
      args = [
        "ash"
        "-eu"
        ./maven.sh
      ];
      library = ./patch.sh;
      patchelf = "";
      libc = "";
      closure = [ main.bash ];
      shell = main.bash;
      archive = fetch {
        inherit (offer "maven" version) registry file hash;
      };
    };

  # Gradle, with the libraries that it looks for in one folder: all packages that it depends on and that hold no machine code. Debian
  # wrote the places of both folders into two classes.
  gradle =
    version:
    let
      all = map (x: x.key) (
        builtins.genericClosure {
          startSet = [ { key = (offer "gradle" version).package; } ];
          operator = x: map (key: { inherit key; }) lock.packages.${x.key}.depends;
        }
      );
      libraries = builtins.filter (name: builtins.match ".*_all[.]deb" lock.packages.${name}.file != null) all;
    in
    derivation {
      name = "gradle-${version}";
      inherit system seed;
      builder = "${seed}/bin/busybox";
      args = [
        "ash"
        "-eu"
        ./unpack.sh
      ];
      library = ./patch.sh;
      flat = "1";
      python = "";
      patchelf = "";
      libc = "";
      debs = map (
        name:
        fetch {
          registry = "debian";
          inherit (lock.packages.${name}) file;
          hash = "sha256:${lock.packages.${name}.sha256}";
        }
      ) libraries;
      depends = "";
      closure = [ main.bash ];
      shell = main.bash;
      after = builtins.readFile ./gradle.sh;
      launcher = version;
      java = jdk (offer "gradle" version).jdk;
      relocate = ./Relocate.java;
    };
}
