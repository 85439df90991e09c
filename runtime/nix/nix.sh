#!/bin/sh
# Firn's own Nix: started by the loader and with the libraries that lie beside it, whatever C library this machine has.
# Nix would take the loader for itself where it starts itself again, and the shell of its sandbox is the one that lies here.
own=$(readlink -f "$0") && own=${own%/bin/*} || exit 127
NIX_CONFIG="build-hook = $own/bin/nix __build-remote
sandbox-paths = /bin/sh=$own/libexec/sh
${NIX_CONFIG:-}"
export NIX_CONFIG
exec "$own/lib/ld-linux-x86-64.so.2" --argv0 "${0##*/}" --library-path "$own/lib" "$own/libexec/nix" "$@"
