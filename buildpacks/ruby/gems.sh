# A folder of gems. In: installer, zones (folder of time zones), headers (folder of Ruby's own), supplied (lines "name version folder"), archives, names (of the same length).
mkdir -p "$out"
RUBY_PROGRAM=$(type -P ruby)
export RUBY_PROGRAM ZONES=$zones GEM_HOME=$out GEM_SPEC_CACHE=$TMPDIR/specs
# Debian's Ruby asks for its headers beside itself; they are a package of their own.
export CPATH=$(printf '%s:' "$headers"/ruby-* "$headers"/x86_64-linux-gnu/ruby-*) MAKEFLAGS=-j${NIX_BUILD_CORES:-1}
: > "$TMPDIR/supplied"; : > "$TMPDIR/archives"
for line in "${supplied[@]}"; do printf '%s\n' "$line" >> "$TMPDIR/supplied"; done
for index in "${!archives[@]}"; do printf '%s %s\n' "${names[$index]}" "${archives[$index]}" >> "$TMPDIR/archives"; done
ruby "$installer/install.rb" "$out" "$TMPDIR/supplied" "$TMPDIR/archives"
# Notes of this build: they hold times and places.
rm -rf "$out/cache" "$out/build_info" "$out/doc" "$out/plugins" "$out/.unused"
find "$out" \( -name gem_make.out -o -name mkmf.log -o -name '*.o' -o -name Makefile \) -type f -delete
