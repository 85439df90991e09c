#!/usr/bin/env bash
# Measures a one-line change of a Node.js app against its first build, on the first builder of an installation that is up
# (FIRN_HOME names it). In: the app's folder, and a file and a word in it that is changed. Prints seconds, and bytes of new paths.
#   ops/bench/node-change.sh DIR src/App.js Powered
set -euo pipefail
(($# == 3)) || { echo "Could not measure: three words are wanted, a folder, a file in it and a word in that. See the head of $0." >&2; exit 2; }
dir=$1 file=$2 word=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
lab() { "$root/ops/lab/lab.sh" "$@"; }
eval "$(lab env | grep -E '^(BUILDER_1_ROOT|NODE_URL)=')"
[[ -f $dir/$file ]] || { echo "Could not measure: there is no file $dir/$file. Name another." >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work" "$BUILDER_1_ROOT/root/node-change"' EXIT
build() { # NAME FOLDER
  "$root/firn" eject "$2" -a node-change -o "$work/flake-$1" > /dev/null
  rm -rf "$BUILDER_1_ROOT/root/node-change"
  cp -a "$work/flake-$1" "$BUILDER_1_ROOT/root/node-change"
  local from=$EPOCHREALTIME path
  path=$(lab builder ssh 1 "NIX_REMOTE=local nix build path:/root/node-change --no-link --print-out-paths 2>/root/node-change.log || { tail -n 20 /root/node-change.log >&2; exit 1; }" | tail -n 1)
  awk -v a="$from" -v b="$EPOCHREALTIME" -v n="$1" 'BEGIN {printf "| %s | %.1f s |", n, b - a}'
  lab builder ssh 1 "NIX_REMOTE=local nix path-info -s -S $path" | awk '{printf " %d bytes new | %d bytes in all |\n", $2, $3}'
}
cp -r "$dir" "$work/changed"
echo '| build | seconds | the app | its closure |'
echo '|---|---|---|---|'
build first "$dir"
for number in 1 2 3; do
  sed -i "s/$word/$word $number/" "$work/changed/$file"
  build "change $number" "$work/changed"
done
