#!/usr/bin/env bash
# Two installations live side by side; taking one down leaves the other whole; taking down both leaves the machine as it was.
set -uo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# shellcheck source=ops/lab/test/world.sh
source "$here/world.sh"
firn=$here/../../../firn
work=$(mktemp -d)
one=$work/one two=$work/two
clean_up() {
  FIRN_HOME=$one "$firn" down --purge
  FIRN_HOME=$two "$firn" down --purge
  rm -rf "$work"
} 2>/dev/null
trap clean_up EXIT
export FIRN_ENGINE=own

answers() { curl -fsS -m 5 -o /dev/null "$(FIRN_HOME=$1 "$firn" status --json | jq -r '.parts[] | select(.name == "service") | .where')/q/health/ready"; }
all_up() { [[ $(FIRN_HOME=$1 "$firn" status --json | jq .up) == true ]]; }
not() { ! "$@"; }
names_setting() {
  local said
  said=$("$@" 2>&1) && return 1
  [[ $said == *'a setting is wrong'*firn.farm.goal*quickest*'soonest-end'* ]]
}
check() {
  local what=$1
  shift
  if "$@"; then pass "$what"; else miss "$what"; fi
}

world "$work" >"$work/before"
check 'the first installation comes up' env FIRN_HOME="$one" "$firn" up
check 'the second comes up beside it' env FIRN_HOME="$two" "$firn" up
check 'the first still answers' answers "$one"
check 'the second answers' answers "$two"
from=$SECONDS
process=$(cat "$one/run/service.pid")
check 'a second up of the first succeeds' env FIRN_HOME="$one" "$firn" up
check "and takes seconds ($((SECONDS - from)))" test $((SECONDS - from)) -le 15
check 'and leaves the service that runs' test "$process" == "$(cat "$one/run/service.pid")"
echo 'firn.farm.goal=soonest-end' >>"$one/settings.properties"
check 'an up after a changed setting succeeds' env FIRN_HOME="$one" "$firn" up
check 'and starts the service anew' test "$process" != "$(cat "$one/run/service.pid")"
check 'the one that stopped did so in order' not grep -F 'shutdown task failed' "$one/run/service.log"
sed -i 's/soonest-end/quickest/' "$one/settings.properties"
check 'a wrong setting is named' names_setting env FIRN_HOME="$one" "$firn" up
check 'the first goes down' env FIRN_HOME="$one" "$firn" down
check 'the second is whole without it' all_up "$two"
check 'down keeps data' test -d "$one/data"
check 'the second goes down' env FIRN_HOME="$two" "$firn" down --purge
check 'down --purge deletes data' test ! -e "$two"
check 'a second down finds nothing and says so' env FIRN_HOME="$two" "$firn" down
same_world 'two installations and their downs' "$work/before" "$work"
[[ $FAILED == no ]]
