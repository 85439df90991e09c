# The files that deps.json names, as fixed-output fetches: the ones this system needs, each with the entry it came from.
# Those of the registry "source" lie in the repository itself, below the app's folder.
{ set, source, subdir ? "." }:
let
  carried =
    file:
    let
      parts = builtins.filter builtins.isString (builtins.split "/" file.file);
    in
    if builtins.any (part: part == "" || part == "." || part == "..") parts then
      throw "Could not use the file ${builtins.toJSON file.file}: it must be a plain path inside the repository."
    else
      builtins.path {
        path = source + "/${subdir}/${file.file}";
        name = "carried-file";
        recursive = false;
        sha256 = file.hash;
      };
  # npm's rule: a list of names that are allowed, or of !names that are not.
  allows =
    given: value:
    let
      list = if given == null then [ ] else given;
      refused = builtins.filter (x: builtins.substring 0 1 x == "!") list;
    in
    list == [ ] || !builtins.elem "!${value}" list && (refused == list || builtins.elem value list || builtins.elem "any" list);
  wanted = file: allows (file.os or [ ]) "linux" && allows (file.cpu or [ ]) "x64" && allows (file.libc or [ ]) "glibc";
in
files:
map (
  file:
  file
  // {
    source = if file.registry == "source" then carried file else set.fetch { inherit (file) registry file hash; };
  }
) (builtins.filter wanted files)
