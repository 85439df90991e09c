# In: programs, extensions, settings, shell, cacert.
mkdir -p "$out/bin" "$out/etc/conf.d" "$out/lib/php"
# An extension may need others: its package depends on theirs.
open=("${extensions[@]}") seen=" "
while [ ${#open[@]} -gt 0 ]; do
  package=${open[0]}
  open=("${open[@]:1}")
  case $seen in *" $package "*) continue ;; esac
  seen="$seen$package "
  compgen -G "$package/lib/php/*/*.so" > /dev/null || continue
  if [ -f "$package/nix-support/depends" ]; then mapfile -t -O "${#open[@]}" open < "$package/nix-support/depends"; fi
  for library in "$package"/lib/php/*/*.so; do ln -sf "$library" "$out/lib/php/"; done
  # Debian says in a comment in which order extensions are loaded.
  while IFS= read -r -d '' description; do
    order=$(sed -n 's/^; *priority=\([0-9]*\).*/\1/p' "$description" | head -n 1)
    name=${description##*/}
    grep -E '^(zend_)?extension=' "$description" > "$out/etc/conf.d/${order:-20}-$name" || true
  done < <(find "$package/share" "$package/etc" -type f -name '*.ini' -path '*php*' -print0 2>/dev/null)
done
find "$out/etc/conf.d" -size 0 -delete
{
  cat "$settings"
  printf '\n[store]\nextension_dir = "%s"\n' "$out/lib/php"
  printf 'openssl.cafile = "%s"\ncurl.cainfo = "%s"\n' "$cacert" "$cacert"
} > "$out/etc/php.ini"

wrapper() {
  {
    printf '#!%s\n' "$shell"
    printf '[ -n "${PHPRC+set}" ] || export PHPRC=%q\n' "$out/etc"
    printf '[ -n "${PHP_INI_SCAN_DIR+set}" ] || export PHP_INI_SCAN_DIR=%q\n' "$out/etc/conf.d"
    printf 'exec %q "$@"\n' "$1"
  } > "$out/bin/$2"
  chmod +x "$out/bin/$2"
}
wrapper "$programs/bin/php" php
wrapper "$programs/bin/php-fpm" php-fpm
"$out/bin/php" -m > "$TMPDIR/modules" 2> "$TMPDIR/errors"
if [ -s "$TMPDIR/errors" ]; then cat "$TMPDIR/errors" >&2; echo "Could not make PHP: an extension does not load. See above." >&2; exit 1; fi
