# A ready-made program that comes as a package of the npm registry. In: archive, program (its path there), command, and what patch.sh needs.
. "$library"
mkdir -p "$out/bin" "$TMPDIR/unpacked"
tar -xzf "$archive" -C "$TMPDIR/unpacked" --strip-components=1
mv "$TMPDIR/unpacked/$program" "$out/bin/$command"
chmod 755 "$out/bin/$command"
patch
if [ -e "$TMPDIR/missing" ]; then echo "Could not make $command run: it needs the libraries above. Add them to node.nix." >&2; exit 1; fi
