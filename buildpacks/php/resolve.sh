# Composer writes composer.lock; no package is installed, and no code of one is run. See nix/lib/resolving.sh.
export COMPOSER_HOME=$HOME/composer COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_NO_INTERACTION=1 COMPOSER_ROOT_VERSION=1.0.0
mkdir -p "$COMPOSER_HOME"
printf '{"config": {"secure-http": false}, "repositories": {"packagist.org": {"type": "composer", "url": "%s"}}}' "${recorder%/}" \
  > "$COMPOSER_HOME/config.json"
# Which extensions there are is settled by what the app and its packages name, when it is built.
words=(update --no-install --no-scripts --no-plugins --no-progress --no-audit --ignore-platform-req='ext-*' --ignore-platform-req='lib-*')
# What the lock file of before does not name is added to it; where that cannot be, all is chosen anew.
if before composer.lock composer.lock; then
  mapfile -t added < <(php -r '
    $lock = json_decode(file_get_contents("composer.lock"), true) ?? [];
    $known = array_map("strtolower", array_column(array_merge($lock["packages"] ?? [], $lock["packages-dev"] ?? []), "name"));
    $asked = json_decode(file_get_contents("composer.json"), true) ?? [];
    foreach (array_keys(array_merge($asked["require"] ?? [], $asked["require-dev"] ?? [])) as $name) {
      if (strpos($name, "/") && !in_array(strtolower($name), $known, true)) { echo $name, "\n"; }
    }')
  if [ ${#added[@]} -eq 0 ]; then added=(--lock); else added=(--with-dependencies -- "${added[@]}"); fi
  run composer "${words[@]}" "${added[@]}" || { rm -f composer.lock; run composer "${words[@]}"; }
else
  run composer "${words[@]}"
fi
after composer.lock composer.lock
