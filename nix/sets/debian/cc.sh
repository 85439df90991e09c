# In: gcc, version, binutils, libc, headers, runtime, developed, make, pkgconf, patchelf, shell.
archlib=lib/x86_64-linux-gnu
mkdir -p "$out/bin" "$out/lib/pkgconfig" "$out/nix-support"

# Where what a program was linked with lies when it runs.
rpaths=("$libc/$archlib")
for package in "${runtime[@]}"; do rpaths+=("$package/$archlib"); done
folders=("$libc/$archlib")
for package in "${headers[@]}" "${runtime[@]}" "${developed[@]}"; do
  [ ! -d "$package/$archlib" ] || folders+=("$package/$archlib")
done
for package in "${developed[@]}"; do
  [ -e "$package/nix-support/depends" ] || continue
  while IFS= read -r needed; do
    if compgen -G "$needed/$archlib/*.so.*" > /dev/null; then rpaths+=("$needed/$archlib"); fi
  done < "$package/nix-support/depends"
done

before=("-B$out/bin") after=()
for folder in "${folders[@]}"; do before+=("-B$folder"); after+=("-L$folder"); done
for package in "${headers[@]}" "${developed[@]}"; do
  for folder in "$package/include/x86_64-linux-gnu" "$package/include"; do
    [ ! -d "$folder" ] || before+=(-idirafter "$folder")
  done
done
after+=("-Wl,--disable-new-dtags" "-Wl,-dynamic-linker,$libc/$archlib/ld-linux-x86-64.so.2")
for folder in "${rpaths[@]}"; do after+=("-Wl,-rpath,$folder"); done

# A compiler by the name that others call it. Programs keep only the library paths that they use.
wrapper() {
  local program=$1 name
  shift
  {
    printf '#!%s\n' "$shell"
    printf 'program=%q\n' "$program"
    printf 'before=('; printf '%q ' "${before[@]}"; printf ')\n'
    printf 'after=('; printf '%q ' "${after[@]}"; printf ')\n'
    cat << 'END'
links=yes output=a.out previous=
for word in "$@"; do
  case $word in -c | -S | -E | -M | -MM | -r | -fsyntax-only | --version | -dump* | -print-*) links= ;; esac
  if [ "$previous" = -o ]; then output=$word; fi
  previous=$word
done
if [ -z "$links" ]; then exec "$program" "${before[@]}" "$@"; fi
"$program" "${before[@]}" "$@" "${after[@]}" || exit
END
    printf '[ ! -f "$output" ] || %q --shrink-rpath "$output" 2>/dev/null || true\n' "$patchelf"
  } > "$out/bin/$1"
  chmod +x "$out/bin/$1"
  for name in "${@:2}"; do ln -s "$1" "$out/bin/$name"; done
}
wrapper "$gcc/bin/x86_64-linux-gnu-gcc-$version" gcc cc x86_64-linux-gnu-gcc
wrapper "$gcc/bin/x86_64-linux-gnu-g++-$version" g++ c++ x86_64-linux-gnu-g++
{
  printf '#!%s\n' "$shell"
  printf 'exec %q' "$gcc/bin/x86_64-linux-gnu-cpp-$version"; printf ' %q' "${before[@]}"; printf ' "$@"\n'
} > "$out/bin/cpp"
chmod +x "$out/bin/cpp"

for package in "${binutils[@]}"; do
  for program in "$package"/bin/x86_64-linux-gnu-*; do
    name=${program##*/x86_64-linux-gnu-}
    ln -s "$program" "$out/bin/$name"
  done
done
ln -s "$make/bin/make" "$out/bin/make"

# What libraries say of themselves names the file system that they were packaged for.
for package in "${developed[@]}"; do
  for description in "$package/$archlib"/pkgconfig/*.pc "$package"/share/pkgconfig/*.pc; do
    [ -f "$description" ] || continue
    sed -e "s|/usr\b|$package|g" "$description" > "$out/lib/pkgconfig/${description##*/}"
  done
done
{
  printf '#!%s\n' "$shell"
  printf 'export PKG_CONFIG_LIBDIR=%q\n' "$out/lib/pkgconfig"
  printf 'exec %q "$@"\n' "$pkgconf/bin/pkgconf"
} > "$out/bin/pkg-config"
chmod +x "$out/bin/pkg-config"
