# shellcheck shell=bash
# The network of one installation: a bridge with a /24 of its own, to which every node is wired by a veth pair.

bridge_name() { echo "fn$(instance_id)"; }
link_name() { echo "fv$(instance_id)$1"; }

# Prints the first three numbers of our /24. Chosen once, from the instance id, stepping over nets in use.
subnet() {
  if [[ ! -s $LAB/subnet ]]; then
    local seed try net
    seed=$((16#$(instance_id)))
    for try in {0..200}; do
      net=10.$((200 + (seed + try) / 256 % 40)).$(((seed + try) % 256))
      if ! { ip -o -4 addr; ip -4 route; } | grep -qF " $net."; then break; fi
    done
    echo "$net" | write_file "$LAB/subnet"
  fi
  cat "$LAB/subnet"
}

host_address() { echo "$(subnet).1"; }
builder_address() { echo "$(subnet).$((10 + $1))"; }

bridge_up() {
  local bridge
  bridge=$(bridge_name)
  if ! ip link show "$bridge" >/dev/null 2>&1; then
    intend link "$bridge"
    ip link add "$bridge" type bridge
  fi
  ip -4 -o addr show dev "$bridge" | grep -qF " $(host_address)/" || ip addr add "$(host_address)/24" dev "$bridge"
  ip link set "$bridge" up
}

# wire_node NUMBER: systemd-nspawn makes the pair (it refuses a ready-made one where no udev runs); we plug it in.
wire_node() {
  local near
  near=$(link_name "$1")
  wait_until 10 test -e "/sys/class/net/$near" || return 1
  ip link set "$near" master "$(bridge_name)" up
}

# A free TCP port, searched from a start that differs between installations.
free_port() {
  local from=$1 port
  for ((port = from; port < from + 200; port++)); do
    if [[ -z $(ss -Hltn "sport = :$port") ]]; then
      echo "$port"
      return
    fi
  done
  fail "find a free port from $from on: 200 are taken. Free one, or choose another with a setting."
}

# port_of NAME: service, edge or caddy_admin. Chosen once; a port that another program took since is reported by its user.
port_of() {
  local file=$LAB/port-$1 offset
  if [[ ! -s $file ]]; then
    offset=0
    if [[ $FIRN_HOME != "$(realpath -m "$FIRN_DEFAULT_HOME")" ]]; then offset=$((1 + 16#$(instance_id) % 900)); fi
    case $1 in
      service) free_port $((7480 + offset)) ;;
      edge) free_port $((8480 + offset)) ;;
      caddy_admin) free_port $((9480 + offset)) ;;
    esac | write_file "$file"
  fi
  cat "$file"
}

# must_be_free NAME: a port that we are about to listen on and that somebody else took in the meantime.
must_be_free() {
  local port
  port=$(port_of "$1")
  [[ -z $(ss -Hltn "sport = :$port") ]] ||
    fail "start the $1: port $port is taken by $(ss -Hltnp "sport = :$port" | grep -o '"[^"]*"' | head -n 1). Free it, or delete $LAB/port-$1 to have another chosen."
}
