# Where a path lies below a folder of the store. What a filter is told begins with the store's own root where it has one
# (nix build --store FOLDER), so lengths and whole paths cannot be compared.
folder: path:
let
  parts = builtins.split "\n" (builtins.replaceStrings [ "${toString folder}/" ] [ "\n" ] path);
in
builtins.elemAt parts (builtins.length parts - 1)
