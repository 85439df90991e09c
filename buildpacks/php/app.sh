# Built in its final place, since caches of frameworks hold paths. In: packages (a folder, may be empty), framework; see
# nix/lib/release.sh.
export COMPOSER_HOME=$HOME/composer COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_DISABLE_NETWORK=1 COMPOSER_NO_INTERACTION=1 COMPOSER_ROOT_VERSION=1.0.0
cp -R . "$out/app"
cd "$out/app"
if [ -n "$packages" ]; then
  rm -rf vendor
  mkdir vendor
  for entry in "$packages"/* "$packages"/.[!.]*; do
    [ -e "$entry" ] || continue
    [ "${entry##*/}" = vendor ] || { cp -R "$entry" .; chmod -R u+w "${entry##*/}"; }
  done
  # Each package is a link; what Composer writes about all of them is the app's own.
  for entry in "$packages"/vendor/*; do
    name=${entry##*/}
    case $name in
      bin | composer | *.php) cp -R "$entry" vendor/ ;;
      *)
        mkdir "vendor/$name"
        for package in "$entry"/*; do ln -s "$package" "vendor/$name/"; done
        ;;
    esac
  done
  chmod -R u+w vendor/composer
fi
export PATH="$PWD/vendor/bin:$PATH"
if [ -f composer.json ] && [ ! -f vendor/autoload.php ]; then
  # Composer names its classes by chance where nobody names them.
  mkdir -p "$COMPOSER_HOME"
  suffix=$(sha256sum composer.json)
  printf '{"config": {"autoloader-suffix": "%s"}}' "${suffix:0:32}" > "$COMPOSER_HOME/config.json"
  composer dump-autoload --no-dev --optimize --no-scripts
fi

frameworkCaches() {
  local name
  for name in "${!environment[@]}"; do export "$name=${environment[$name]}"; done
  case $framework in
    laravel)
      [ -f artisan ] || return 0
      export LARAVEL_STORAGE_PATH=$TMPDIR/storage
      mkdir -p "$LARAVEL_STORAGE_PATH"/framework/{cache/data,sessions,views} "$LARAVEL_STORAGE_PATH/logs" bootstrap/cache
      php artisan package:discover
      ;;
    symfony)
      [ -f bin/console ] || return 0
      export APP_LOG_DIR=$TMPDIR/log
      php bin/console cache:warmup
      ;;
  esac
}
runBuild
(frameworkCaches)
