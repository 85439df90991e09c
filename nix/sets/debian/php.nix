# PHP of a Debian release with chosen extensions. Debian's PHP looks for settings and extensions in /etc and /usr: both get
# their places in the store, through the variables that PHP itself reads, so that programs which PHP starts find them too.
{
  build,
  release,
  version,
  compiler, # of the same release
  patchelf,
  cacert,
  tzdata,
  bash,
}:
let
  parts = builtins.match "([0-9]+\\.[0-9]+).*" version;
  short = builtins.head parts;
  # The programs themselves, once for all choices of extensions.
  programs = build {
    name = "php-programs-${version}";
    script = ./php-programs.sh;
    inputs = [ compiler ];
    data = {
      programs = [
        "${release."php${short}-cli"}/bin/php${short}"
        "${release."php${short}-fpm"}/sbin/php-fpm${short}"
      ];
      names = [ "php" "php-fpm" ];
      source = ./zoneinfo.c;
      inherit patchelf tzdata;
    };
  };
  make =
    extensions:
    build {
      name = "php-${version}";
      script = ./php.sh;
      data = {
        programs = "${programs}";
        # Always there: what applications take for granted.
        extensions = map (name: "${release.${name}}") (
          map (name: "php${short}-${name}") [ "common" "opcache" "readline" ]
          ++ builtins.filter (name: !builtins.elem name [ "php${short}-cli" "php${short}-common" "php${short}-opcache" "php${short}-readline" ]) extensions
        );
        settings = ./php.ini;
        shell = "${bash}/bin/bash";
        inherit cacert;
      };
    };
  build-time = make (map (name: "php${short}-${name}") [ "curl" "intl" "mbstring" "xml" "zip" ]);
in
{
  inherit make;
  composer = build {
    name = "composer";
    script = ./composer.sh;
    data = {
      php = "${build-time}";
      composer = "${release.composer}";
      shell = "${bash}/bin/bash";
    };
  };
}
