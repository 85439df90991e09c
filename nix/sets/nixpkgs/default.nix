# The package set `nixpkgs`: the same interface over a pinned nixpkgs. `nixpkgs` is a source tree, or one for each toolchain
# ({ default = <tree>; nodejs = <tree>; }), so that moving one toolchain leaves the others where they are.
{
  system,
  nixpkgs ? throw "Could not use the package set \"nixpkgs\": no pinned tree was given. Add the input nixpkgs to the flake.",
  mirrors ? { },
  versions ? builtins.fromJSON (builtins.readFile ../../../buildpacks/versions.json),
}:
let
  trees = if builtins.isAttrs nixpkgs && !(nixpkgs ? outPath) then nixpkgs else { default = nixpkgs; };
  packagesOf = name: import (trees.${name} or trees.default) {
    inherit system;
    config = { };
    overlays = [ ];
  };
  pkgs = packagesOf "default";

  offered =
    name: version:
    let
      offer = versions.${name}.nixpkgs.versions;
      attribute =
        (offer.${version} or (throw ''
          Could not find ${name} ${version}: the package set "nixpkgs" offers ${builtins.concatStringsSep ", " (builtins.attrNames offer)}. Ask for one of these.'')).attribute;
    in
    (packagesOf name).${attribute}
      or (throw "Could not find ${attribute} in the pinned nixpkgs: it is too old or too new for ${name} ${version}. Pin another.");

  # What compiles native parts: a compiler that wraps its own libraries, make, and pkg-config.
  compilerOf =
    tree: name:
    tree.symlinkJoin {
      inherit name;
      paths = [
        tree.stdenv.cc
        tree.gnumake
        tree.pkg-config
      ];
    };

  build = import ../../lib/build.nix {
    inherit system;
    inherit (pkgs) bash;
    tools = [
      pkgs.coreutils
      pkgs.findutils
      pkgs.gnused
      pkgs.gnugrep
      pkgs.gnutar
      pkgs.gzip
    ];
  };
in
{
  name = "nixpkgs";
  inherit system build;
  inherit (pkgs) bash coreutils;
  fetch = import ../../lib/fetch.nix { inherit mirrors; };
  cacert = "${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt";
  tzdata = "${pkgs.tzdata}/share/zoneinfo";

  toolchain = {
    nodejs = version: rec {
      bin = offered "nodejs" version;
      npm = bin; # nixpkgs ships npm in the same package
      manager = name: version: if name == "npm" then bin else offered name version;
      native = {
        compiler = compilerOf pkgs "compiler";
        headers = bin;
        python = pkgs.python3;
      };
    };
    python =
      version:
      let
        python = offered "python" version;
      in
      {
        bin = python;
        inherit (python) sitePackages;
        builders = [ python.pkgs.setuptools python.pkgs.wheel ];
        pip = "${python.pkgs.pip}/${python.sitePackages}";
        package =
          name:
          python.pkgs.${name}
            or (throw "Could not find the Python package ${name} in the pinned nixpkgs: it has no such attribute for Python ${version}. Pin a wheel by hash, or another nixpkgs.");
      };
    go = version: rec {
      bin = offered "go" version;
      root = "${bin}/share/go";
    };
    rust = version: {
      bin = build {
        name = "rust-${version}";
        script = ../../lib/programs.sh;
        data.programs = [
          "${offered "rust" version}/bin/rustc"
          "${offered "rust" version}/bin/rustdoc"
          "${(packagesOf "rust").cargo}/bin/cargo"
        ];
      };
      compiler = compilerOf (packagesOf "rust") "rust-compiler";
    };
    ruby =
      version:
      let
        ruby = offered "ruby" version;
      in
      {
        bin = ruby;
        headers = "${ruby}/include";
        compiler = compilerOf (packagesOf "ruby") "ruby-compiler";
        package =
          name:
          ruby.gems.${name}
            or (throw "Could not find the gem ${name} in the pinned nixpkgs: it has no such attribute for Ruby ${version}. Lock the gem with its checksum, or pin another nixpkgs.");
      };
    jdk =
      version:
      let
        jdk = offered "jdk" version;
      in
      {
        bin = jdk;
        home = jdk.home or "${jdk}/lib/openjdk";
        runtime = jdk; # the headless one: a smaller runtime would be built for each app
      };
    maven = version: { bin = offered "maven" version; };
    gradle = version: { bin = offered "gradle" version; };
    php =
      version:
      let
        php = offered "php" version;
      in
      {
        bin = php;
        extensions = names: php.withExtensions ({ enabled, all }: enabled ++ map (name: all.${name}) names);
        inherit (php.packages) composer;
      };
    caddy = version: { bin = offered "caddy" version; };
  };
  defaultVersion = name: versions.${name}.nixpkgs.default;

  elf = {
    interpreter = pkgs.stdenv.cc.bintools.dynamicLinker;
    libraries = map (package: "${package}/lib") [
      pkgs.stdenv.cc.libc
      pkgs.stdenv.cc.cc.lib
      pkgs.zlib
    ];
    patchelf = "${pkgs.patchelf}/bin/patchelf";
  };
}
