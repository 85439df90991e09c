# Maven as its distribution. In: archive, and what patch.sh needs.
. "$library"
mkdir "$out"
tar -xzf "$archive" -C "$out" --strip-components=1
rm -f "$out"/bin/*.cmd
# Libraries for other systems, and a console that colours nothing in a log.
find "$out/lib" -path '*native*' -delete 2>/dev/null || true
patch
