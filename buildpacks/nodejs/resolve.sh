# Has npm choose the dependencies of an app that has no lock file, and hands the lock file to the recorder. Nothing is installed, and no script
# of a package is run.
# In: source, subdir, recorder (address), exchange (a program).
cp -R "$source/." "$TMPDIR/source"
chmod -R u+w "$TMPDIR/source"
cd "$TMPDIR/source/$subdir"
find . -type d -name node_modules -prune -exec rm -rf {} +
while IFS= read -r -d '' file; do
  sed -i -E '/_auth|_password|npmAuthToken|npmAuthIdent/d' "$file"
done < <(find . -maxdepth 4 -type f -name .npmrc -print0)
# What the app had before is kept as far as it still fits.
node "$exchange" get "${recorder}package-lock.json" package-lock.json
export npm_config_cache="$HOME/.npm" npm_config_update_notifier=false
echo '$ npm install --package-lock-only'
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --include=dev --registry "$recorder"
node "$exchange" put "${recorder}package-lock.json" package-lock.json
echo resolved > "$out"
