# shellcheck shell=bash
# For the benchmarks of the cache, to be sourced: a service of its own on loopback with a cache that anybody may read, a stock Nix
# client in a root folder, and all of it gone afterwards. Sets work, root, inner (a folder of the client's), ours (the port), pids.
# shellcheck disable=SC1091
source ops/lab/load.sh
use_jdk
jar=${FIRN_JAR:-target/quarkus-app/quarkus-run.jar}
root=$(ops/lab/nix-client.sh trixie)
work=$(mktemp -d)
inner=/tmp/bench-$$
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  "$JAVA_HOME/bin/java" "-Dfirn.data-dir=$work/data" -jar "$jar" stop-database >/dev/null 2>&1 || true
  chmod -R u+w "${root:?}$inner" 2>/dev/null || true
  rm -rf "$work" "${root:?}$inner"
}
trap cleanup EXIT
mkdir -p "$root$inner"
free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "Could not measure: there is no $tool here. Type: apt-get install nginx-light wrk curl" >&2; exit 1; }
  done
}

# The client's way in without ops/lab's own start, which would count as part of each command: a program `nix` and `nix-store`.
make_client() {
  local name
  mkdir -p "$work/bin"
  for name in nix nix-store; do
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec unshare --mount --propagation private /bin/sh -c '\''mount --bind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'\'' %q /usr/bin/env HOME=%q PATH=/usr/bin:/bin LC_ALL=C %s "$@"\n' \
      "$root" "$inner" "$name" >"$work/bin/$name"
    chmod +x "$work/bin/$name"
  done
}

start_service() {
  [[ -f $jar ]] || { echo "Could not measure: there is no $jar. Type: mvn package -DskipTests" >&2; exit 1; }
  ours=$(free_port)
  echo "starting the service …" >&2
  "$JAVA_HOME/bin/java" -Xmx512m --enable-native-access=ALL-UNNAMED "-Dfirn.data-dir=$work/data" "-Dquarkus.http.port=$ours" -Dquarkus.http.host=127.0.0.1 \
    -Dfirn.cache.public-read=true -Dfirn.log.json=false -jar "$jar" >"$work/service.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 180); do
    curl -sf "http://127.0.0.1:$ours/q/health/ready" >/dev/null && break
    kill -0 "${pids[0]}" 2>/dev/null || { echo "Could not measure: the service ended." >&2; tail -n 5 "$work/service.log" >&2; exit 1; }
    sleep 1
  done
  printf 'machine 127.0.0.1 login firn password %s\n' "$(cat "$work/data/admin-token")" >"$root$inner/netrc"
}

median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

# What the machine was doing: ratios of a busy one are worth less.
machine_state() { echo "$(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"; }
