# In: looker (references.py), and the closure of all examples as Nix lists it in the attributes.
mapfile -t paths < <(python3 -c 'import json, sys; print(*(p["path"] for p in json.load(open(sys.argv[1]))["closure"]), sep="\n")' "$NIX_ATTRS_JSON_FILE")
python3 "$looker" "${paths[@]}" > "$TMPDIR/found" || { cat "$TMPDIR/found"; exit 1; }
echo "${#paths[@]} paths" > "$out"
