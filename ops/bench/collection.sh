#!/usr/bin/env bash
# Prints the table of docs/benchmarks.md on collecting the cache. Needs no installation: it starts a PostgreSQL of its own.
# Takes about three minutes; PATHS=10000 for a quick look.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck disable=SC1091
source ops/lab/load.sh
use_jdk
exec mvn -o -B -q test -Dtest=CollectionBenchmark -Dsurefire.failIfNoSpecifiedTests=false \
  "-DargLine=-Xmx512m --enable-native-access=ALL-UNNAMED -Dfirn.bench.paths=${PATHS:-100000}"
