# The command yarn for apps of Yarn 2 and later. In: program (yarn.mjs), node, bash, version.
mkdir -p "$out/bin" "$out/lib"
cp "$program" "$out/lib/yarn.mjs"
{
  printf '#!%s\n' "$bash"
  printf 'export FIRN_YARN_VERSION=%q\n' "$version"
  printf 'exec %q %q "$@"\n' "$node" "$out/lib/yarn.mjs"
} > "$out/bin/yarn"
chmod +x "$out/bin/yarn"
