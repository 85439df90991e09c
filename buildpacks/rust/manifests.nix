# What decides how crates are compiled: manifests, lock file, Cargo's settings and a vendor folder, and nothing of the app's code.
#   folder  those files, as a path of their own
#   members names of the app's own packages
#   stubs   source files that the manifests name, which are made empty where crates are compiled ahead
{ source }:
let
  kindOf = folder: name: (builtins.readDir folder).${name} or "none";
  skipped = [ ".git" "node_modules" "target" ];
  plain = [ "Cargo.toml" "Cargo.lock" "rust-toolchain" "rust-toolchain.toml" ];

  # Folders below `folder` that hold a manifest somewhere, to a depth that no honest workspace exceeds.
  search =
    depth: path:
    let
      entries = builtins.readDir (source + "/${path}");
      folders = builtins.filter (name: entries.${name} == "directory" && !builtins.elem name skipped && name != "vendor") (
        builtins.attrNames entries
      );
      below = if depth == 0 then [ ] else builtins.concatMap (name: search (depth - 1) (join path name)) folders;
    in
    (if (entries."Cargo.toml" or "") == "regular" then [ path ] else [ ]) ++ below;
  join = path: name: if path == "" then name else "${path}/${name}";
  packages = search 8 "";

  parents =
    path:
    let
      parts = builtins.filter builtins.isString (builtins.split "/" path);
    in
    builtins.genList (n: builtins.concatStringsSep "/" (builtins.genList (builtins.elemAt parts) (n + 1))) (builtins.length parts);
  kept = builtins.listToAttrs (map (name: { inherit name; value = null; }) (builtins.concatMap parents packages));

  beneath = import ../../nix/lib/beneath.nix source;
  wanted =
    path: type:
    let
      file = beneath path;
      name = builtins.baseNameOf path;
      inside = folder: builtins.match "(.*/)?${folder}(/.*)?" file != null;
    in
    if inside "vendor" || inside "[.]cargo" then
      true
    else if type == "directory" then
      kept ? ${file}
    else
      builtins.elem name plain;

  # The targets of one manifest, by Cargo's own rules: https://doc.rust-lang.org/cargo/reference/cargo-targets.html
  manifestOf = path: builtins.fromTOML (builtins.readFile (source + "/${join path "Cargo.toml"}"));
  targets =
    path:
    let
      manifest = manifestOf path;
      package = manifest.package or { };
      folderOf = { bin = "src/bin"; example = "examples"; test = "tests"; bench = "benches"; };
      named = kind: map (target: target.path or "${folderOf.${kind}}/${target.name or "unnamed"}.rs") (manifest.${kind} or [ ]);
      start = package.default-run or null;
      all =
        [ (manifest.lib.path or "src/lib.rs") "src/main.rs" ]
        ++ builtins.concatMap named (builtins.attrNames folderOf)
        ++ (if start == null || start == (package.name or null) then [ ] else [ "src/bin/${start}.rs" ])
        ++ (if builtins.isString (package.build or null) then [ package.build ] else [ ]);
    in
    if !(manifest ? package) then
      [ ]
    else
      map (file: join path file) (builtins.filter (file: builtins.isString file && builtins.match "[A-Za-z0-9_./-]+" file != null) all);
  hasScript = path: kindOf (source + "/${path}") "build.rs" == "regular";
in
{
  folder = builtins.path {
    path = source;
    name = "manifests";
    filter = wanted;
  };
  members = builtins.filter (name: builtins.match "[A-Za-z0-9_-]+" name != null) (map (path: (manifestOf path).package.name or "") packages);
  stubs = builtins.concatMap targets packages ++ map (path: join path "build.rs") (builtins.filter hasScript packages);
}
