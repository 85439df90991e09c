# Node.js apps. node_modules is a derivation of its own, laid out from the files and links that a lock file became (deps.json),
# whichever manager wrote it; the manager itself only runs scripts.
{
  set,
  plan,
  deps,
  release,
  fetchAll,
  source,
}:
let
  toolchain = set.toolchain.nodejs plan.toolchain.version;
  caddy = set.toolchain.caddy (set.defaultVersion "caddy");
  settings = plan.settings or { };

  # The plan's manager; of npm no version is that which belongs to this Node.js.
  asked =
    let
      said = plan.packageManager or null;
      name = if said == null then "npm" else said.name;
    in
    {
      inherit name;
      version =
        if (said.version or null) != null then
          said.version
        else if name == "npm" then
          ""
        else
          set.defaultVersion name;
    };

  # The command that runs scripts.
  manager =
    if asked.version == "" then
      toolchain.npm
    else if asked.name == "yarn" && builtins.match "1\\..*" asked.version == null then
      set.build {
        name = "yarn-${asked.version}-scripts";
        script = ./yarn.sh;
        data = {
          program = ./installer/yarn.mjs;
          node = "${toolchain.bin}/bin/node";
          bash = "${set.bash}/bin/bash";
          inherit (asked) version;
        };
      }
    else
      toolchain.manager asked.name asked.version;
  # Scripts call npm by habit, whoever installed.
  managers = if manager == toolchain.npm then [ manager ] else [ manager toolchain.npm ];

  links = deps.links or [ ];
  inside = link: builtins.match "(.*/)?node_modules/.*" link.target != null;
  forRun = builtins.filter (one: !(one.dev or false));

  # A lock file that holds one of the helpers of native modules may hold modules that have to be compiled.
  natives = builtins.any (
    file: builtins.elem file.name [ "nan" "node-addon-api" "node-gyp" "prebuild-install" "node-pre-gyp" ]
  ) deps.files;

  modules =
    files: links:
    set.build {
      name = "node-modules";
      script = ./modules.sh;
      inputs = [ toolchain.bin ] ++ (if natives then [ toolchain.native.compiler toolchain.native.python ] else [ ]);
      data = {
        native = if natives then { gyp = "${toolchain.npm}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js"; headers = "${toolchain.native.headers}"; } else { };
        installer = ./installer;
        node = "${toolchain.bin}/bin/node";
        inherit (set) elf;
        shell = "${set.bash}/bin/bash";
        files = map (file: {
          inherit (file) path source;
          optional = file.optional or false;
        }) (fetchAll files);
        links = map (link: { inherit (link) path target; }) (builtins.filter inside links);
      };
    };
  # A start script may run what the package calls a development dependency.
  whole = (settings."modules.run" or "") == "all";
  production = if whole then modules deps.files links else modules (forRun deps.files) (forRun links);
  hasDev = builtins.any (one: one.dev or false) (deps.files ++ links);
  # Development dependencies are there while the app is built, not while it runs.
  complete = if hasDev && !whole then modules deps.files links else production;
  built = (plan.build or null) != null;

  # Builders that gather pieces of node_modules themselves want files of their own: they follow no links out of the app, or change
  # what they copied.
  gathers = builtins.any (file: builtins.elem file.name [ "next" "nitro" "nitropack" ]) deps.files;

  # What is not needed any more once the app is built: everything but a folder that holds all it needs itself.
  site = import ../static/server.nix { inherit set plan caddy; };
  servesOnly = (plan.static or null) != null && builtins.all (p: p.command == site.command) (builtins.attrValues plan.processes);
  keep = if servesOnly then plan.static.root else settings.keep or "";
  alone = servesOnly || keep != "";
  buildModules = wanted: {
    modules = if wanted then "${complete}" else "";
    links = members links;
    copy = (settings.modules or (if gathers then "copy" else "links")) == "copy";
  };
  members = links: map (link: { inherit (link) path target; }) (builtins.filter (link: !inside link) links);
in
{
  # An app without a lock file: Firn has this built once, in a network where only a recorder answers, which keeps the lock file that the
  # manager makes. The output is the same for all; its name is not, so it is never taken from an earlier time.
  resolve = set.build {
    name = "resolve-${settings.resolution or "nothing"}";
    script = ./resolve.sh;
    inputs = [
      toolchain.bin
      (if manager == toolchain.npm then manager else toolchain.manager asked.name asked.version)
    ];
    data = {
      inherit source;
      manager = asked.name;
      inherit (asked) version;
      subdir = plan.subdir or ".";
      recorder = settings.recorder or (throw "Could not resolve: the plan names no recorder. Let Firn resolve the dependencies.");
      exchange = ./exchange.mjs;
      outputHashMode = "flat";
      outputHash = builtins.hashString "sha256" "resolved\n";
      outputHashAlgo = "sha256";
    };
  };

  app = release {
    script = ./app.sh;
    inputs = [ toolchain.bin ] ++ managers;
    runtime =
      (if (plan.static or null) != null then site.runtime else [ ])
      ++ (
        if servesOnly then
          [ ]
        else
          (if alone then [ ] else [ "${production}/node_modules/.bin" ]) ++ [ "${toolchain.bin}/bin" ] ++ map (one: "${one}/bin") (if alone then [ ] else managers)
      );
    data = {
      place = ./installer/place.mjs;
      settle = ./installer/settle.mjs;
      buildModules = buildModules built;
      modules = {
        modules = if alone then "" else "${production}";
        links = if alone then [ ] else members (forRun links);
        copy = false;
      };
      # What a build wrote down of the place of its modules names that of the ones at run time, or nothing.
      buildStore = if built && "${complete}" != "${production}" || alone then "${complete}" else "";
      runStore = if alone then "" else "${production}";
      runModules = if alone then "" else "${production}/node_modules";
      workspace = builtins.any (link: !inside link) links;
      inherit keep;
    };
    test = {
      data.buildModules = buildModules true;
      environment.NODE_ENV = "test";
    };
    defaults =
      if servesOnly then
        { }
      else
        {
          NPM_CONFIG_UPDATE_NOTIFIER = "false";
          NPM_CONFIG_FUND = "false";
        }
        // (
          if manager == toolchain.npm then
            { }
          else
            {
              # A manager of another version than the repository names must not fetch that one.
              COREPACK_ENABLE_STRICT = "0";
              SKIP_YARN_COREPACK_CHECK = "1";
              NPM_CONFIG_MANAGE_PACKAGE_MANAGER_VERSIONS = "false";
              NPM_CONFIG_VERIFY_DEPS_BEFORE_RUN = "false";
              PNPM_CONFIG_PM_ON_FAIL = "ignore";
              PNPM_CONFIG_VERIFY_DEPS_BEFORE_RUN = "false";
            }
        );
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links =
      {
        nodejs = "${toolchain.bin}";
        manager = "${manager}";
        npm = "${toolchain.npm}";
      }
      // (if built then { build = "${complete}"; } else { })
      // (if alone then { } else { runtime = "${production}"; });
  };
}
