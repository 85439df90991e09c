#!/usr/bin/env bash
# `up` is killed right after it announced an effect (before the effect), and at moments between; `down` then cleans up.
# LAB_KILLS says how many kills of each sort to try; "all" tries every announcement.
set -uo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=ops/lab/test/world.sh
source "$here/world.sh"
firn=$here/../../../firn
work=$(mktemp -d)
home=$work/home
kills=${LAB_KILLS:-4}
trap 'FIRN_HOME=$home "$firn" down --purge 2>/dev/null; rm -rf "$work"' EXIT
export FIRN_ENGINE=own FIRN_HOME=$home

up_alone() {
  if "$firn" up >"$work/log" 2>&1; then pass "$1"; else miss "$1: $(tail -n 1 "$work/log")"; fi
}

up_killed_at_intent() {
  # shellcheck disable=SC2016
  setsid bash -c '
    source "$1/load.sh"
    limit=$2
    eval "announce() $(declare -f intend | tail -n +2)"
    intend() { announce "$@"; if (($(wc -l <"$INTENTS") >= limit)); then kill -KILL $$; sleep 5; fi; }
    lab_up 1 ""' _ "$here/.." "$1" >"$work/log" 2>&1
}

up_killed_after() {
  setsid "$firn" up >"$work/log" 2>&1 &
  local pid=$!
  sleep "$1"
  kill -KILL -- "-$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
}

clean_after() {
  if ! "$firn" down >"$work/down.log" 2>&1; then
    miss "down after $1: $(tail -n 1 "$work/down.log")"
  fi
  same_world "up $1, then down," "$work/before" "$work"
}

world "$work" >"$work/before"
from=$EPOCHSECONDS
up_alone 'an up that is left alone'
whole=$((EPOCHSECONDS - from))
intents=$(wc -l <"$home/lab/intents")
"$firn" down --purge >/dev/null 2>&1
same_world 'a whole up, then down --purge,' "$work/before" "$work"
if [[ $kills == all ]]; then numbers=$(seq "$intents"); else numbers=$(shuf -i "1-$intents" -n "$kills"); fi
for number in $numbers; do
  up_killed_at_intent "$number" 2>/dev/null
  clean_after "killed after announcement $number of $intents ($(tail -n 1 "$home/lab/intents" 2>/dev/null))"
done
for _ in $(seq "${kills/all/6}"); do
  moment=$((RANDOM % (whole + 1))).$((RANDOM % 10))
  up_killed_after "$moment" 2>/dev/null
  clean_after "killed after $moment s of $whole"
done
up_alone 'an up after all that'
"$firn" down --purge >/dev/null 2>&1
same_world 'the last down --purge' "$work/before" "$work"
[[ $FAILED == no ]]
