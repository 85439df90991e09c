# Java apps: Maven or Gradle builds them without network, from a repository that holds the files of deps.json and nothing else.
# What runs is a runtime without compiler and tools.
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
  # The tool that builds, and how it is run.
  builder =
    if tool == "none" then
      { inputs = [ ]; script = ""; }
    else if (tool == "maven" || tool == "gradle") && set.toolchain ? ${tool} then
      {
        inputs = [ (set.toolchain.${tool} (if asked == null then set.defaultVersion tool else asked)).bin ];
        script = if tool == "maven" then ./maven.sh else ./gradle.sh;
      }
    else
      throw ''
        Could not build with ${tool}: the package set "${set.name}" has no ${tool}. Build with Maven, or choose another package set.'';
  toolData = {
    inherit tool;
    toolScript = builder.script;
    jdkHome = jdk.home;
    goals = settings.goals or (if tool == "gradle" then "assemble" else "package");
    module = settings.module or "";
    settings = ./settings.xml;
    firnGradle = ./firn.gradle;
  };

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
in
{
  # Neither tool has a lock file: Firn has this built once, in a network where only a recorder answers, and keeps what that wrote down.
  # The output is the same for all; its name is not, so it is never taken from an earlier time.
  resolve = set.build {
    name = "resolve-${settings.resolution or "nothing"}";
    script = ./resolve.sh;
    inputs = [ jdk.bin ] ++ builder.inputs;
    data = toolData // {
      inherit source;
      bash = "${set.bash}/bin/bash";
      subdir = plan.subdir or ".";
      buildCommand = if (plan.build or null) == null then "" else plan.build.command;
      recorder = settings.recorder or (throw "Could not resolve: the plan names no recorder. Let Firn resolve the dependencies.");
      outputHashMode = "flat";
      outputHash = builtins.hashString "sha256" "resolved\n";
      outputHashAlgo = "sha256";
    };
  };

  deps = repository;
  app = release {
    script = ./app.sh;
    inputs = [ jdk.bin ] ++ builder.inputs;
    runtime = [ "${runtime}/bin" ];
    defaults = {
      JAVA_HOME = home;
      MALLOC_ARENA_MAX = "2"; # else the C library keeps an arena of memory for each thread
    };
    data = toolData // {
      inherit repository;
      jar = settings.jar or "";
      normalise = ./Normalise.java;
    };
  };
}
