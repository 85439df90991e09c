#!/usr/bin/env bash
# Measures how the cache keeps closures and how fast they come in.
#
#   storage.sh gather FOLDER WORD... < LIST    dump closures out of a Nix store: LIST has a line "<series>/<release> <store path>"
#                                              for each release, oldest first; WORD... leads to the store (ssh root@builder)
#   storage.sh packing FOLDER                  levels of zstd on the newest release of each series
#   storage.sh chunking FOLDER [RELEASES]      content-defined chunks against one file a path, over the last ten releases
#   storage.sh push FOLDER ROOTS WORD...       a builder's store into an empty cache, and nix copy with zstd beside it;
#                                              ROOTS is a file of store paths, the store is reached as above
#
# Needs a JDK 25 in JAVA_HOME and Maven; push also a FOLDER that the builder sees under the same name.
set -euo pipefail
cd "$(dirname "$0")/../.."

java_main() {
  local classpath=target/bench.classpath main=$1
  shift
  [ -s "$classpath" ] || mvn -q -B test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$classpath"
  "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" -Xmx3g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "target/classes:target/test-classes:$(cat "$classpath")" "io.firn.cache.$main" "$@"
}

gather() {
  local folder=$1 release root path size
  shift
  mkdir -p "$folder/nars"
  : > "$folder/releases.txt"
  while read -r release root; do
    for path in $("$@" nix-store --query --requisites "$root" < /dev/null); do
      local nar=$folder/nars/${path##*/}.nar
      [ -s "$nar" ] || "$@" nix-store --dump "$path" > "$nar" < /dev/null
      size=$(stat -c %s "$nar")
      echo "$release $path $size" >> "$folder/releases.txt"
    done
  done
}

push() {
  local folder=$1 roots=$2 round began ended
  shift 2
  for round in 1 2 3; do
    rm -rf "$folder/ours" "$folder/stock"
    echo "Firn, seconds, paths, NAR bytes, packed bytes: $(java_main PushBench "$folder/ours" 1 "$roots" "$@" 2>/dev/null | tail -1)"
    began=$(date +%s.%N)
    xargs "$@" nix --extra-experimental-features nix-command copy --no-check-sigs \
      --to "file://$folder/stock?compression=zstd" < "$roots"
    ended=$(date +%s.%N)
    echo "nix copy with zstd, seconds: $(echo "$ended - $began" | bc)"
  done
}

case ${1:-} in
  gather) shift; gather "$@" ;;
  packing) java_main PackingBench "${2:?which folder}" 3 ;;
  chunking) java_main ChunkingBench "${2:?which folder}" "${3:-10}" 3 16384 65536 262144 5 ;;
  push) shift; push "$@" ;;
  *) sed -n '2,13p' "$0" >&2; exit 2 ;;
esac
