# Every package of one lock file as a derivation: { <package> = <derivation>; }.
# One store path a package, references by Depends. Packages that need each other (a cycle), and those that `merge` names
# (an interpreter cut in pieces that look for each other beside themselves), become one path, named after the first.
{
  system,
  fetch,
  seed,
  lock,
  tools, # the unpacked patchelf; null while it is made itself
  merge ? { }, # package -> packages that live in its path
  after ? { }, # package -> shell text run at the end, in unpack.sh's environment
  shell ? null, # what #!/bin/sh becomes where the lock has no bash of its own
  python ? null, # the package whose path holds Python
}:
let
  inherit (lock) packages;

  closureOf =
    name:
    map (x: x.key) (
      builtins.genericClosure {
        startSet = [ { key = name; } ];
        operator = x: map (key: { inherit key; }) packages.${x.key}.depends;
      }
    );
  closures = builtins.mapAttrs (name: _: closureOf name) packages;
  reaches = builtins.mapAttrs (
    _: names: builtins.listToAttrs (map (name: { inherit name; value = null; }) names)
  ) closures;

  mergedInto = builtins.foldl' (
    acc: owner: acc // builtins.listToAttrs (map (name: { inherit name; value = owner; }) merge.${owner})
  ) { } (builtins.attrNames merge);

  # The package whose path `name` is part of.
  ownerOf =
    name:
    mergedInto.${name}
      or (builtins.head (builtins.sort builtins.lessThan (builtins.filter (other: reaches.${other} ? ${name}) closures.${name})));
  owners = builtins.mapAttrs (name: _: ownerOf name) packages;
  membersOf = owner: builtins.filter (name: owners.${name} == owner) (builtins.attrNames packages);

  unique = list: builtins.attrNames (builtins.listToAttrs (map (name: { inherit name; value = null; }) list));

  storeName =
    name: version:
    let
      safe = builtins.replaceStrings [ "~" ":" ] [ "-" "-" ];
    in
    "${safe name}-${safe version}";

  libcOwner = owners.libc6 or null;
  shellFor =
    owner:
    if !(packages ? bash) then
      shell
    else if builtins.any (name: owners.${name} == owner) closures.bash then
      ""
    else
      derivations.bash;

  make =
    owner:
    let
      members = membersOf owner;
      outside = names: builtins.filter (o: o != owner) (unique (map (n: owners.${n}) names));
      direct = outside (builtins.concatMap (n: packages.${n}.depends) members);
      all = outside (builtins.concatMap (n: closures.${n}) members);
      isLibc = owner == libcOwner;
    in
    derivation {
      name = storeName owner packages.${owner}.version;
      inherit system;
      builder = "${seed}/bin/busybox";
      args = [
        "ash"
        "-eu"
        ./unpack.sh
      ];
      inherit seed;
      library = ./patch.sh;
      flat = "1";
      python =
        if python == null then
          ""
        else if owner == owners.${python} then
          "self"
        else if builtins.elem owners.${python} all then
          derivations.${python}
        else
          "";
      # The C library finds its own parts; patching the loader would break it.
      patchelf = if isLibc then "" else tools;
      libc = if builtins.elem libcOwner all then derivations.libc6 else "";
      debs = map (
        n:
        fetch {
          registry = "debian";
          inherit (packages.${n}) file;
          hash = "sha256:${packages.${n}.sha256}";
        }
      ) members;
      depends = map (o: derivations.${o}) direct;
      closure = map (o: derivations.${o}) all;
      shell = if isLibc || shellFor owner == null then "" else shellFor owner;
      after = after.${owner} or "";
    };

  made = builtins.listToAttrs (map (owner: { name = owner; value = make owner; }) (unique (builtins.attrValues owners)));
  derivations = builtins.mapAttrs (name: _: made.${owners.${name}}) packages;
in
derivations
