# shellcheck shell=bash
# Takes down what the intents tell of, newest first. Each undo may run twice and may find nothing.

undo() {
  local kind=$1 what=$2
  case $kind in
    process) undo_process "$what" ;;
    # Our own Engine stops with all that it runs; what it was told to run is data, and comes back with it.
    labelled) if [[ $(engine_setting ENGINE) != own ]]; then remove_labelled "$what"; fi ;;
    swarm) undo_swarm "$what" ;;
    node-label) docker -H "$what" node update --label-rm "$(node_label)" "$3" >/dev/null 2>&1 || true ;;
    cgroup) remove_cgroup "$what" ;;
    mounts-under) clear_mounts_under "$what" ;;
    folder) rm -rf --one-file-system "$what" ;;
    way-out) close_way_out "$what" ;;
    forwarding) restore_forwarding "$what" ;;
    netns) undo_namespace "$what" ;;
    netns-folder) if [[ -z $(ls -A "$what" 2>/dev/null) ]]; then umount "$what" 2>/dev/null || true; fi ;;
    link) ip link del "$what" 2>/dev/null || true ;;
    *) say "Warning: $INTENTS holds an unknown line: $kind $what. It is left as it is." ;;
  esac
}

undo_process() {
  case $1 in
    builder-*) stop_builder "${1#builder-}" ;;
    engine) stop_own_engine ;;
    *) stop_process "$1" 20 ;;
  esac
}

# A Swarm that we initialised on somebody's Engine is left again, unless others have moved in.
undo_swarm() {
  [[ $(engine_setting ENGINE) == initialised ]] || return 0
  if [[ -n $(docker -H "$1" service ls -q 2>/dev/null) ]]; then
    say "  The Swarm on $1 runs services that are not Firn's: it is left as it is."
  else
    docker -H "$1" swarm leave --force >/dev/null 2>&1 || true
  fi
}

undo_namespace() {
  { ip netns pids "$1" 2>/dev/null || true; } | while read -r pid; do signal KILL "$pid"; done
  ip netns del "$1" 2>/dev/null || true
}

lab_down() {
  local purge=$1 kind what more failed=''
  if [[ ! -d $FIRN_HOME ]]; then
    say "Nothing is up: $FIRN_HOME does not exist."
    return
  fi
  if [[ -s $INTENTS ]]; then need_root down; fi
  lock_home
  while IFS=$'\t' read -r kind what more; do
    step_begin "undo $kind ${what#"$FIRN_HOME/"}"
    # One that cannot be undone must not keep the others from it.
    if undo "$kind" "$what" "$more"; then
      step_end
    else
      step_end failed
      failed+=" $kind $what;"
    fi
  done < <(if [[ -f $INTENTS ]]; then tac "$INTENTS"; fi)
  [[ -z $failed ]] || fail "undo all:$failed see the lines above. Type: firn down again."
  rm -f "$INTENTS"
  if [[ $purge == true ]]; then purge_home; else say "Down. Data stays in $FIRN_HOME; firn down --purge deletes it."; fi
}

# Asks the kernel first: a folder with a mount in it is never deleted.
purge_home() {
  local config
  config=$(config_dir)
  clear_mounts_under "$FIRN_HOME"
  chattr -R -i "$FIRN_HOME/lab" 2>/dev/null || true
  rm -rf --one-file-system "$FIRN_HOME"
  # Last: data without its token could be used by nobody.
  rm -f "$config/token" "$config/url"
  rmdir "$config" 2>/dev/null || true
  say "Down, and $FIRN_HOME deleted. Downloads stay in $FIRN_CACHE."
}
