# PHP apps: packages of Composer in a derivation of their own, PHP with the extensions that are asked for, and a web server.
{
  set,
  plan,
  deps,
  release,
  resolving,
  source,
  fetchAll,
}:
let
  toolchain = set.toolchain.php plan.toolchain.version;
  caddy = set.toolchain.caddy (set.defaultVersion "caddy");
  settings = plan.settings or { };
  framework = if (plan.framework or null) == null then "" else plan.framework;
  app = if (plan.subdir or ".") == "." then source else source + "/${plan.subdir}";

  extensions = builtins.filter (name: name != "") (map (entry: entry.package) (deps.supplied or [ ]));
  php = toolchain.extensions (builtins.attrNames (builtins.listToAttrs (map (name: { inherit name; value = null; }) extensions)));

  files = fetchAll (deps.files or [ ]);
  # Composer's own files decide what is installed; the app's code does not.
  packages =
    if files == [ ] then
      ""
    else
      "${set.build {
        name = "composer-packages";
        script = ./packages.sh;
        inputs = [ toolchain.composer php ];
        data = {
          manifests = builtins.path {
            path = app;
            name = "manifests";
            filter = path: _: builtins.elem (import ../../nix/lib/beneath.nix app path) [ "composer.json" "composer.lock" ];
          };
          localise = ./localise.php;
          names = map (file: file.name) files;
          archives = map (file: "${file.source}") files;
        };
      }}";

  root =
    let
      given = settings.root or ".";
      parts = builtins.filter builtins.isString (builtins.split "/" given);
    in
    if given == "." || builtins.all (part: builtins.match "[A-Za-z0-9_][A-Za-z0-9._-]*" part != null) parts then
      given
    else
      throw "Could not serve the folder ${builtins.toJSON given}: it must be a plain path inside the app. Correct the plan.";
  server = set.build {
    name = "php-server";
    script = ./server.sh;
    data = {
      inherit root;
      bash = "${set.bash}/bin/bash";
      php = "${php}";
      caddy = "${caddy.bin}/bin/caddy";
      caddyfile = ./Caddyfile;
      serve = ./serve.sh;
    };
  };
  # Frameworks that write beside their code get a place below /tmp.
  writing = {
    laravel = {
      APP_ENV = "production";
      APP_DEBUG = "false";
      LOG_CHANNEL = "stderr";
      LARAVEL_STORAGE_PATH = "/tmp/storage";
    };
    symfony = {
      APP_ENV = "prod";
      APP_DEBUG = "0";
      APP_LOG_DIR = "/tmp/log";
    };
  };
in
{
  # An app without a lock file; see nix/lib/resolving.nix.
  resolve = resolving {
    choose = ./resolve.sh;
    inputs = [ toolchain.composer php ];
  };

  app = release {
    script = ./app.sh;
    inputs = [
      toolchain.composer
      php
    ];
    runtime = [
      "${server}/bin"
      "${php}/bin"
    ];
    data = {
      inherit packages framework;
    };
    defaults = {
      TZDIR = set.tzdata;
    } // (writing.${framework} or { });
  };

  deps = set.build {
    name = "deps";
    script = ../../nix/lib/links.sh;
    data.links = {
      php = "${php}";
      composer = "${toolchain.composer}";
      caddy = "${caddy.bin}";
      server = "${server}";
    } // (if packages == "" then { } else { inherit packages; });
  };
}
