# shellcheck shell=bash
# Caddy, the proxy: from trixie-backports, because bookworm's and trixie's own are too old to close streams gently.

caddy_binary() { echo "${FIRN_CADDY:-$FIRN_CACHE/caddy-backports/usr/bin/caddy}"; }

fetch_caddy() {
  [[ ! -x $(caddy_binary) ]] || return 0
  unpack_packages "$FIRN_CACHE/caddy-backports" caddy/trixie-backports
}

caddy_answers() { curl -fsS -m 2 "http://127.0.0.1:$(port_of caddy_admin)/config/"; }

start_caddy() {
  if running caddy; then return; fi
  stop_process caddy 5
  local admin home=$FIRN_HOME/data/caddy
  admin=$(port_of caddy_admin)
  must_be_free caddy_admin
  must_be_free edge
  mkdir -p "$home"
  printf '{"admin":{"listen":"127.0.0.1:%s"}}' "$admin" | write_file "$RUN/caddy.json"
  spawn caddy "$RUN/caddy.log" env XDG_DATA_HOME="$home" XDG_CONFIG_HOME="$home" "$(caddy_binary)" run --config "$RUN/caddy.json"
  wait_until 15 caddy_answers ||
    fail "start Caddy: its admin port 127.0.0.1:$admin does not answer. See $RUN/caddy.log, then type: firn down && firn up."
}
