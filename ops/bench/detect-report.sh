#!/usr/bin/env bash
# Prints, row by row, what detection makes of apps of other platforms beside what those platforms expect of them, then totals.
#
#   detect-report.sh CASES.tsv MIRRORS [SET]    MIRRORS/<owner>+<name>/repo is a bare git mirror; SET is debian or nixpkgs
#
# The columns of CASES.tsv stand in docs/reference/detection.md. Needs a JDK 25 in JAVA_HOME and Maven, no installation.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
cases=$(realpath "$1") mirrors=$(realpath "$2") set=${3:-debian}
cd "$(dirname "$0")/../.."
classpath=target/bench.classpath
[ -d target/test-classes ] && [ -s "$classpath" ] ||
  mvn -q -B test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$classpath" >&2
exec "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "target/test-classes:target/classes:$(cat "$classpath")" io.firn.bench.DetectReport "$cases" "$mirrors" "$set"
