# In: ruby (Debian's), program (as ruby3.1), suffix (as 3.1), shell.
api=$suffix.0
arch=lib/x86_64-linux-gnu
mkdir -p "$out/bin"

# Each program sets the load path once; what it starts inherits it.
path=$ruby/lib/ruby/vendor_ruby:$ruby/$arch/ruby/vendor_ruby/$api:$ruby/lib/ruby/$api:$ruby/$arch/ruby/$api
wrapper() {
  {
    printf '#!%s\n' "$shell"
    printf 'case ":${RUBYLIB:-}:" in *%q*) ;; *) export RUBYLIB="${RUBYLIB:+$RUBYLIB:}"%q ;; esac\n' ":$ruby/lib/ruby/$api:" "$path"
    printf 'exec %q' "$ruby/bin/$program"
    [ -z "$2" ] || printf ' %q' "$2"
    printf ' "$@"\n'
  } > "$out/bin/$1"
  chmod +x "$out/bin/$1"
}
wrapper ruby ""
for name in bundle bundler erb gem irb racc rake rdoc; do
  if [ -e "$ruby/bin/$name$suffix" ]; then wrapper "$name" "$ruby/bin/$name$suffix"; fi
done
