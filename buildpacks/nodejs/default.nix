# Node.js apps with npm. node_modules is a derivation of its own, made from the lock file's entries one by one.
{
  set,
  plan,
  deps,
  release,
  fetchAll,
}:
let
  toolchain = set.toolchain.nodejs plan.toolchain.version;
  caddy = set.toolchain.caddy (set.defaultVersion "caddy");

  modules =
    suffix: files:
    set.build {
      name = "node-modules${suffix}";
      script = ./modules.sh;
      inputs = [ toolchain.bin ];
      data = {
        installer = ./installer;
        node = "${toolchain.bin}/bin/node";
        inherit (set) elf;
        shell = "${set.bash}/bin/bash";
        files = map (file: { inherit (file) path source; }) (fetchAll files);
      };
    };
  production = modules "" (builtins.filter (file: !(file.dev or false)) deps.files);
  hasDev = builtins.any (file: file.dev or false) deps.files;
  # Development dependencies are there while the app is built, not while it runs.
  complete = if hasDev then modules "-build" deps.files else production;
  built = (plan.build or null) != null;

  # A site that was built here and is only served needs neither Node.js nor its modules any more.
  site = import ../static/server.nix { inherit set plan caddy; };
  servesOnly = (plan.static or null) != null && builtins.all (p: p.command == site.command) (builtins.attrValues plan.processes);
in
{
  app = release {
    script = ./app.sh;
    inputs = [
      toolchain.bin
      toolchain.npm
    ];
    runtime =
      (if (plan.static or null) != null then site.runtime else [ ])
      ++ (
        if servesOnly then
          [ ]
        else
          [
            "${production}/node_modules/.bin"
            "${toolchain.bin}/bin"
            "${toolchain.npm}/bin"
          ]
      );
    data = {
      buildModules = if built then "${complete}/node_modules" else "";
      modules = if servesOnly then "" else "${production}/node_modules";
      keep = if servesOnly then plan.static.root else "";
    };
    defaults =
      if servesOnly then
        { }
      else
        {
          NPM_CONFIG_UPDATE_NOTIFIER = "false";
          NPM_CONFIG_FUND = "false";
        };
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      nodejs = "${toolchain.bin}";
      npm = "${toolchain.npm}";
    } // (if built then { build = "${complete}"; } else { }) // (if servesOnly then { } else { runtime = "${production}"; });
  };
}
