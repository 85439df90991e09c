#!/usr/bin/env bash
# Pushes an app to an installation that is up (FIRN_HOME names it), then three times with one word of a file changed; prints what
# each push took and moved. In: the app's folder, a file in it, a word in that.
#   ops/bench/change.sh DIR src/App.js Powered
set -euo pipefail
(($# == 3)) || { echo "Could not measure: three words are wanted, a folder, a file in it and a word in that. See the head of $0." >&2; exit 2; }
dir=$(realpath "$1") file=$2 word=$3
[[ -f $dir/$file ]] || { echo "Could not measure: there is no file $dir/$file. Name another." >&2; exit 1; }
cd "$(dirname "$0")/../.."
home=${FIRN_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/firn}
[[ -f $home/settings.properties ]] || { echo "Could not measure: no installation at $home. Run ./firn up first." >&2; exit 1; }
export FIRN_IT_HOME=$home
# shellcheck disable=SC1091
source ops/lab/load.sh
use_jdk
exec mvn -o -B -q test -Dtest=ChangeBenchmark -Dsurefire.failIfNoSpecifiedTests=false \
  "-DargLine=-Xmx1g -Djdk.httpclient.allowRestrictedHeaders=host --enable-native-access=ALL-UNNAMED" \
  "-Dfirn.bench.app=$dir" "-Dfirn.bench.file=$file" "-Dfirn.bench.word=$word"
