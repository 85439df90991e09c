# A folder of gems. In: installer, zones (folder of time zones), headers (folder of Ruby's own), supplied (lines "name version folder"), archives, names (of the same length).
mkdir -p "$out"
RUBY_PROGRAM=$(type -P ruby)
export RUBY_PROGRAM ZONES=$zones GEM_HOME=$out GEM_SPEC_CACHE=$TMPDIR/specs
export MAKEFLAGS=-j${NIX_BUILD_CORES:-1}
# Debian's Ruby asks for its headers and its library beside itself; they are packages of their own.
if [ -n "$headers" ]; then
  own=("$headers"/ruby-*) arch=("$headers"/x86_64-linux-gnu/ruby-*)
  export RUBY_HEADERS=${own[0]} RUBY_ARCH_HEADERS=${arch[0]} CPATH=${own[0]}:${arch[0]} RUBYOPT=-r$installer/headers.rb
  program=$(RUBYOPT= ruby -e 'puts RbConfig.ruby')
  mkdir -p "$TMPDIR/link"
  for library in "${program%/bin/*}"/lib/x86_64-linux-gnu/libruby-*.so.*; do
    name=${library##*/}
    ln -sf "$library" "$TMPDIR/link/${name%%.so.*}.so"
  done
  export LIBRARY_PATH=$TMPDIR/link
fi
: > "$TMPDIR/supplied"; : > "$TMPDIR/archives"
for line in "${supplied[@]}"; do printf '%s\n' "$line" >> "$TMPDIR/supplied"; done
for index in "${!archives[@]}"; do printf '%s %s\n' "${names[$index]}" "${archives[$index]}" >> "$TMPDIR/archives"; done
ruby "$installer/install.rb" "$out" "$TMPDIR/supplied" "$TMPDIR/archives"
# Notes of this build: they hold times and places.
rm -rf "$out/cache" "$out/build_info" "$out/doc" "$out/plugins" "$out/.unused"
find "$out" \( -name gem_make.out -o -name mkmf.log -o -name '*.o' -o -name Makefile \) -type f -delete
