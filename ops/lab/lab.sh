#!/usr/bin/env bash
# Reaches single parts of an installation's lab: for tests of faults and for people who look closer.
# shellcheck disable=SC1091
source "$(dirname "${BASH_SOURCE[0]}")/load.sh"

usage() {
  cat >&2 <<'TEXT'
lab.sh env                                  prints KEY=VALUE of what runs
lab.sh builder start NUMBER [--suite SUITE]  with the Nix of another Debian suite: sid
lab.sh builder kill|freeze|thaw|cut|mend NUMBER
lab.sh builder remove NUMBER                with all that it holds
lab.sh builder ssh NUMBER COMMAND...        runs a command on a builder
lab.sh service start|stop|kill              the control plane alone
lab.sh engine start|kill                    the installation's own Docker Engine
lab.sh caddy start|kill
lab.sh nodes [NUMBER]                       raises builders, Engine and Caddy without the service
TEXT
  exit 2
}

lab_env() {
  local number
  echo "FIRN_HOME=$FIRN_HOME"
  echo "INSTANCE=$(instance_id)"
  echo "SSH_KEY=$LAB/ssh/id_ed25519"
  echo "HOST_ADDRESS=$(host_address)"
  for number in $(builder_numbers); do
    echo "BUILDER_${number}_SSH=root@$(builder_address "$number")"
    echo "BUILDER_${number}_HOSTKEY=$(builder_host_key "$number")"
    echo "BUILDER_${number}_KNOWN_HOSTS=$(builder_home "$number")/known_hosts"
    echo "BUILDER_${number}_ROOT=$(builder_home "$number")/root"
  done
  echo "DOCKER_HOST=$(docker_host)"
  echo "NODE_ADDRESS=$(node_address)"
  echo "REGISTRY_HOST=$(registry_host)"
  echo "CADDY=$(caddy_binary)"
  echo "CADDY_ADMIN=http://127.0.0.1:$(port_of caddy_admin)"
  echo "EDGE_PORT=$(port_of edge)"
  echo "SERVICE_PORT=$(port_of service)"
  echo "NODE_URL=http://$(host_address):$(port_of service)"
}

# Ends a process the hard way, with all that carries its mark.
kill_hard() {
  local mark
  mark=$(instance_id)/$1
  # shellcheck disable=SC2046
  if ! no_marked "$mark"; then signal KILL $(marked_pids "$mark"); fi
  stop_process "$1" 1
}

# As long as a builder of another suite takes to be downloaded and raised.
lock_verb() { lock_home 600; }

[[ $# -ge 1 ]] || usage
case "$1 ${2:-}" in
  'env ') lab_env ;;
  'builder ssh') builder_ssh "$3" "${@:4}" ;;
  'builder start')
    [[ $# -eq 3 || (${4:-} == --suite && ${5:-} =~ ^[a-z]+$) ]] || usage
    lock_verb && builder_start "$3" "${5:-}" && await_builder "$3"
    ;;
  'builder remove') lock_verb && stop_builder "$3" && rm -rf "$(builder_home "$3")" ;;
  'builder kill' | 'builder freeze' | 'builder thaw' | 'builder cut' | 'builder mend') "builder_$2" "$3" ;;
  'service start') lock_verb && use_jdk && service_start ;;
  'service stop') stop_process service 20 ;;
  # The control plane alone: what it started, its database too, lives on as it would after a crash.
  'service kill') signal KILL "$(pid_of service)" ;;
  'engine start') lock_verb && start_engine ;;
  'engine kill') kill_hard engine ;;
  'caddy start') lock_verb && start_caddy ;;
  'caddy kill') kill_hard caddy ;;
  'nodes '*)
    need_root nodes
    lock_verb
    install_prerequisites
    cache_lock caddy fetch_caddy
    raise_nodes "${2:-1}" ''
    start_engine
    start_caddy
    lab_env
    ;;
  *) usage ;;
esac
