# In: root, bash, caddy, caddyfile.
mkdir -p "$out/bin" "$out/etc"
cp "$caddyfile" "$out/etc/Caddyfile"
{
  printf '#!%s\n' "$bash"
  printf 'release=${PWD#/nix/store/}\nexport FIRN_RELEASE=${release%%%%-*}\n'
  printf 'cd -- %q || exit 1\n' "$root"
  printf 'exec %s run --adapter caddyfile --config %s\n' "$caddy" "$out/etc/Caddyfile"
} > "$out/bin/firn-static"
chmod +x "$out/bin/firn-static"
