# Calls a repository's flake.nix without Nix's own fetching: inputs come by its flake.lock from the repository itself, from what
# Firn put into the store before the evaluation, and, under the name `firn`, from the package set in use.
# Form of the lock: version 7, `nix flake metadata --json`; relative paths have a `parent` since Nix 2.26.
{
  set,
  folder, # the flake's, a string with the source as its context
  inputs, # node of the lock -> { path, narHash }
}:
let
  inherit (builtins) attrNames filter foldl' functionArgs isList listToAttrs pathExists substring;

  lock =
    if pathExists (folder + "/flake.lock") then
      builtins.fromJSON (builtins.readFile (folder + "/flake.lock"))
    else
      {
        root = "root";
        nodes.root = { };
      };

  firn = import ./own-input.nix { inherit set; };

  # An input is the name of a node, or the way to one from the root (`follows`).
  reached = input: if isList input then foldl' (node: name: reached (named node name)) lock.root input else input;
  named =
    node: name:
    lock.nodes.${node}.inputs.${name}
      or (throw "Could not find the flake's input ${builtins.toJSON name}: flake.lock does not have it. Run `nix flake lock` and commit flake.lock.");

  places = builtins.mapAttrs (
    name: node:
    let
      locked = node.locked or { };
      relative = locked.type or "" == "path" && substring 0 1 locked.path != "/";
      tree = if inputs ? ${name} then { type = "path"; inherit (inputs.${name}) path narHash; } else locked;
    in
    if name == lock.root then
      folder
    else if relative then
      places.${foldl' (at: step: reached (named at step)) lock.root (node.parent or [ ])} + "/${locked.path}"
    else
      # outside of Firn, in a flake that was taken away, Nix fetches what the lock names
      "${builtins.fetchTree tree}" + (if locked ? dir then "/${locked.dir}" else "")
  ) lock.nodes;

  input = node: name: if name == "firn" then firn else made.${reached (named node name)};

  made = builtins.mapAttrs (
    name: node: if node.flake or true then call name places.${name} else { outPath = places.${name}; }
  ) lock.nodes;

  call =
    node: outPath:
    let
      flake = import (outPath + "/flake.nix");
      declared = attrNames (flake.inputs or { }) ++ filter (name: name != "self") (attrNames (functionArgs flake.outputs));
      theInputs = listToAttrs (
        map (name: {
          inherit name;
          value = input node name;
        }) declared
      );
      outputs = flake.outputs (theInputs // { inherit self; });
      self = outputs // {
        inherit outPath outputs;
        inputs = theInputs;
        sourceInfo = { inherit outPath; };
        lastModified = 1;
        _type = "flake";
      };
    in
    self;
in
made.${lock.root}
