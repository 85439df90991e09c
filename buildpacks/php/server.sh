# In: root, bash, php, caddy, caddyfile, serve.
mkdir -p "$out/bin" "$out/etc"
cp "$caddyfile" "$out/etc/Caddyfile"
{
  printf '#!%s\n' "$bash"
  printf 'php=%q caddy=%q caddyfile=%q root=%q\n' "$php/bin/php-fpm" "$caddy" "$out/etc/Caddyfile" "$root"
  cat "$serve"
} > "$out/bin/firn-php"
chmod +x "$out/bin/firn-php"
