# shellcheck shell=bash
# Runs the tests: the plain ones in seconds, all that need no nodes, or all with an installation raised for them alone.

lab_test() {
  local what=$1 keep=$2
  mkdir -p "$FIRN_ROOT/target"
  case $what in
    unit)
      use_jdk
      mvn -B -f "$FIRN_ROOT/pom.xml" test -DexcludedGroups=started
      ;;
    local)
      use_jdk
      mvn -B -f "$FIRN_ROOT/pom.xml" test
      ;;
    all) with_lab "$keep" verify ;;
    *) with_lab "$keep" verify "-Dtest=*$what*Test" "-Dit.test=*$what*IT" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false ;;
  esac
}

# The lab of the tests is an installation of its own; it goes away however the tests end.
with_lab() {
  local keep=$1
  shift
  export FIRN_HOME=$FIRN_ROOT/target/lab FIRN_ENGINE=${FIRN_ENGINE:-own}
  "$FIRN_ROOT/firn" down --purge
  mkdir -p "$FIRN_HOME"
  # Patience costs a test its time: apps that never answer and builders that are gone are given up sooner than by default.
  printf '%s\n' 'firn.deploy.health.start-grace=15s' 'firn.node.suspect-after=12s' 'firn.node.lost-after=18s' \
    'firn.farm.lost-after=10s' "firn.pipeline.crash-file=$FIRN_HOME/crash-at" >"$FIRN_HOME/settings.properties"
  if [[ $keep != true ]]; then trap take_down_test_lab EXIT; fi
  "$FIRN_ROOT/firn" up --builders 3
  use_jdk
  export FIRN_IT_HOME=$FIRN_HOME
  set_properties
  # `up` has just packaged the service: once is enough, and its ahead-of-time cache holds for that very jar.
  mvn -B -f "$FIRN_ROOT/pom.xml" -DskipITs=false -Dquarkus.build.skip=true "${properties[@]}" "$@"
}

# Quiet when all went well: the last lines of a test run are Maven's own summary.
take_down_test_lab() {
  "$FIRN_ROOT/firn" down --purge >"$FIRN_ROOT/target/lab-down.log" 2>&1 || cat "$FIRN_ROOT/target/lab-down.log" >&2
}

# What lab.sh env tells, as properties: BUILDER_1_SSH becomes firn.it.builder.1.ssh.
set_properties() {
  local line key
  properties=()
  while read -r line; do
    key=${line%%=*}
    key=${key,,}
    properties+=("-Dfirn.it.${key//_/.}=${line#*=}")
  done < <("$FIRN_ROOT/ops/lab/lab.sh" env)
}
