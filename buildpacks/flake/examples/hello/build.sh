# In: server, interpreter.
mkdir -p "$out/bin" "$out/share"
cp "$server" "$out/share/server.py"
printf '#!%s\n' "$interpreter" > "$out/bin/hello"
cat "$server" >> "$out/bin/hello"
chmod +x "$out/bin/hello"
