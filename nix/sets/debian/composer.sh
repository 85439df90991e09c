# Composer and the libraries it is written with, in one folder: they find each other beside themselves. In: php, composer, shell.
mkdir -p "$out/bin" "$out/share/php"
open=("$composer") seen=" "
while [ ${#open[@]} -gt 0 ]; do
  package=${open[0]}
  open=("${open[@]:1}")
  case $seen in *" $package "*) continue ;; esac
  seen="$seen$package "
  if [ -d "$package/share/php" ]; then
    cp -RL "$package/share/php/." "$out/share/php/"
    chmod -R u+w "$out/share/php"
  fi
  for folder in "$package"/share/php-* "$package"/share/composer; do
    if [ -d "$folder" ]; then cp -RL "$folder" "$out/share/"; chmod -R u+w "$out/share"; fi
  done
  if [ -f "$package/nix-support/depends" ]; then mapfile -t -O "${#open[@]}" open < "$package/nix-support/depends"; fi
done
# Files that are named by their place in Debian.
grep -rlE "['\"]/usr/share/" "$out/share/php" | while IFS= read -r file; do
  sed -i -E "s|(['\"])/usr/share/|\1$out/share/|g" "$file"
done
cp "$composer/bin/composer" "$out/share/composer.php"
chmod u+w "$out/share/composer.php"
sed -i -e 1d -e "s|__DIR__ *\. *'/../share/php|'$out/share/php|" "$out/share/composer.php"
{
  printf '#!%s\n' "$shell"
  printf 'exec %q %q "$@"\n' "$php/bin/php" "$out/share/composer.php"
} > "$out/bin/composer"
chmod +x "$out/bin/composer"
