# bin/firn-main, which starts an app's program under its own name. In: bash, program; or bash, package, named, names.
if [ -z "$program" ]; then
  if [ -n "$named" ]; then names=("$named"); fi
  for name in "${names[@]}"; do
    if [ -z "$program" ] && [ -x "$package/bin/$name" ]; then program=$package/bin/$name; fi
  done
  shopt -s nullglob
  programs=("$package"/bin/*)
  if [ -z "$program" ] && [ -z "$named" ] && [ "${#programs[@]}" = 1 ]; then program=${programs[0]}; fi
  if [ -z "$program" ]; then
    echo "Could not find the program to start: ${package##*/} has no bin/${names[0]:-}, but ${programs[*]##*/}. Name one in meta.mainProgram of the package, or as the web process in firn.toml." >&2
    exit 1
  fi
fi
mkdir -p "$out/bin"
printf '#!%s\nexec %q "$@"\n' "$bash" "$program" > "$out/bin/firn-main"
chmod +x "$out/bin/firn-main"
