# The one way in which buildpacks make a derivation: a bash script, the folders of its PATH, and data.
# Data never becomes shell text: Nix writes it quoted into a file that prelude.sh reads (structured attributes), so a command
# or a file name of a repository cannot break out of its place, whatever it holds.
{
  system,
  bash,
  tools, # on every script's PATH, after its own inputs
}:
{
  name,
  script,
  inputs ? [ ],
  data ? { },
}:
derivation (
  data
  // {
    inherit name system;
    builder = "${bash}/bin/bash";
    args = [
      "-eu"
      "-o"
      "pipefail"
      ./prelude.sh
      script
    ];
    __structuredAttrs = true;
    searchPath = map (input: "${input}/bin") (inputs ++ [ bash ] ++ tools);
  }
)
