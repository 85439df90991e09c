# pip chooses wheels at the index; see choose.py. In: python, chooser, pip, requirements, limits. See nix/lib/resolving.sh.
folder=$TMPDIR/choice
mkdir -p "$folder"
printf '%s\n' "$requirements" > "$folder/requirements.txt"
printf '%s\n' "$limits" > "$folder/limits.txt"
before pylock.toml "$folder/before.toml" || rm -f "$folder/before.toml"
# Neither the app's folder nor its settings are there for Python to find.
cd "$folder"
"$python" -I "$chooser" "$pip" "$recorder" "$folder"
after pylock.toml "$folder/pylock.toml"
