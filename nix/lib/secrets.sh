# What a build may know and nothing else: variables, hidden in all that it prints, and refused in what it makes.
# In: buildSecrets (NAME=VERSION and spaces). The values are files of /run/secrets, which the builder shows to this derivation alone.
hidden=() # what no line and no file may hold
secretNames=()

# The forms in which a value is looked for: as it is, line by line, in base64 wherever it stands in a longer text, in hexadecimal.
formsOf() {
  local value=$1 pad first last encoded
  if [ "${#value}" -lt 8 ]; then return; fi
  hidden+=("$value" "$(printf %s "$value" | od -An -v -tx1 | tr -d ' \n')")
  for pad in 0 1 2; do
    encoded=$(printf '%*s%s' "$pad" '' "$value" | base64 -w0)
    first=$(((pad * 8 + 5) / 6))
    last=$(((pad + $(printf %s "$value" | wc -c)) * 8 / 6))
    encoded=${encoded:first:last-first}
    hidden+=("$encoded")
    case $encoded in *[+/]*) hidden+=("$(tr '+/' '-_' <<< "$encoded")") ;; esac
  done
}

takeSecrets() {
  local word name line
  for word in $buildSecrets; do
    name=${word%%=*}
    if [ ! -r "/run/secrets/$name" ]; then
      echo "Could not build: the build secret $name is not here. Let Firn build the app, or take its build secrets away." >&2
      exit 1
    fi
    secretNames+=("$name")
    printf -v "$name" %s "$(cat "/run/secrets/$name")"
    export "${name?}"
    while IFS= read -r line || [ -n "$line" ]; do formsOf "$line"; done < "/run/secrets/$name"
  done
}

hideSecrets() {
  local line form
  while IFS= read -r line || [ -n "$line" ]; do
    for form in "${hidden[@]}"; do line=${line//"$form"/***}; done
    printf '%s\n' "$line"
  done
}

# All that is printed from here on goes through it, to the last line. Nix takes a builder that closed its output for one that hangs, so
# the outer one stays open.
coverOutput() {
  exec {outer}>&1
  exec > >(hideSecrets) 2>&1
  hider=$!
  trap 'uncover $?' EXIT
}

# What a failed build left of its output would lie in the store's folder until the next collection.
uncover() {
  local tenth
  if [ "$1" != 0 ]; then rm -rf -- "$out"; fi
  exec >&"$outer" 2>&1
  for tenth in {1..50}; do
    kill -0 "$hider" 2>/dev/null || break
    sleep 0.1
  done
  exit "$1"
}

# Called when $out is whole: what holds a secret does not become a store path.
requireNoSecret() {
  local found
  found=$(printf '%s\n' "${hidden[@]}" | grep -rlaFf - -- "$out" | head -n 5) || true
  if [ -n "$found" ]; then
    echo "Could not keep what was built: a build secret (one of ${secretNames[*]}) stands in these files: ${found//$'\n'/, }. Let the build leave it out; nothing of this build was kept." >&2
    exit 1
  fi
}

takeSecrets
coverOutput
