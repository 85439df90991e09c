# The package set `debian`: Debian packages, and what a language's own registry ships, as pure store paths.
# Implements nix/sets/interface.nix.
{
  system,
  mirrors ? { },
  versions ? builtins.fromJSON (builtins.readFile ../../../buildpacks/versions.json),
}:
let
  fetch = import ../../lib/fetch.nix { inherit mirrors; };
  seed = import ./seed.nix { inherit system; };
  readLock = release: builtins.fromJSON (builtins.readFile (./. + "/${release}.lock.json"));
  locks = {
    bookworm = readLock "bookworm";
    trixie = readLock "trixie";
    trixie-backports = readLock "trixie-backports";
  };

  # The tool that patches all others; it runs through its own loader and is never part of a closure.
  tools = import ./tools.nix {
    inherit system seed fetch;
    lock = locks.bookworm;
  };

  # Parts of one program that look for each other beside themselves share a path.
  release =
    name: python: go: gcc: rust:
    let
      lock = locks.${name};
      present = builtins.filter (member: lock.packages ? ${member});
    in
    import ./packages.nix {
      inherit system fetch seed tools lock;
      shell = if name == "bookworm" then null else main.bash;
      python = if lock.packages ? "python${python}" then "python${python}" else null;
      merge = {
        "python${python}" = present [
          "libpython${python}-minimal"
          "libpython${python}-stdlib"
          "libpython3-stdlib"
          "python3"
          "python3-distutils"
          "python3-lib2to3"
          "python3-minimal"
          "python${python}"
          "python${python}-minimal"
        ];
        "golang-${go}-go" = present [
          "golang-${go}-go"
          "golang-${go}-src"
        ];
        "gcc-${gcc}" = present (
          [ "gcc" "g++" "cpp" "libgcc-${gcc}-dev" "libstdc++-${gcc}-dev" ]
          ++ builtins.concatMap (program: [ "${program}-${gcc}" "${program}-x86-64-linux-gnu" "${program}-${gcc}-x86-64-linux-gnu" ]) [
            "gcc"
            "g++"
            "cpp"
          ]
        );
        rustc = present [
          "libstd-rust-${rust}"
          "libstd-rust-dev"
          "rustc"
        ];
      }
      // java.merge lock;
      after = {
        bash = "ln -s bash \"$out/bin/sh\"";
        # The library can be run to say its version; as a library it needs no loader.
        # Test data holds programs for other systems; no build reads it.
        "golang-${go}-go" = "find \"$out/share\" -depth -type d -name testdata -exec rm -rf {} \\;; rm -rf \"$out/share/go-${go}/test\" \"$out/lib/go-${go}/test\"";
        libc6 = "chmod -x \"$out/$archlib/libc.so.6\"";
        libc6-dev = builtins.readFile ./libc6-dev.sh;
      }
      // java.after;
    };
  releases = {
    bookworm = release "bookworm" "3.11" "1.19" "12" "1.63";
    trixie = release "trixie" "3.13" "1.24" "14" "1.85";
    trixie-backports = release "trixie-backports" "3.13" "1.24" "14" "1.85";
  };
  main = releases.bookworm;

  offer =
    name: version:
    versions.${name}.debian.versions.${version} or (throw ''
      Could not find ${name} ${version}: the package set "debian" offers ${
        builtins.concatStringsSep ", " (near version (builtins.attrNames (versions.${name}.debian.versions or { })))
      }. Ask for one of these, or update the package set.'');
  # Those of the same release line, where there are any.
  near =
    version: offered:
    let
      line = builtins.head (builtins.splitVersion version);
      same = builtins.filter (other: builtins.head (builtins.splitVersion other) == line) offered;
    in
    if same == [ ] then offered else same;
  packaged = name: version: let o = offer name version; in releases.${o.release}.${o.package};
  releaseOf = name: version: releases.${(offer name version).release};

  # A compiler of each release: what it builds runs with that release's libraries.
  compiler =
    name: gcc:
    import ./cc.nix {
      inherit build;
      inherit (main) bash;
      release = releases.${name};
      gcc = "gcc-${gcc}";
      version = gcc;
      patchelf = "${main.patchelf}/bin/patchelf";
      libraries = [
        "libffi-dev"
        "libgmp-dev"
        "libmariadb-dev"
        "libpq-dev"
        "libsqlite3-dev"
        "libssl-dev"
        "libxml2-dev"
        "libxslt1-dev"
        "libyaml-dev"
        "zlib1g-dev"
      ];
    };
  compilers = {
    bookworm = compiler "bookworm" "12";
    trixie = compiler "trixie" "14";
  };

  tzdata = "${main.tzdata}/share/zoneinfo";
  cacert = "${import ./cacert.nix { inherit build main; }}/etc/ssl/certs/ca-certificates.crt";

  node = import ./node.nix {
    inherit system seed fetch tools offer;
    packages = main;
  };

  java = import ./jdk.nix {
    inherit system seed fetch tools offer build main releases;
    lock = locks.bookworm;
  };

  build = import ../../lib/build.nix {
    inherit system;
    inherit (main) bash;
    tools = [
      main.coreutils
      main.findutils
      main.sed
      main.grep
      main.tar
      main.gzip
    ];
  };
in
{
  name = "debian";
  inherit
    system
    fetch
    build
    cacert
    tzdata
    ;
  inherit (main) bash coreutils;

  toolchain = {
    nodejs = version: {
      bin = node.nodejs version;
      npm = node.npm version;
      manager = node.manager version;
      native = {
        compiler = compilers.bookworm;
        headers = node.headers version;
        python = packaged "python" versions.python.debian.default;
      };
    };
    python = version: {
      bin = packaged "python" version;
      sitePackages = "lib/python3/dist-packages";
      package = name: releases.${(offer "python" version).release}.${name};
      builders = map (name: releases.${(offer "python" version).release}.${name}) [ "python3-setuptools" "python3-pkg-resources" "python3-wheel" ];
      # The same for every Python: older ones read less of what an index says, and get whole wheels for it.
      pip = "${releases.trixie.python3-pip-whl}/share/python-wheels/pip-${builtins.head (builtins.match "([0-9.]+).*" locks.trixie.packages.python3-pip-whl.version)}-py3-none-any.whl";
    };
    go = version: {
      bin = packaged "go" version;
      root = "${packaged "go" version}/lib/go-${builtins.head (builtins.match "([0-9]+\\.[0-9]+).*" version)}";
    };
    ruby =
      version:
      let
        ruby = import ./ruby.nix {
          inherit build offer version;
          inherit (main) bash;
          packages = releaseOf "ruby" version;
        };
      in
      {
        bin = ruby;
        package = name: (releaseOf "ruby" version).${name};
        headers = "${(releaseOf "ruby" version)."${(offer "ruby" version).package}-dev"}/include";
        compiler = compilers.${(offer "ruby" version).release};
      };
    rust = version: {
      bin = import ./rust.nix {
        inherit build version;
        release = releaseOf "rust" version;
      };
      compiler = compilers.${(offer "rust" version).release};
    };
    php =
      version:
      let
        php = import ./php.nix {
          inherit build version cacert tzdata;
          inherit (main) bash;
          release = releaseOf "php" version;
          compiler = compilers.${(offer "php" version).release};
          patchelf = "${main.patchelf}/bin/patchelf";
        };
      in
      {
        bin = php.make [ ];
        extensions = php.make;
        inherit (php) composer;
      };
    jdk = version: rec {
      bin = java.jdk version;
      home = "${bin}/lib/jvm/java-${builtins.head (builtins.match "([0-9]+).*" version)}-openjdk-amd64";
      runtime = java.runtime version;
    };
    maven = version: { bin = java.maven version; };
    gradle = version: { bin = java.gradle version; };
    caddy = version: { bin = packaged "caddy" version; };
  };
  defaultVersion = name: versions.${name}.debian.default;

  # What makes a ready-made program of a registry run from the store.
  elf = {
    interpreter = "${main.libc6}/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";
    libraries = map (package: "${main.${package}}/lib/x86_64-linux-gnu") [
      "libatomic1"
      "libc6"
      "libgcc-s1"
      "libstdc++6"
      "zlib1g"
    ];
    patchelf = "${main.patchelf}/bin/patchelf";
  };

  # For this set's own checks and images.
  packages = releases;
}
