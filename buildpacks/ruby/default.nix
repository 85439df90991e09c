# Ruby apps: the gems of Gemfile.lock, in exactly its versions, from the package set, the repository's vendor/cache or a registry.
{
  set,
  plan,
  deps,
  release,
  resolving,
  fetchAll,
}:
let
  version = if (plan.toolchain or null) == null then set.defaultVersion "ruby" else plan.toolchain.version;
  ruby = set.toolchain.ruby version;
  files = fetchAll (deps.files or [ ]);

  gems = set.build {
    name = "gems";
    script = ./gems.sh;
    inputs = [ ruby.bin ] ++ (if files == [ ] then [ ] else [ ruby.compiler ]);
    data = {
      installer = ./installer;
      zones = set.tzdata;
      headers = if files == [ ] then "" else ruby.headers;
      supplied = map (gem: "${gem.name} ${gem.version} ${ruby.package gem.package}") (deps.supplied or [ ]);
      archives = map (file: "${file.source}") files;
      names = map (file: "${file.name}-${file.version}") files;
    };
  };

  # A site that was built here and is only served needs neither Ruby nor its gems any more.
  site = import ../static/server.nix {
    inherit set plan;
    caddy = set.toolchain.caddy (set.defaultVersion "caddy");
  };
  static = (plan.static or null) != null;
  servesOnly = static && builtins.all (process: process.command == site.command) (builtins.attrValues plan.processes);
in
{
  # An app without a lock file; see nix/lib/resolving.nix.
  resolve = resolving {
    choose = ./resolve.sh;
    inputs = [ ruby.bin ];
  };

  deps = gems;
  app = release {
    script = ./app.sh;
    inputs = [ ruby.bin ];
    runtime = (if static then site.runtime else [ ]) ++ (if servesOnly then [ ] else [ "${gems}/bin" "${ruby.bin}/bin" ]);
    defaults =
      if servesOnly then
        { }
      else
        {
          GEM_HOME = "${gems}";
          BUNDLE_IGNORE_CONFIG = "1"; # a folder .bundle of the repository speaks of the developer's machine
          BUNDLE_FROZEN = "true";
          BUNDLE_WITHOUT = "development:test";
          PIDFILE = "/tmp/server.pid"; # the app's folder cannot be written
          BOOTSNAP_CACHE_DIR = "/tmp/bootsnap";
          MALLOC_ARENA_MAX = "2";
        };
    data = {
      inherit gems;
      siteRoot = if servesOnly then plan.static.root else "";
    };
  };
}
