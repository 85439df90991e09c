# A smaller descendant of nixpkgs (ekala-project/corepkgs) under the names of nixpkgs, for the check of the set `nixpkgs` where
# nixpkgs itself is too large to have. What the descendant lacks (Caddy, most libraries of Python, Ruby and PHP) bash stands in for:
# such an example shows that its buildpack asks the set for the right things, not that the tree has them.
tree: args:
let
  packages = import tree args;
  folders = folder: builtins.attrNames (builtins.readDir folder);
  supplied =
    stack:
    let
      examples = ../../buildpacks + "/${stack}/examples";
      of = name: (builtins.fromJSON (builtins.readFile (examples + "/${name}/deps.golden.json"))).supplied;
    in
    map (entry: entry.name) (builtins.concatMap of (folders examples));
  standIns = names: builtins.listToAttrs (map (name: { inherit name; value = packages.bash; }) names);
  python = own: own // { pkgs = standIns (supplied "python") // own.pkgs; };
  ruby = own: own // { gems = standIns (supplied "ruby") // (own.gems or { }); };
  php =
    own:
    own
    // {
      packages = standIns [ "composer" ] // (own.packages or { });
      withExtensions = own.withExtensions or (choose: packages.bash);
    };
in
packages
// {
  nodejs_20 = packages.nodejs.v20;
  nodejs_22 = packages.nodejs.v22;
  go_1_24 = packages.go.v1_24;
  go_1_25 = packages.go.v1_25;
  jdk17_headless = packages.java.v17;
  jdk21_headless = packages.java.v21;
  gradle_8 = packages.gradle.v8;
  pnpm_9 = packages.pnpm.v9;
  pnpm_10 = packages.pnpm.v10;
  python311 = python packages.python311;
  python312 = python packages.python312;
  python313 = python packages.python313;
  ruby_3_3 = ruby packages.ruby.v3_3;
  ruby_3_4 = ruby packages.ruby.v3_4;
  php82 = php packages.php.v82;
  php83 = php packages.php.v83;
  php84 = php packages.php.v84;
  caddy = packages.caddy or packages.bash;
}
