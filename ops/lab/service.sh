# shellcheck shell=bash
# Firn itself: built when sources are newer, started with an ahead-of-time cache, told where its nodes are.

SERVICE_JAR=$FIRN_ROOT/target/quarkus-app/quarkus-run.jar
BUILT=$FIRN_ROOT/target/.firn-built

# A small machine's measure: about 300 MB of resident memory when idle.
SERVICE_MEMORY=(-XX:+UseSerialGC -Xms32m "-Xmx${FIRN_HEAP:-256m}" -Xmn24m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30
  -XX:+UseCompactObjectHeaders -XX:ReservedCodeCacheSize=96m -XX:TrimNativeHeapInterval=60000 -Xss512k)
SERVICE_JAVA=(--enable-native-access=ALL-UNNAMED -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Djdk.httpclient.allowRestrictedHeaders=host)

is_built() {
  [[ -f $BUILT && -f $SERVICE_JAR ]] || return 1
  [[ -z $(find "$FIRN_ROOT/src/main" "$FIRN_ROOT/pom.xml" -newer "$BUILT" -print -quit) ]]
}

# The guards of the code run with the tests; here only the outcome counts.
build_service() {
  if is_built; then return; fi
  step_begin 'build the service with Maven'
  mkdir -p "$RUN" "$FIRN_ROOT/target"
  touch "$BUILT.started"
  mvn -q -B -f "$FIRN_ROOT/pom.xml" -Dmaven.test.skip=true -Dspotless.check.skip=true package >"$RUN/build.log" 2>&1 ||
    fail "build the service: Maven says \"$(grep -m1 -E '^\[ERROR\]' "$RUN/build.log" | cut -c1-300)\". See $RUN/build.log."
  mv "$BUILT.started" "$BUILT"
  step_end
}

# The service runs from a copy, named by its content: a later build must not change jars under a running JVM, and the
# ahead-of-time cache holds for exactly these files on exactly this JDK.
service_copy() {
  local key
  key=$({ cd "$FIRN_ROOT/target/quarkus-app" && find . -name '*.jar' -print0 | sort -z | xargs -0 sha256sum; "$JAVA_HOME/bin/java" -version 2>&1; echo "${SERVICE_MEMORY[@]}"; } | sha256sum | head -c 16)
  echo "$FIRN_CACHE/service/$key"
}

install_service() {
  local copy=$1
  if [[ -d $copy ]]; then
    touch "$copy"
    return
  fi
  mkdir -p "$FIRN_CACHE/service"
  prune_service_copies
  rm -rf "$copy.partial"
  cp -a "$FIRN_ROOT/target/quarkus-app" "$copy.partial"
  mv "$copy.partial" "$copy"
  touch "$copy"
}

# Each weighs some 200 MB: the newest three stay, and those that a process runs from.
prune_service_copies() {
  local old
  find "$FIRN_CACHE/service" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- | while read -r old; do
    grep -lzF -- "$old/" /proc/[0-9]*/cmdline >/dev/null 2>&1 || rm -rf "$old"
  done
}

# Made by a run on throwaway data, as a JVM writes the cache when it ends.
make_aot_cache() {
  local copy=$1 cache=$1/service.aot
  [[ ! -s $cache && ${FIRN_AOT:-yes} == yes ]] || return 0
  step_begin 'make the ahead-of-time cache'
  rm -rf "$FIRN_HOME/training"
  mkdir -p "$FIRN_HOME/training"
  local port path
  port=$(free_port 17480)
  sed -e "s|^quarkus.http.port=.*|quarkus.http.port=$port|" -e "s|$FIRN_HOME/data|$FIRN_HOME/training|" \
    -e "s|^firn.bootstrap-token-file=.*|firn.bootstrap-token-file=$FIRN_HOME/training/token|" \
    -e 's|^firn.caddy.admin=.*|firn.caddy.admin=http://127.0.0.1:9|' -e 's|^firn.docker.host=.*|firn.docker.host=unix:///nonexistent|' \
    -e "s|^firn.instance=.*|firn.instance=00000000|" "$FIRN_HOME/settings.properties" | write_file "$FIRN_HOME/training/settings.properties" 600
  spawn_service training "$copy" "$FIRN_HOME/training/settings.properties" "-XX:AOTCacheOutput=$cache.partial"
  wait_until 180 ready_or_dead training "$port" || true
  if service_ready "$port" 2>/dev/null; then
    touch "$FIRN_HOME/training/ready"
    for path in /q/metrics /q/openapi /api/v1/apps /api/v1/nodes; do
      curl -s -m 5 -o /dev/null -H "Authorization: Bearer $(cat "$FIRN_HOME/training/token" 2>/dev/null)" "http://127.0.0.1:$port$path" || true
    done
  fi
  stop_process training 90
  if [[ -s $cache.partial && -e $FIRN_HOME/training/ready ]]; then
    mv "$cache.partial" "$cache"
    step_end
  else
    step_end 'left out, see run/training.log'
  fi
  rm -rf "$FIRN_HOME/training" "$cache.partial"
}

service_url() { echo "http://localhost:$(port_of service)"; }
service_ready() { curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$1/q/health/ready"; }

# Settings that a person added by hand stay: only the keys below are ours.
write_settings() {
  local file=$FIRN_HOME/settings.properties ours kept='' constraint
  constraint=$(swarm_constraint)
  ours="quarkus.http.host=0.0.0.0
quarkus.http.port=$(port_of service)
firn.data-dir=$FIRN_HOME/data
firn.instance=$(instance_id)
firn.public-url=$(service_url)
firn.node-url=http://$(host_address):$(port_of service)
firn.registry-host=$(registry_host):$(port_of service)
firn.edge-port=$(port_of edge)
firn.caddy.admin=http://127.0.0.1:$(port_of caddy_admin)
firn.docker.host=$(docker_host)
firn.swarm.node-address=$(node_address)
${constraint:+firn.swarm.constraints=$constraint
}firn.ssh.key-file=$LAB/ssh/id_ed25519
firn.bootstrap-token-file=$(config_dir)/token
firn.nix-home=$FIRN_ROOT"
  if [[ -f $file ]]; then
    kept=$(awk -F= 'NR == FNR {ours[$1]; next} !($1 in ours)' <(echo "$ours") "$file")
  fi
  if [[ $kept != *firn.domain=* ]]; then ours+=$'\nfirn.domain=localhost'; fi
  if [[ $kept != *firn.package-set=* ]]; then ours+=$'\nfirn.package-set=debian'; fi
  printf '%s\n' "$ours" "$kept" | sed '/^$/d' | write_file "$file" 600
}

spawn_service() {
  local name=$1 copy=$2 settings=$3
  shift 3
  # glibc keeps freed memory per thread; two arenas are enough.
  spawn "$name" "$RUN/$name.log" env MALLOC_ARENA_MAX=2 "$JAVA_HOME/bin/java" "${SERVICE_MEMORY[@]}" "${SERVICE_JAVA[@]}" "$@" \
    -Dquarkus.config.locations="$settings" -jar "$copy/quarkus-run.jar"
}

# Whether what runs was started from these programs with the settings as they are now: it reads them once.
service_is_current() {
  [[ $(cat "$RUN/service.copy" 2>/dev/null) == "$1" && $(cat "$RUN/service.settings" 2>/dev/null) == "$(settings_hash)" ]]
}
settings_hash() { sha256sum <"$FIRN_HOME/settings.properties"; }

# service_start: idempotent; used by `up` and, after a test killed it, by lab.sh.
service_start() {
  local copy port config
  port=$(port_of service)
  copy=$(service_copy)
  # A newer build takes the place of the one that runs, and so do other settings.
  if running service && service_ready "$port" 2>/dev/null && service_is_current "$copy"; then return; fi
  stop_process service 20
  must_be_free service
  config=$(config_dir)
  mkdir -p "$config" "$FIRN_HOME/data"
  chmod 700 "$config"
  # A service that was started by itself over the same data keeps its first token there, and makes no other.
  if [[ ! -s $config/token && -s $FIRN_HOME/data/admin-token ]]; then write_file "$config/token" 600 <"$FIRN_HOME/data/admin-token"; fi
  install_service "$copy"
  echo "$copy" | write_file "$RUN/service.copy"
  settings_hash | write_file "$RUN/service.settings"
  local -a aot=()
  if [[ -s $copy/service.aot ]]; then aot=("-XX:AOTCache=$copy/service.aot"); fi
  spawn_service service "$copy" "$FIRN_HOME/settings.properties" "${aot[@]}"
  wait_until 180 ready_or_dead service "$port" || true
  service_ready "$port" 2>/dev/null || fail "start the service: $(service_complaint) See $RUN/service.log."
  service_url | write_file "$config/url"
}

ready_or_dead() { service_ready "$2" || ! running "$1"; }

service_complaint() {
  if running service; then echo 'it is not ready after 180 s.'; else grep -E 'ERROR|Could not|Exception' "$RUN/service.log" | tail -n 1 | cut -c1-300; fi
}

api() {
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body -m 90 -X "$method" -H "Content-Type: application/json" -K <(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$(config_dir)/token")") \
    "http://127.0.0.1:$(port_of service)/api/v1$path" "$@"
}

register_builder() {
  local name=$1 host=$2 port=$3 user=$4 key=$5 slots
  slots=${FIRN_SLOTS:-$(nproc)}
  jq -n --arg name "$name" --arg host "$host" --argjson port "$port" --arg user "$user" --arg key "$key" --argjson slots "$slots" \
    --arg system "$(uname -m)-linux" \
    '{name: $name, roles: ["builder"], ssh: {host: $host, port: $port, user: $user}, hostKey: $key, systems: [$system], slots: $slots}' |
    api POST /nodes -d @- >"$RUN/register.log" 2>&1 ||
    fail "register $name: the service answers \"$(head -c 300 "$RUN/register.log")\". See $RUN/service.log."
}
