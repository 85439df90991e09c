# In: buildModules (may be empty), modules (may be empty), keep (a folder to keep alone, may be empty); see nix/lib/release.sh.
rm -rf node_modules
if [ -n "$buildModules" ]; then
  # Tools write caches into node_modules: it is a real folder of links while the build runs.
  mkdir node_modules
  for entry in "$buildModules"/* "$buildModules"/.bin; do
    name=${entry##*/}
    case $name in
      @*)
        mkdir "node_modules/$name"
        for scoped in "$entry"/*; do ln -s "$scoped" "node_modules/$name/"; done
        ;;
      *) [ ! -e "$entry" ] || ln -s "$entry" "node_modules/$name" ;;
    esac
  done
  export PATH="$work/node_modules/.bin:$PATH" CI=true NPM_CONFIG_OFFLINE=true
  export NEXT_TELEMETRY_DISABLED=1 ASTRO_TELEMETRY_DISABLED=1 npm_config_cache="$HOME/.npm"
  runBuild
  rm -rf node_modules
fi
if [ -n "$keep" ]; then
  [ -d "$keep" ] || { echo "Could not find the folder \"$keep\" after the build: the build command did not write it. Set the folder that it writes." >&2; exit 1; }
  mkdir -p "$out/app/$(dirname -- "$keep")"
  cp -R -- "$keep" "$out/app/$keep"
else
  cp -R . "$out/app"
  [ -z "$modules" ] || ln -s "$modules" "$out/app/node_modules"
fi
