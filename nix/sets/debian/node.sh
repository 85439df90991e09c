# The program alone: headers are for native add-ons, which are not built yet. In: archive, and what patch.sh needs.
. "$library"
mkdir -p "$out/bin" "$out/share/doc/nodejs"
tar -xzf "$archive" -C "$TMPDIR" package/bin/node package/LICENSE
mv "$TMPDIR/package/bin/node" "$out/bin/node"
mv "$TMPDIR/package/LICENSE" "$out/share/doc/nodejs/copyright"
patch
if [ -e "$TMPDIR/missing" ]; then echo "Could not make this Node.js run: it needs the libraries above. Add them to node.nix." >&2; exit 1; fi
