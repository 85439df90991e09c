# In: compiled (a folder that Cargo continues with), and what cargo.sh needs; see nix/lib/release.sh.
. "$library"
mkdir -p "$CARGO_TARGET_DIR"
cp -R "$compiled/." "$CARGO_TARGET_DIR"
chmod -R u+w "$CARGO_TARGET_DIR"
runBuild
cargo build "${words[@]}"

# What the programs may read while they run stays; their own source does not.
rm -rf vendor .cargo target Cargo.toml Cargo.lock
find . -type f \( -name '*.rs' -o -name Cargo.toml \) -delete
find . -mindepth 1 -depth -type d -empty -delete
cp -R . "$out/app"
mkdir -p "$out/app/bin"
made=
for program in "$CARGO_TARGET_DIR"/release/*; do
  case $program in *.d | *.so | *.rlib | *.rmeta) continue ;; esac
  [ -f "$program" ] && [ -x "$program" ] || continue
  cp "$program" "$out/app/bin/"
  "$patchelf" --shrink-rpath "$out/app/bin/${program##*/}"
  made=yes
done
[ -n "$made" ] || { echo "Could not find a program after the build: the package has no binary target. Name one in Cargo.toml." >&2; exit 1; }
