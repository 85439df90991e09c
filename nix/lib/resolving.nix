# What a buildpack calls to have a lock file made of an app that has none: the tool of its language runs once, in a network where only a
# recorder of Firn answers, and the recorder keeps what it wrote. The output is the same for all; its name is not, so it is never taken
# from an earlier time.
{
  set,
  plan,
  source,
}:
{
  choose, # the script that runs the tool, in the app's folder; see resolving.sh
  inputs,
  data ? { },
}:
let
  settings = plan.settings or { };
in
set.build {
  name = "resolve-${settings.resolution or "nothing"}";
  script = ./resolving.sh;
  inherit inputs;
  data = data // {
    inherit source choose;
    subdir = plan.subdir or ".";
    recorder = settings.recorder or (throw "Could not resolve: the plan names no recorder. Let Firn resolve the dependencies.");
    outputHashMode = "flat";
    outputHash = builtins.hashString "sha256" "resolved\n";
    outputHashAlgo = "sha256";
  };
}
