# Rust programs. Crates are unpacked into a vendor folder, and compiled from the manifests alone, each a derivation of its own.
{
  set,
  plan,
  deps,
  release,
  resolving,
  source,
  fetchAll,
}:
let
  toolchain = set.toolchain.rust plan.toolchain.version;
  settings = plan.settings or { };
  word =
    what: given: pattern:
    if given == "" || builtins.match pattern given != null then
      given
    else
      throw "Could not use the ${what} ${builtins.toJSON given}: it must match ${pattern}. Correct the plan.";
  cargo = {
    package = word "package" (settings.package or "") "[A-Za-z0-9_][A-Za-z0-9_-]{0,100}";
    binary = word "program" (settings.binary or "") "[A-Za-z0-9_][A-Za-z0-9._-]{0,100}";
    features = word "features" (settings.features or "") "[A-Za-z0-9_][A-Za-z0-9_/, +-]{0,400}";
    inherit vendor;
    library = ./cargo.sh;
    patchelf = set.elf.patchelf;
  };
  tools = [
    toolchain.bin
    toolchain.compiler
  ];

  hasCrates = (deps.files or [ ]) != [ ] || (deps.supplied or [ ]) != [ ];
  vendor =
    if hasCrates then
      "${set.build {
        name = "crates";
        script = ./vendor.sh;
        data =
          let
            files = fetchAll (deps.files or [ ]);
          in
          {
            names = map (file: "${file.name}-${file.version}") files;
            archives = map (file: "${file.source}") files;
            supplied = map (entry: "${toolchain.crate entry.package}") (deps.supplied or [ ]);
          };
      }}"
    else
      "";

  manifests = import ./manifests.nix {
    source = if (plan.subdir or ".") == "." then source else source + "/${plan.subdir}";
  };
  # What Cargo compiles before it comes to the app's own code.
  compiled = set.build {
    name = "compiled-crates";
    script = ./compiled.sh;
    inputs = tools;
    data = cargo // {
      inherit (manifests) folder stubs members;
    };
  };
in
{
  # An app without a lock file; see nix/lib/resolving.nix.
  resolve = resolving {
    choose = ./resolve.sh;
    inputs = tools;
  };

  app = release {
    script = ./app.sh;
    inputs = tools;
    programs = "bin";
    data = cargo // {
      compiled = "${compiled}";
    };
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      rust = "${toolchain.bin}";
      compiler = "${toolchain.compiler}";
      compiled = "${compiled}";
    } // (if vendor == "" then { } else { inherit vendor; });
  };
}
