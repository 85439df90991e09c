# shellcheck shell=bash
# The Docker Engine: one that runs already is used as it is; else Firn starts its own in a network namespace of its own,
# so that its bridges, firewall rules and Swarm ports touch nothing of this machine and vanish with the namespace.

ENGINE_FILE=$LAB/engine.env
engine_namespace() { echo "firn-$(instance_id)"; }
engine_run() { echo "/run/firn-$(instance_id)"; }
engine_address() { echo "$(subnet).2"; }
docker_host() { sed -n 's/^DOCKER_HOST=//p' "$ENGINE_FILE"; }
engine_setting() { sed -n "s/^$1=//p" "$ENGINE_FILE" 2>/dev/null; }
engine() { docker -H "$(docker_host)" "$@"; }

# Chosen once: an installation does not change its Engine under its releases.
choose_engine() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock} swarm
  [[ ! -s $ENGINE_FILE ]] || return 0
  if [[ ${FIRN_ENGINE:-} == own ]] || ! have docker || ! docker -H "$host" info >/dev/null 2>&1; then
    choose_own_engine
    return
  fi
  swarm=$(docker -H "$host" info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}')
  case $swarm in
    'active true') write_engine "$host" foreign ;;
    active*) say '  The Docker Engine here is a worker of a Swarm: Firn leaves it alone and starts its own.' && choose_own_engine ;;
    *) if agreed 'The Docker Engine here has no Swarm. Initialise one on it?'; then write_engine "$host" initialised; else choose_own_engine; fi ;;
  esac
}

choose_own_engine() { write_engine "unix://$(engine_run)/docker.sock" own; }
write_engine() { printf 'DOCKER_HOST=%s\nENGINE=%s\n' "$1" "$2" | write_file "$ENGINE_FILE"; }

# A yes on the terminal or by --yes. Without either the answer is no.
agreed() {
  local answer
  if [[ $LAB_YES == true ]]; then return 0; fi
  [[ -t 0 && -t 2 ]] || return 1
  read -rp "  $1 [y/N] " answer
  [[ $answer == [yY]* ]]
}

start_engine() {
  choose_engine
  case $(engine_setting ENGINE) in
    own) start_own_engine ;;
    initialised) initialise_swarm "$(host_address)" ;;
    foreign) mark_foreign_node ;;
  esac
  intend labelled "$(docker_host)"
}

engine_answers() { engine info; }

start_own_engine() {
  local namespace address
  namespace=$(engine_namespace) address=$(engine_address)
  have dockerd || apt_install docker.io
  # Newer Debian keeps the client in a package of its own.
  have docker || apt_install docker-cli
  if ! running engine; then
    stop_own_engine
    raise_engine_namespace "$namespace" "$address"
    intend folder "$(engine_run)"
    mkdir -p "$(engine_run)" "$FIRN_HOME/lab/engine"
    intend cgroup "firn-$(instance_id)-engine"
    intend mounts-under "$(engine_run)"
    intend mounts-under "$FIRN_HOME/lab/engine"
    # `ip netns exec` would hide the cgroup mounts from the Engine.
    spawn engine "$RUN/engine.log" nsenter --net="/run/netns/$namespace" dockerd --data-root "$FIRN_HOME/lab/engine" \
      --exec-root "$(engine_run)/exec" --pidfile "$(engine_run)/docker.pid" -H "$(docker_host)" \
      --cgroup-parent "/firn-$(instance_id)-engine" --insecure-registry "$(subnet).0/24" --label "io.firn.instance=$(instance_id)"
  fi
  wait_until 30 engine_answers || fail "start the Docker Engine: \"$(tail -n 1 "$RUN/engine.log")\". See $RUN/engine.log."
  initialise_swarm "$address"
}

# The Engine's namespace hangs on our bridge; what its containers send out leaves through the host's own address.
raise_engine_namespace() {
  local namespace=$1 address=$2 near
  near=$(link_name e)
  bridge_up
  # The first namespace of a machine turns /run/netns itself into a mount.
  if ! mountpoint -q /run/netns; then intend netns-folder /run/netns; fi
  intend netns "$namespace"
  [[ -e /run/netns/$namespace ]] || ip netns add "$namespace"
  intend link "$near"
  if ! ip link show "$near" >/dev/null 2>&1; then
    ip link add "$near" type veth peer name eth0 netns "$namespace"
    ip link set "$near" master "$(bridge_name)" up
  fi
  ip -n "$namespace" link set lo up
  ip -n "$namespace" address replace "$address/24" dev eth0
  ip -n "$namespace" link set eth0 up
  ip -n "$namespace" route replace default via "$(host_address)"
  open_way_out
}

# Source translation for the Engine's namespace only, so that apps can call other machines.
open_way_out() {
  intend way-out "$(engine_address)"
  intend forwarding "$FORWARDING_BEFORE"
  if [[ $(</proc/sys/net/ipv4/ip_forward) == 0 ]]; then
    echo 0 >"$FORWARDING_BEFORE"
    echo 1 >/proc/sys/net/ipv4/ip_forward
  fi
  local rule
  while read -r rule; do
    # shellcheck disable=SC2086
    iptables -w 5 ${rule/ADD/-C} 2>/dev/null || iptables -w 5 ${rule/ADD/-I}
  done < <(way_out_rules "$(engine_address)" | sed 's/ -I / ADD /; s/^-I/ADD/')
}

way_out_rules() {
  echo "-I FORWARD -i $(bridge_name) -s $1 -j ACCEPT"
  echo "-I FORWARD -o $(bridge_name) -d $1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
  echo "-t nat -I POSTROUTING -s $1 ! -d $(subnet).0/24 -j MASQUERADE"
}

close_way_out() {
  local rule
  while read -r rule; do
    # shellcheck disable=SC2086
    while iptables -w 5 ${rule/-I/-D} 2>/dev/null; do :; done
  done < <(way_out_rules "$1")
}

# All installations share this one switch: the last to go puts it back, unless a Docker of the host came to need it.
FORWARDING_BEFORE=/run/firn-forwarding-before
restore_forwarding() {
  [[ -s $1 ]] || return 0
  if ip -o link show type bridge | grep -vF "$(bridge_name):" | grep -qE ': (fn[0-9a-f]{8}|docker_gwbridge|docker0):'; then return; fi
  cat "$1" >/proc/sys/net/ipv4/ip_forward
  rm -f "$1"
}

initialise_swarm() {
  if [[ $(engine info --format '{{.Swarm.LocalNodeState}}') == active ]]; then return; fi
  intend swarm "$(docker_host)"
  engine swarm init --advertise-addr "$1" --listen-addr "$1" >/dev/null ||
    fail "initialise a Swarm on $(docker_host): see the line above. Free its ports 2377, 7946 and 4789, then type: firn up."
}

# In somebody else's Swarm, Firn's services stay on this node, by a label that `down` takes away again.
mark_foreign_node() {
  local node
  node=$(engine info --format '{{.Swarm.NodeID}}')
  intend node-label "$(docker_host)" "$node"
  engine node update --label-add "$(node_label)=yes" "$node" >/dev/null ||
    fail "label this node of the Swarm: the Engine refused. Set FIRN_ENGINE=own to give Firn an Engine of its own."
}

node_label() { echo "io.firn.$(instance_id)"; }
swarm_constraint() { if [[ $(engine_setting ENGINE) == foreign ]]; then echo "node.labels.$(node_label)==yes"; fi; }
node_address() { if [[ $(engine_setting ENGINE) == own ]]; then engine_address; else host_address; fi; }
registry_host() { if [[ $(engine_setting ENGINE) == own ]]; then host_address; else echo 127.0.0.1; fi; }

# Removes what carries our label, services first: they would make new containers.
remove_labelled() {
  local host=$1 label kind ids
  label=label=io.firn.instance=$(instance_id)
  docker -H "$host" info >/dev/null 2>&1 || return 0
  for kind in service container network config secret volume; do
    # shellcheck disable=SC2086
    ids=$(docker -H "$host" "$kind" ls -q ${all_of[$kind]:-} --filter "$label" 2>/dev/null | sort -u) || continue
    [[ -n $ids ]] || continue
    # shellcheck disable=SC2086
    case $kind in
      container) docker -H "$host" rm -f $ids ;;
      network) wait_until 15 networks_removed "$host" $ids ;;
      *) docker -H "$host" "$kind" rm $ids ;;
    esac >/dev/null 2>&1 || true
    if [[ $kind == service ]]; then wait_until 20 no_containers "$host" "$label" || true; fi
  done
}
declare -A all_of=([container]=-a)

no_containers() { [[ -z $(docker -H "$1" ps -aq --filter "$2") ]]; }
networks_removed() { docker -H "$1" network rm "${@:2}"; }

stop_own_engine() {
  stop_process engine 20
  remove_cgroup "firn-$(instance_id)-engine"
  rm -f "$(engine_run)/docker.pid"
  clear_mounts_under "$(engine_run)"
  clear_mounts_under "$FIRN_HOME/lab/engine"
}
