#!/usr/bin/env bash
# Prints two tables of docs/benchmarks.md: the scheduler on a simulated farm beside first-fit and Hydra's rule, and the queue in
# PostgreSQL under four control planes. Needs no installation. SEEDS="1 2" chooses the simulated farms.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck disable=SC1091
source ops/lab/load.sh
use_jdk
mvn -o -B -q test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath >/dev/null
classpath=target/test-classes:target/classes:$(<target/bench.classpath)
# shellcheck disable=SC2086
"$JAVA_HOME/bin/java" -Xmx1g -cp "$classpath" io.firn.bench.SchedulingSimulation ${SEEDS:-}
"$JAVA_HOME/bin/java" -cp "$classpath" io.firn.farm.QueueBenchmark
