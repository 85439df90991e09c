# Java apps: Maven builds them without network, from a repository that holds the files of deps.json and nothing else. What runs
# is a runtime without compiler and tools.
{
  set,
  plan,
  deps,
  release,
  fetchAll,
  source,
}:
let
  settings = plan.settings or { };
  tool = settings.tool or "maven";
  version = if (plan.toolchain or null) == null then set.defaultVersion "jdk" else plan.toolchain.version;
  jdk = set.toolchain.jdk version;
  asked = if (plan.packageManager or null) == null then null else plan.packageManager.version or null;
  maven = set.toolchain.maven (if asked == null then set.defaultVersion "maven" else asked);

  repository = set.build {
    name = "maven-repository";
    script = ./repository.sh;
    data.files = builtins.listToAttrs (
      map (file: {
        name = file.file;
        value = file.source;
      }) (fetchAll (deps.files or [ ]))
    );
  };

  # Some apps compile while they run: they ask for the whole JDK.
  runtime = if (settings.runtime or "jre") == "jdk" then jdk.bin else jdk.runtime;
  home = if (settings.runtime or "jre") == "jdk" then jdk.home else "${jdk.runtime}";

  known =
    if builtins.elem tool [ "maven" "none" ] then
      tool
    else
      throw ''
        Could not build with ${tool}: the package set "${set.name}" has no ${tool}. Build with Maven, or choose the package set "nixpkgs".'';
in
{
  # Maven has no lock file: Firn has this built once, in a network where only a recorder answers, and keeps what that wrote down.
  # The output is the same for all; its name is not, so it is never taken from an earlier time.
  resolve = set.build {
    name = "resolve-${settings.resolution or "nothing"}";
    script = ./resolve.sh;
    inputs = [ jdk.bin maven.bin ];
    data = {
      inherit source;
      bash = "${set.bash}/bin/bash";
      subdir = plan.subdir or ".";
      buildCommand = if (plan.build or null) == null then "" else plan.build.command;
      recorder = settings.recorder or (throw "Could not resolve: the plan names no recorder. Let Firn resolve the dependencies.");
      jdkHome = jdk.home;
      goals = settings.goals or "package";
      module = settings.module or "";
      maven = ./maven.sh;
      settings = ./settings.xml;
      outputHashMode = "flat";
      outputHash = builtins.hashString "sha256" "resolved\n";
      outputHashAlgo = "sha256";
    };
  };

  deps = repository;
  app = release {
    script = ./app.sh;
    inputs = [ jdk.bin ] ++ (if known == "maven" then [ maven.bin ] else [ ]);
    runtime = [ "${runtime}/bin" ];
    defaults = {
      JAVA_HOME = home;
      MALLOC_ARENA_MAX = "2"; # else the C library keeps an arena of memory for each thread
    };
    data = {
      tool = known;
      inherit repository;
      jdkHome = jdk.home;
      goals = settings.goals or "package";
      module = settings.module or "";
      jar = settings.jar or "";
      normalise = ./Normalise.java;
      maven = ./maven.sh;
      settings = ./settings.xml;
    };
  };
}
