# Lets Composer install what composer.lock names, from archives that are at hand. In: manifests (a folder), localise (a program),
# names, archives (in the same order).
export COMPOSER_HOME=$HOME/composer COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_DISABLE_NETWORK=1 COMPOSER_NO_INTERACTION=1 COMPOSER_ROOT_VERSION=1.0.0
mkdir "$TMPDIR/app"
cp "$manifests"/* "$TMPDIR/app/"
chmod u+w "$TMPDIR/app"/*
cd "$TMPDIR/app"
php "$localise" "$NIX_ATTRS_JSON_FILE" composer.lock
composer install --no-dev --no-scripts --no-autoloader --no-progress --prefer-dist --ignore-platform-req='ext-*' --ignore-platform-req='lib-*'
rm -f composer.json composer.lock
mkdir "$out"
cp -R . "$out/"
