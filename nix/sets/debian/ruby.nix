# Ruby of Debian as it is started from the store: its own load path is built in for another place.
{
  build,
  bash,
  offer,
  version,
  packages, # derivations of the release
}:
let
  name = (offer "ruby" version).package;
in
build {
  name = "ruby-${version}";
  script = ./ruby.sh;
  data = {
    ruby = "${packages.${name}}";
    program = name;
    suffix = builtins.replaceStrings [ "ruby" ] [ "" ] name;
    shell = "${bash}/bin/bash";
  };
}
