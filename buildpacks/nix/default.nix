# An app by a Nix expression of its own repository: a derivation, a set of derivations, or a function that gives one.
{
  set,
  plan,
  source,
  release,
}:
let
  settings = plan.settings or { };
  file =
    let
      parts = builtins.filter builtins.isString (builtins.split "/" settings.file);
    in
    if builtins.all (part: part != "" && part != "." && part != "..") parts then
      settings.file
    else
      throw "Could not use the file ${builtins.toJSON settings.file}: it must be a plain path inside the repository. Correct `file` in [settings] of firn.toml.";
  folder = if (plan.subdir or ".") == "." then source else source + "/${plan.subdir}";
  given = {
    firn = set;
    source = folder;
    inherit (set) system;
    inherit (plan) name;
  };
  expression = import (folder + "/${file}");
  asked = builtins.functionArgs expression;
  lacking = builtins.filter (name: !asked.${name} && !(given ? ${name})) (builtins.attrNames asked);
  value =
    if !builtins.isFunction expression then
      expression
    else if lacking != [ ] then
      throw "Could not call ${file}: it asks for ${builtins.concatStringsSep ", " lacking}, and is given ${builtins.concatStringsSep ", " (builtins.attrNames given)}. Give the others a default."
    else
      expression (if asked == { } then given else builtins.intersectAttrs asked given);
  wanted = settings.output or "default";
  package =
    if value.type or "" == "derivation" then
      value
    else
      value.${wanted}
        or (throw "Could not find what to run: ${file} gives neither a derivation nor a set with ${wanted}. Let it give one, or name another as `output` in [settings] of firn.toml.");
in
import ../../nix/lib/own.nix { inherit set plan release; } { inherit package; }
