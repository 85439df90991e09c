# What a package set is. Buildpacks are written against these names alone, so an app moves from one set to the other by a word.
rec {
  names = {
    name = "the set's name, as plans and flakes say it";
    system = "the Nix system, as x86_64-linux";
    fetch = "{ registry, file, hash }: one file of a registry (debian, npm, pypi, maven, rubygems, crates, packagist), by hash; see lib/fetch.nix";
    build = "{ name, script, inputs, data }: a derivation made by a bash script; see lib/build.nix. coreutils, findutils, sed, grep, tar and gzip are there";
    bash = "a package with bin/bash and bin/sh";
    coreutils = "a package with bin/env and its like";
    cacert = "the path of the certificate bundle, a file";
    tzdata = "the path of the time zone folder";
    defaultVersion = "toolchain name -> the version taken where nobody asks for one";
    toolchain = ''
      toolchain name -> version -> attributes. Each has `bin`, a package whose bin/ goes on PATH, and
        nodejs  npm (a package with bin/npm), manager (name of a package manager -> version -> a package with it in bin/),
                native (what native modules are compiled with: compiler, headers (a folder with include/node), python)
        python  sitePackages (folder of a package that holds modules), package (the set's name of a module -> package), builders (packages that make wheels out of source archives), pip (where Python finds the module pip)
        go      root (GOROOT)
        ruby    package (the set's name of a gem -> package), compiler (as rust's), headers (folder of Ruby's own, for native gems)
        rust    cargo and rustc in the same bin; compiler (a package with bin/cc and its like, pkg-config, make; what it links runs from the store)
        jdk     home (JAVA_HOME), runtime (a package with bin/java and nothing that only a build needs)
        maven   nothing more; its JDK is the caller's (JAVA_HOME)
        gradle  as maven; which JDK it is bound to, if any, stands in buildpacks/versions.json
        php     extensions (a list of the set's names of extensions -> a package with bin/php and bin/php-fpm that have them), composer
        caddy   nothing more'';
    elf = "{ interpreter, libraries, patchelf }: what makes a ready-made program of a registry run from the store";
  };

  require =
    set:
    let
      missing = builtins.filter (name: !(set ? ${name})) (builtins.attrNames names);
    in
    if missing == [ ] then
      set
    else
      throw "Could not use the package set \"${set.name or "?"}\": it lacks ${builtins.concatStringsSep ", " missing}. See nix/sets/interface.nix.";
}
