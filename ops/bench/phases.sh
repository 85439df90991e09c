#!/usr/bin/env bash
# Prints the tables of docs/benchmarks.md, measured on an installation that is up (FIRN_HOME names it).
# Takes about ten minutes with its defaults; PAIRS=1 BUILD_SECONDS=10 for a quick look.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=${FIRN_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/firn}
[[ -f $home/settings.properties ]] || { echo "Could not measure: no installation at $home. Run ./firn up first." >&2; exit 1; }
export FIRN_IT_HOME=$home
# shellcheck disable=SC1091
source ops/lab/load.sh
use_jdk
exec mvn -o -B -q test -Dtest=PhasesBenchmark -Dsurefire.failIfNoSpecifiedTests=false \
  "-DargLine=-Xmx1g -Djdk.httpclient.allowRestrictedHeaders=host --enable-native-access=ALL-UNNAMED" \
  "-Dfirn.bench.pairs=${PAIRS:-3}" "-Dfirn.bench.build-seconds=${BUILD_SECONDS:-60}"
