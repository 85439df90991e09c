# Has the app's package manager choose its dependencies where there is no lock file, and hands the lock file to the recorder. Nothing of what it
# may install on its way is kept, and no script of a package is run.
# In: source, subdir, recorder (address), exchange (a program), manager (npm, yarn, pnpm or bun), version (of the manager; npm's own where empty).
cp -R "$source/." "$TMPDIR/source"
chmod -R u+w "$TMPDIR/source"
cd "$TMPDIR/source/$subdir"
find . -type d -name node_modules -prune -exec rm -rf {} +
# Keys, and registries other than the recorder: it asks the app's own first, and nothing else can be reached.
while IFS= read -r -d '' file; do
  sed -i -E '/_auth|_password|npmAuthToken|npmAuthIdent|^npmRegistryServer|^"?(@[^:"]+:)?registry"?[ =]/d' "$file"
done < <(find . -maxdepth 4 -type f \( -name .npmrc -o -name .yarnrc -o -name .yarnrc.yml \) -print0)

packages=${recorder}packages/ neutral=http://npm.sources.invalid/
export CI=1 npm_config_cache="$HOME/.npm" npm_config_update_notifier=false
# A manager of another version than the repository names must not fetch that one.
export COREPACK_ENABLE_STRICT=0 SKIP_YARN_COREPACK_CHECK=1
export NPM_CONFIG_MANAGE_PACKAGE_MANAGER_VERSIONS=false PNPM_CONFIG_PM_ON_FAIL=ignore
# The recorder's address holds a secret, so it is not shown.
run() { echo "\$ ${*//$recorder/}"; "$@"; }
# resolved LOCK COMMAND...: what the app had before is kept as far as it still fits. Addresses of this one recorder mean nothing later.
resolved() {
  local lock=$1
  shift
  node "$exchange" get "$recorder$lock" "$lock"
  if [ -e "$lock" ]; then sed -i "s|$neutral|$packages|g" "$lock"; fi
  run "$@"
  if [ ! -e "$lock" ]; then echo "Could not resolve the dependencies: $manager $version wrote no $lock." >&2; exit 1; fi
  sed -i "s|$packages|$neutral|g" "$lock"
  node "$exchange" put "$recorder$lock" "$lock"
}

case $manager:$version in
  npm:*)
    resolved package-lock.json npm install --package-lock-only --ignore-scripts --no-audit --no-fund --include=dev --registry "$recorder"
    ;;
  pnpm:*)
    export npm_config_registry=$packages PNPM_CONFIG_REGISTRY=$packages
    resolved pnpm-lock.yaml pnpm install --lockfile-only --ignore-scripts --no-frozen-lockfile --registry "$packages" \
      --config.minimumReleaseAge=0 --store-dir "$TMPDIR/pnpm"
    ;;
  yarn:1.*)
    resolved yarn.lock yarn install --ignore-scripts --ignore-engines --non-interactive --no-bin-links --registry "$packages" \
      --cache-folder "$TMPDIR/yarn"
    ;;
  yarn:*)
    export YARN_NPM_REGISTRY_SERVER=$packages YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1 YARN_ENABLE_TELEMETRY=0 YARN_IGNORE_PATH=1
    export YARN_ENABLE_IMMUTABLE_INSTALLS=0 YARN_ENABLE_SCRIPTS=0 YARN_NODE_LINKER=node-modules YARN_GLOBAL_FOLDER="$TMPDIR/yarn"
    export YARN_ENABLE_GLOBAL_CACHE=1
    case $version in [23].* | 4.[0-9].*) ;; *) export YARN_NPM_MINIMAL_AGE_GATE=0 ;; esac
    touch yarn.lock # else it takes a folder above for the project
    mode=(--mode=update-lockfile)
    case $version in 2.*) mode=(--skip-builds) ;; esac
    resolved yarn.lock yarn install "${mode[@]}"
    ;;
  bun:*)
    export BUN_CONFIG_REGISTRY=$packages npm_config_registry=$packages BUN_INSTALL_CACHE_DIR="$TMPDIR/bun"
    resolved bun.lock bun install --lockfile-only --save-text-lockfile --ignore-scripts --registry "$packages"
    ;;
esac
echo resolved > "$out"
