# shellcheck shell=bash
# Every effect outside FIRN_HOME is announced here, on disk, before it happens. `down` walks the list backwards and undoes
# what it finds, so it makes no difference at which line an `up` was killed.

INTENTS=$LAB/intents

# intend KIND ARGUMENT...: the kinds are the cases of `undo` in down.sh.
intend() {
  local line
  line=$(printf '%s' "$1"; shift; printf '\t%s' "$@")
  if [[ -f $INTENTS ]] && grep -qxF -- "$line" "$INTENTS"; then return; fi
  mkdir -p "$LAB"
  printf '%s\n' "$line" >>"$INTENTS"
  sync "$INTENTS"
}

# Start time of a process in clock ticks since boot: a pid alone may have been given away again.
process_start() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- $stat
  [[ $1 != Z ]] || return 1
  echo "${20}"
}

# spawn NAME LOG COMMAND...: starts a process that outlives this shell. It carries FIRN_LAB=<instance>/<name> in its
# environment, by which it is found even when its pid file was never written.
spawn() {
  local name=$1 log=$2
  shift 2
  intend process "$name"
  # The lock of this command must not be kept by what it starts.
  # shellcheck disable=SC2016
  FIRN_LAB=$(instance_id)/$name setsid bash -c '
    echo "$$ $(awk "{sub(/.*\) /, \"\"); print \$20}" /proc/$$/stat)" >"$0.new" && mv -f "$0.new" "$0"
    exec "$@"' "$RUN/$name.pid" "$@" </dev/null >>"$log" 2>&1 9>&- &
  disown
  wait_until 5 running "$name" || true
}

# Prints the pid of a process of ours when it still is the one that we started.
pid_of() {
  local pid started
  [[ -s $RUN/$1.pid ]] || return 1
  read -r pid started <"$RUN/$1.pid" || return 1
  [[ $(process_start "$pid") == "$started" ]] || return 1
  echo "$pid"
}

running() { pid_of "$1" >/dev/null; }

# All processes that carry our mark, whether or not a pid file tells of them.
marked_pids() {
  { grep -lzxF -- "FIRN_LAB=$1" /proc/[0-9]*/environ 2>/dev/null || true; } | cut -d/ -f3
}

# stop_process NAME [SECONDS]: asks, waits, then insists; the mark finds what the pid file does not.
stop_process() {
  local name=$1 limit=${2:-10} mark pid
  mark=$(instance_id)/$name
  if pid=$(pid_of "$name"); then
    signal TERM "$pid"
    wait_until "$limit" process_gone "$pid" || true
  fi
  # shellcheck disable=SC2046
  if ! no_marked "$mark"; then
    signal TERM $(marked_pids "$mark")
    wait_until 3 no_marked "$mark" || signal KILL $(marked_pids "$mark")
    wait_until 5 no_marked "$mark" || say "Warning: a process of $name does not end."
  fi
  rm -f "$RUN/$name.pid" "$RUN/$name.pid.new"
}

signal() { kill -"$1" "${@:2}" 2>/dev/null || true; }
process_gone() { ! process_start "$1" >/dev/null; }
no_marked() { [[ -z $(marked_pids "$1") ]]; }
