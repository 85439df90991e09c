# The program alone: headers are for native add-ons, which are not built yet. Sourced things: see patch.sh. In: archive.
. "$library"
mkdir -p "$out/bin" "$out/share/doc/nodejs"
tar -xzf "$archive" -C "$TMPDIR" package/bin/node package/LICENSE
mv "$TMPDIR/package/bin/node" "$out/bin/node"
mv "$TMPDIR/package/LICENSE" "$out/share/doc/nodejs/copyright"
patch
