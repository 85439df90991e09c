# In: server, node, bash.
mkdir -p "$out/bin" "$out/lib"
cp "$server" "$out/lib/server.js"
printf '#!%s\nexec %s %s "$@"\n' "$bash" "$node" "$out/lib/server.js" > "$out/bin/serve"
chmod +x "$out/bin/serve"
