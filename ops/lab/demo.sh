# shellcheck shell=bash
# The demo: a repository from push to a URL that answers, by the same doors that everybody uses.

lab_demo() {
  local folder=${1:-$FIRN_ROOT/buildpacks/nodejs/examples/hello} builders=$2 name text from
  repository=''
  [[ -d $folder ]] || fail "read $folder: there is no such folder. Give the folder of a repository."
  folder=$(realpath "$folder")
  if ! running service || ! service_ready "$(port_of service)" 2>/dev/null; then lab_up "$builders" ''; else use_jdk; fi
  name=$(app_name "$folder")
  create_app "$name"
  from=$EPOCHREALTIME
  say "Pushing $folder as $name"
  if is_own_repository "$folder"; then
    push_to "$name" "$folder"
  else
    repository=$(as_repository "$folder")
    trap 'rm -rf "$repository"' RETURN EXIT
    # Its history is made anew each time, so what was there before gives way.
    push_to "$name" "$repository" +
  fi
  deploy_if_not_live "$name"
  text=$(visit "$name") || fail "get an answer from $(app_url "$name"): the app does not answer. Type: firn logs -a $name."
  if [[ $LAB_JSON == true ]]; then
    demo_json "$name" "$(seconds_since "$from")"
  else
    printf '%s\n$ curl %s\n%s\n' "" "$(app_url "$name")" "$(head -c 2000 <<<"$text")"
  fi
}

# An app's name from the folder's: small letters, digits and dashes.
app_name() { basename "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9]\+/-/g; s/^[^a-z]*//; s/-*$//' | cut -c1-30 | sed 's/^$/app/'; }
app_url() { echo "http://$1.localhost:$(port_of edge)"; }

create_app() {
  local answer
  if api GET "/apps/$1" >/dev/null 2>&1; then return; fi
  answer=$(jq -n --arg name "$1" '{name: $name}' | api POST /apps -d @- 2>&1) ||
    fail "create the app $1: $(tail -n 1 <<<"$answer"). Type: firn apps create $1."
}

# Only a repository whose top is this very folder is pushed as it is: a folder inside another one is not a repository.
is_own_repository() { [[ $(git -C "$1" rev-parse --show-toplevel 2>/dev/null) == "$1" ]] && git -C "$1" rev-parse -q --verify HEAD >/dev/null; }

# Fixed author and date: the same folder makes the same commit, so that a second demo is a deploy without a change.
as_repository() {
  local copy
  copy=$(mktemp -d)
  cp -a "$1/." "$copy/"
  rm -rf "$copy/.git" "$copy/node_modules"
  git -C "$copy" init -q -b main
  git -C "$copy" add -A
  GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' \
    git -C "$copy" -c user.name=Firn -c user.email=demo@localhost -c commit.gpgsign=false commit -q -m 'Demo'
  echo "$copy"
}

# The token travels in the environment: neither the URL nor the list of processes shows it.
push_to() {
  local name=$1 repository=$2
  GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: Bearer $(cat "$(config_dir)/token")" \
    git -C "$repository" push "http://127.0.0.1:$(port_of service)/git/$name.git" "${3:-}HEAD:refs/heads/main" >&2 ||
    fail "push $repository: see the lines above. Type: firn builds -a $name."
}

# A push of what was pushed before is no push: where the deploy of it failed, it is tried again.
deploy_if_not_live() {
  local id
  if [[ $(api GET "/apps/$1/deployments?limit=1" | jq -r '.items[0].state // "NONE"') == SUCCEEDED ]]; then return; fi
  say "Deploying what was pushed to $1 before"
  id=$(api POST "/apps/$1/deployments" | jq -r .id)
  for ((tries = 0; tries < 30; tries++)); do
    case $(api GET "/apps/$1/deployments/$id?wait=30" | jq -r .state) in
      SUCCEEDED) return ;;
      FAILED | CANCELLED) fail "deploy $1: $(api GET "/apps/$1/deployments/$id" | jq -r '.fault.detail // .reason'). Type: firn builds logs -a $1." ;;
    esac
  done
}

# Through the proxy, as a browser would; "localhost" needs no name service this way.
visit() { curl -fsS -m 20 --retry 3 --retry-delay 1 --resolve "$1.localhost:$(port_of edge):127.0.0.1" "$(app_url "$1")/"; }

# Seconds by phase, as the newest deployment of the app tells them; "total" is what the person at the terminal waited.
demo_json() {
  api GET "/apps/$1/deployments?limit=1" | jq --arg url "$(app_url "$1")" --argjson total "$2" '.items[0] |
    {url: $url, release: .release, phases: ([.phases[] | {(.name): .seconds}] | add // {} | . + {total: $total})}'
}
