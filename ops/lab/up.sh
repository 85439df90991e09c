# shellcheck shell=bash
# The order of `up`, `down`'s counterpart. Each line is idempotent, so that the second time takes seconds.

lab_up() {
  local builders=$1 external=$2 from=$EPOCHREALTIME number
  need_root up
  lock_home
  say "Firn $(instance_id) in $FIRN_HOME"
  install_prerequisites
  use_jdk
  build_service
  cache_lock caddy fetch_caddy
  raise_nodes "$builders" "$external"
  step_begin 'Docker Engine'
  start_engine
  step_end "$(engine_setting ENGINE)"
  step_begin 'Caddy'
  start_caddy
  step_end
  write_settings
  install_service "$(service_copy)"
  make_aot_cache "$(service_copy)"
  step_begin 'service'
  service_start
  step_end
  for number in $(if [[ -z $external ]]; then seq "$builders"; fi); do
    register_builder "builder-$number" "$(builder_address "$number")" 22 root "$(builder_host_key "$number")"
  done
  if [[ -n $external ]]; then register_external "$external"; fi
  say "Up in $(seconds_since "$from") s: $(service_url)  (apps: http://<app>.localhost:$(port_of edge), token: $(config_dir)/token)"
}

raise_nodes() {
  local builders=$1 external=$2 number
  make_ssh_key
  if [[ -n $external ]]; then return; fi
  if [[ ! -d $(base_root) ]]; then
    step_begin 'make the root of builders (once)'
    cache_lock base make_base_root
    step_end
  fi
  for ((number = 1; number <= builders; number++)); do
    step_begin "builder-$number"
    builder_start "$number"
    step_end
  done
  for ((number = 1; number <= builders; number++)); do await_builder "$number"; done
}

# register_external ssh://[user@]host[:port]: a machine that is there already, with Nix and our key let in.
register_external() {
  local rest=${1#ssh://} user=root port=22 host key version
  local -a options=(-i "$LAB/ssh/id_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=10 -o LogLevel=ERROR)
  if [[ $rest == *@* ]]; then user=${rest%%@*} rest=${rest#*@}; fi
  host=${rest%%[:/]*}
  if [[ $rest == *:* ]]; then port=${rest##*:} port=${port%/}; fi
  step_begin "builder at $host"
  key=$(ssh-keyscan -T 10 -p "$port" -t ed25519 "$host" 2>/dev/null | awk '!/^#/ {print $2, $3; exit}') || true
  [[ -n $key ]] || fail "reach $1: no SSH server with an ed25519 key answers there. Check the address, then type: firn up --builder $1."
  mkdir -p "$LAB/external"
  if [[ $port == 22 ]]; then echo "$host $key"; else echo "[$host]:$port $key"; fi | write_file "$LAB/external/known_hosts"
  options+=(-o UserKnownHostsFile="$LAB/external/known_hosts" -p "$port")
  version=$(ssh "${options[@]}" "$user@$host" nix --version 2>/dev/null) ||
    fail "use $1 as a builder: it does not let our key in, or has no nix. Add \"$(cat "$LAB/ssh/id_ed25519.pub")\" to $user's authorized_keys there."
  version=${version##* }
  [[ $(printf '%s\n' 2.24 "$version" | sort -V | head -n 1) == 2.24 ]] || fail "use $1 as a builder: its Nix is $version. Install 2.24 or newer there."
  register_builder "${host//[^a-z0-9-]/-}" "$host" "$port" "$user" "$key"
  step_end "Nix $version"
}
