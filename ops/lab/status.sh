# shellcheck shell=bash
# What runs of this installation, and where.

part() { jq -n --arg name "$1" --arg state "$2" --arg where "$3" '{name: $name, state: $state, where: $where}'; }

# A process alone proves little: each part is asked whether it answers.
state_of() {
  local name=$1
  shift
  if ! running "$name"; then echo down; elif "$@" >/dev/null 2>&1; then echo up; else echo 'not answering'; fi
}

status_parts() {
  local number
  part service "$(state_of service service_ready "$(port_of service)")" "$(service_url)"
  part caddy "$(state_of caddy caddy_answers)" "http://localhost:$(port_of edge)"
  if [[ $(engine_setting ENGINE) == own ]]; then
    part engine "$(state_of engine engine_answers)" "$(docker_host)"
  elif [[ -n $(docker_host 2>/dev/null) ]]; then
    part engine "$(if engine_answers >/dev/null 2>&1; then echo up; else echo 'not answering'; fi)" "$(docker_host)"
  fi
  for number in $(builder_numbers); do
    part "builder-$number" "$(state_of "builder-$number" builder_ready "$number")" "ssh://root@$(builder_address "$number")"
  done
}

lab_status() {
  local parts=''
  if [[ -s $FIRN_HOME/instance && -d $LAB ]]; then parts=$(status_parts); fi
  if [[ $LAB_JSON == true ]]; then
    jq -s --arg home "$FIRN_HOME" --arg instance "$(cat "$FIRN_HOME/instance" 2>/dev/null)" \
      '{home: $home, instance: $instance, up: (length > 0 and all(.state == "up")), parts: .}' <<<"$parts"
  elif [[ -z $parts ]]; then
    echo "Nothing is up in $FIRN_HOME. Type: firn up."
  else
    jq -r '[.name, .state, .where] | @tsv' <<<"$parts" | while IFS=$'\t' read -r name state where; do printf '%-12s %-14s %s\n' "$name" "$state" "$where"; done
  fi
}
