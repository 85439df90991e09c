# Python apps. The environment (the interpreter's own view of its modules) is a derivation of its own: packages that the set
# supplies are linked into it, hash-pinned files of the index are unpacked into it.
{
  set,
  plan,
  deps,
  release,
  resolving,
  fetchAll,
}:
let
  toolchain = set.toolchain.python plan.toolchain.version;
  environment = set.build {
    name = "python-environment";
    script = ./environment.sh;
    inputs = [ toolchain.bin ];
    data = {
      installer = ./installer;
      python = "${toolchain.bin}/bin/python3";
      inherit (toolchain) sitePackages;
      supplied = map (entry: {
        inherit (entry) name version;
        path = "${toolchain.package entry.package}";
      }) (deps.supplied or [ ]);
      files = map (file: { inherit (file) name file source; }) (fetchAll (deps.files or [ ]));
      inherit (set) elf;
    }
    // (if sources == [ ] then { } else { builders = map (package: "${package}") toolchain.builders; });
  };
  # Source archives are built by setuptools.
  sources = builtins.filter (file: builtins.match ".*\\.(tar\\.gz|zip)" file.file != null) (deps.files or [ ]);
in
{
  # An app that asks for what the package set does not have; see nix/lib/resolving.nix.
  resolve = resolving {
    choose = ./resolve.sh;
    inputs = [ toolchain.bin ];
    data = {
      python = "${toolchain.bin}/bin/python3";
      chooser = ./choose.py;
      inherit (toolchain) pip;
      requirements = (plan.settings or { }).requirements or "";
      limits = (plan.settings or { }).limits or "";
    };
  };

  app = release {
    script = ./app.sh;
    inputs = [
      environment
      toolchain.bin
    ];
    runtime = [ "${environment}/bin" ];
    data.pythonHome = "${environment}";
    defaults = {
      PYTHONUNBUFFERED = "1";
      PYTHONUTF8 = "1";
      PYTHONTZPATH = set.tzdata;
      TZDIR = set.tzdata;
    };
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      python = "${toolchain.bin}";
      runtime = "${environment}";
    };
  };
}
