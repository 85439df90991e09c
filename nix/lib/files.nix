# The files that deps.json names, as fixed-output fetches: the ones this system needs, each with the entry it came from.
{ set }:
let
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
    source = set.fetch { inherit (file) registry file hash; };
  }
) (builtins.filter wanted files)
