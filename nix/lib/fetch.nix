# One file of a registry, by hash. The address is neutral: it names the registry, not a host. Builders find the bytes through
# their hashed mirror; `mirrors` (registry -> base address) is for those who build an ejected flake without one.
# The address is no part of the output path.
{
  mirrors ? { },
}:
{
  registry,
  file,
  hash, # SRI, or <algorithm>:<hex>
}:
let
  base = mirrors.${registry} or "http://${registry}.sources.invalid";
  fileName = builtins.baseNameOf file;
  name = if builtins.match "[0-9A-Za-z+_?=-][0-9A-Za-z.+_?=-]{0,180}" fileName == null then "source-file" else fileName;
in
derivation {
  inherit name;
  system = "builtin";
  builder = "builtin:fetchurl";
  url = "${base}/${file}";
  urls = [ "${base}/${file}" ];
  outputHash = hash;
  outputHashAlgo = null;
  outputHashMode = "flat";
  preferLocalBuild = true;
  executable = false;
  unpack = false;
}
