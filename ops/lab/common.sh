# shellcheck shell=bash
# Where an installation lives, how the lab speaks, and small helpers that every other file uses.

FIRN_ROOT=${FIRN_ROOT:?the launcher sets it}
FIRN_DEFAULT_HOME=${XDG_DATA_HOME:-$HOME/.local/share}/firn
FIRN_HOME=${FIRN_HOME:-$FIRN_DEFAULT_HOME}
FIRN_HOME=$(realpath -m "$FIRN_HOME")
FIRN_CACHE=$(realpath -m "${FIRN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/firn}")
LAB=$FIRN_HOME/lab
RUN=$FIRN_HOME/run
LAB_JSON=${LAB_JSON:-false}
LAB_YES=${LAB_YES:-false}

# All talk goes to standard error: standard output belongs to --json and to `env`.
say() { printf '%s\n' "$*" >&2; }
step_begin() { STEP_NAME=$1 STEP_FROM=$EPOCHREALTIME; printf '  %-44s' "$1" >&2; }
step_end() { printf '%s (%s s)\n' "${1:-ok}" "$(seconds_since "$STEP_FROM")" >&2; STEP_NAME=''; }

fail() {
  if [[ -n ${STEP_NAME:-} ]]; then printf 'failed\n' >&2; fi
  STEP_NAME=''
  printf 'Could not %s\n' "$*" >&2
  exit 1
}

# No way out is silent, not even one that nobody thought of.
trap 'if [[ -n ${STEP_NAME:-} ]]; then fail "finish \"$STEP_NAME\": a command ended with an error. See the logs in $RUN, then type the same again."; fi' EXIT

seconds_since() {
  local now=${EPOCHREALTIME/[.,]/} then=${1/[.,]/}
  printf '%d.%d' $(((now - then) / 1000000)) $(((now - then) % 1000000 / 100000))
}

have() { command -v "$1" >/dev/null 2>&1; }
under_systemd() { [[ -d /run/systemd/system ]]; }
cgroup_v2() { [[ $(stat -fc %T /sys/fs/cgroup 2>/dev/null) == cgroup2fs ]]; }

# Reads the instance id, making it on the first call: eight hex digits that name everything this installation raises.
instance_id() {
  if [[ ! -s $FIRN_HOME/instance ]]; then
    mkdir -p "$FIRN_HOME"
    chmod 700 "$FIRN_HOME"
    od -An -N4 -tx1 /dev/urandom | tr -d ' \n' | write_file "$FIRN_HOME/instance"
  fi
  cat "$FIRN_HOME/instance"
}

# The folder for the token and the URL of this installation: people with one installation find them without its id.
config_dir() {
  local base=${XDG_CONFIG_HOME:-$HOME/.config}/firn
  if [[ $FIRN_HOME == "$(realpath -m "$FIRN_DEFAULT_HOME")" ]]; then echo "$base"; else echo "$base/$(instance_id)"; fi
}

# Standard input becomes the file in one move, so that a killed writer never leaves half of one.
write_file() {
  local path=$1 mode=${2:-644}
  (umask 077 && cat >"$path.new.$$")
  chmod "$mode" "$path.new.$$"
  mv -f "$path.new.$$" "$path"
}

# wait_until SECONDS COMMAND...: polls, first quickly, then four times a second.
wait_until() {
  local limit=$((SECONDS + $1)) pause=0.05
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < limit)) || return 1
    sleep "$pause"
    pause=0.25
  done
}

# lock_home [SECONDS]: one installation does one thing at a time; the lock is given back by the kernel when its holder dies.
# A person is told at once that something else works on it; tests, which raise machines beside each other, wait.
lock_home() {
  mkdir -p "$LAB" "$RUN"
  chmod 700 "$FIRN_HOME" "$LAB" "$RUN"
  exec 9>"$LAB/lock"
  flock -w "${1:-0}" 9 || fail "lock $FIRN_HOME: another firn up, down or lab command works on it. Wait for it, or end it."
}

# cache_lock NAME COMMAND...: several installations may fill the shared cache folder; the second one waits.
cache_lock() {
  local name=$1
  shift
  mkdir -p "$FIRN_CACHE"
  (
    flock 8
    "$@" 8>&-
  ) 8>"$FIRN_CACHE/$name.lock"
}

need_root() {
  [[ $(id -u) == 0 ]] || fail "raise or remove nodes: network namespaces and mounts need root. Type: sudo -E $FIRN_ROOT/firn $*"
}
