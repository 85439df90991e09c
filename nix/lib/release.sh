# Builds the app from its source: the stack's script in the middle, the same beginning and end for all.
# In: source, subdir, stackScript, buildCommand, processes, environment, programs, runtimePath, bash, cacert, firnJson.
# To test it, also testedApp: then buildCommand is the test, run over what the build made, and $out only says that it passed.
if [ -n "${secretsScript:-}" ]; then . "$secretsScript"; fi
work=$TMPDIR/app
cp -R "$source/." "$TMPDIR/source"
chmod -R u+w "$TMPDIR/source"
if [ "$subdir" = . ]; then mv "$TMPDIR/source" "$work"; else mv "$TMPDIR/source/$subdir" "$work"; fi
cd "$work"
mkdir -p "$out/bin" "$out/app"
if [ -n "${testedApp:-}" ]; then
  cp -R "$testedApp/app/." .
  chmod -R u+w .
  # Dependencies are laid out anew, with those that only a test needs.
  find . -type l \( -name node_modules -o -name vendor \) -delete
fi

# Scripts of the repository name their interpreter by a path of the file system: the one on PATH takes its place.
shebangs() {
  local file first name found
  local -a words
  while IFS= read -r -d '' file; do
    IFS= read -r first 2>/dev/null < "$file" || true
    [[ $first == '#!'* ]] || continue
    read -r -a words <<< "${first#'#!'}"
    if [[ ${words[0]:-} == */env ]]; then words=("${words[@]:1}"); fi
    if [[ ${words[0]:-} == -S ]]; then words=("${words[@]:1}"); fi
    name=${words[0]:-}; found=$(type -P -- "${name##*/}") || continue
    { printf '#!%s\n' "$found${words[1]:+ ${words[*]:1}}"; tail -n +2 -- "$file"; } > "$TMPDIR/script"
    cat -- "$TMPDIR/script" > "$file"
  done < <(find . -type f -perm -u+x -size -1024k -not -path '*/node_modules/*' -print0)
}

# Runs the plan's build command, if there is one.
runBuild() {
  [ -n "$buildCommand" ] || return 0
  local name
  echo "\$ $buildCommand"
  (
    for name in "${!environment[@]}"; do
      # a secret goes before what the plan says
      if [[ " ${buildSecrets:-} " != *" $name="* ]]; then export "$name=${environment[$name]}"; fi
    done
    exec "$bash" -c "$buildCommand"
  )
  [ -z "${testedApp:-}" ] || passed
}

# The test passed: nothing more has to be made.
passed() {
  rm -rf "$out"
  echo passed > "$out"
  exit 0
}

writeProcess() {
  local name=$1 variable
  {
    printf '#!%s\n' "$bash"
    printf 'export PATH=%q\n' "${programs:+$out/app/$programs:}$(IFS=:; echo "${runtimePath[*]}")"
    printf 'export PORT="${PORT:-8080}" HOME="${HOME:-/tmp}"\n'
    printf 'export SSL_CERT_FILE="${SSL_CERT_FILE:-%s}"\n' "$cacert"
    while IFS= read -r variable; do
      [ -n "$variable" ] || continue
      printf '[ -n "${%s+set}" ] || export %s=%q\n' "$variable" "$variable" "${environment[$variable]}"
    done < <(printf '%s\n' "${!environment[@]}" | sort)
    printf 'cd %q || exit 1\n' "$out/app"
    # bash itself replaces its process with the last command, so that command gets the signals.
    printf 'exec %s -c %q\n' "$bash" "${processes[$name]}"
  } > "$out/bin/$name"
  chmod +x "$out/bin/$name"
}

shebangs
. "$stackScript"
[ -z "${testedApp:-}" ] || runBuild
for name in "${!processes[@]}"; do writeProcess "$name"; done
printf '%s\n' "$firnJson" > "$out/firn.json"
if [ -n "${secretsScript:-}" ]; then requireNoSecret; fi
