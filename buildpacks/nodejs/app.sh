# In: place and settle (programs), buildModules and modules (its data), runModules (a folder, may be empty), workspace (whether the repository
# holds packages of its own), keep (a folder to keep alone, may be
# empty), buildStore and runStore (the modules' paths in the store, may be empty); see nix/lib/release.sh.
find . -type d -name node_modules -prune -exec rm -rf {} +
rm -rf .yarn/cache .yarn/unplugged .pnp.cjs .pnp.loader.mjs
# Keys of registries are the mirror's business: none is needed here, and none goes into a release.
while IFS= read -r -d '' file; do
  sed -i -E '/_auth|_password|npmAuthToken|npmAuthIdent/d' "$file"
done < <(find . -maxdepth 4 -type f \( -name .npmrc -o -name .yarnrc -o -name .yarnrc.yml -o -name bunfig.toml \) -print0)
if [ -n "$buildCommand" ]; then
  # Tools write caches into node_modules: it is a real folder of links while the build runs.
  node "$place" "$NIX_ATTRS_JSON_FILE" buildModules "$work"
  mapfile -t placed < <(find . -type d -name node_modules -prune)
  export PATH="$work/node_modules/.bin:$PATH" CI=true NPM_CONFIG_OFFLINE=true
  export NEXT_TELEMETRY_DISABLED=1 ASTRO_TELEMETRY_DISABLED=1 NUXT_TELEMETRY_DISABLED=1 npm_config_cache="$HOME/.npm"
  # Create React App takes CI for an order to fail on warnings.
  if [ -e node_modules/react-scripts ]; then export CI=false; fi
  runBuild
  rm -rf -- "${placed[@]}"
  # What a builder keeps for the next time, or writes down of this one: it holds the place and the time.
  find . -maxdepth 5 -type d -path '*/.next/cache' -prune -exec rm -rf {} +
  if [ -n "$(find . -maxdepth 5 -type d -name .next -prune -print -quit)" ]; then
    find . -maxdepth 5 -type f -path '*/.next/trace*' -not -path '*/node_modules/*' -delete
    node "$settle" . "${out##*/}"
  fi
fi
# Both places are names of the same length, so that nothing in a file moves.
if [ -n "$buildCommand" ] && [ -n "$buildStore" ]; then
  from=${buildStore##*/}; from=${from%%-*}
  to=${runStore##*/}; to=${to%%-*}
  [ -n "$to" ] || to=eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
  grep -rlaF -- "$from" "${keep:-.}" 2>/dev/null | while IFS= read -r file; do sed -i "s|$from|$to|g" "$file"; done || true
fi
if [ -n "$keep" ]; then
  [ -d "$keep" ] || { echo "Could not find the folder \"$keep\" after the build: the build command did not write it. Set the folder that it writes." >&2; exit 1; }
  mkdir -p "$out/app/$(dirname -- "$keep")"
  cp -R -- "$keep" "$out/app/$keep"
else
  cp -R . "$out/app"
  if [ -n "$workspace" ]; then node "$place" "$NIX_ATTRS_JSON_FILE" modules "$out/app"
  elif [ -n "$runModules" ] && [ -d "$runModules" ]; then ln -s "$runModules" "$out/app/node_modules"; fi
fi
