# Makes the app: the root of a release's closure.
#   $out/app            the application, working folder
#   $out/bin/<process>  one script for each process type
#   $out/firn.json      what Firn reads to run it
# Where the plan has a test, `test` of the result is a derivation that is there when it passed.
{
  set,
  plan,
  source,
}:
let
  names = attributes: pattern: what:
    builtins.mapAttrs (
      name: value:
      if builtins.match pattern name != null then
        value
      else
        throw "Could not use the ${what} ${builtins.toJSON name}: it must match ${pattern}. Rename it."
    ) attributes;
  processes = names plan.processes "[A-Za-z0-9][A-Za-z0-9_-]{0,62}" "process type";
  environment = names (plan.env or { }) "[A-Za-z_][A-Za-z0-9_]*" "variable";
  subdir =
    let
      given = if (plan.subdir or "") == "" then "." else plan.subdir;
      parts = builtins.filter builtins.isString (builtins.split "/" given);
    in
    if given == "." || builtins.all (part: part != "" && part != "." && part != "..") parts then
      given
    else
      throw "Could not use the folder ${builtins.toJSON given}: it must be a plain path inside the repository. Correct the plan.";
  plainName = if builtins.match "[A-Za-z0-9][A-Za-z0-9_-]{0,62}" plan.name != null then plan.name else "app";
in
{
  script, # the stack's own part; it finds the source in $PWD and fills $out/app
  inputs ? [ ], # on PATH while it builds
  runtime ? [ ], # folders on PATH while it runs
  programs ? "", # a folder of the app that comes before them
  data ? { },
  defaults ? { }, # the stack's variables; the plan's come after them
  test ? { }, # data and environment of the test, where they differ from the build's
}:
let
  app = set.build {
    name = plainName;
    script = ./release.sh;
    inherit inputs;
    data = common // {
      buildCommand = if (plan.build or null) == null then "" else plan.build.command;
    };
  };
  # The plan's test, in the place of its build command: the same tools and dependencies, over what the build made.
  tested = set.build {
    name = "test-${plainName}";
    script = ./release.sh;
    inherit inputs;
    data = common // (test.data or { }) // {
      buildCommand = plan.test.command;
      testedApp = "${app}";
      environment = common.environment // { CI = "true"; } // (test.environment or { });
    };
  };
  # Names and versions of what a build may know; the values come from the builder, and are in no derivation.
  secrets = (plan.settings or { })."build.secrets" or "";
  common = data // (if secrets == "" then { } else { buildSecrets = secrets; secretsScript = ./secrets.sh; }) // {
    inherit source subdir programs;
    stackScript = script;
    processes = builtins.mapAttrs (_: process: process.command) processes;
    environment = defaults // environment;
    runtimePath = map (folder: "${folder}") runtime ++ [
      "${set.bash}/bin"
      "${set.coreutils}/bin"
    ];
    bash = "${set.bash}/bin/bash";
    cacert = set.cacert;
    firnJson = builtins.toJSON {
      schema = 1;
      processes = builtins.attrNames processes;
      bash = "${set.bash}";
      coreutils = "${set.coreutils}";
      cacert = set.cacert;
      port = if (plan.port or null) == null then 8080 else plan.port;
    };
  };
in
app // (if (plan.test or null) == null then { } else { test = tested; })
