# Compiles crates ahead of the app: its packages have their manifests and empty sources. What Cargo made of the app's own packages is
# taken out again. In: folder, stubs, members, and what cargo.sh needs.
mkdir "$TMPDIR/app"
cp -R "$folder/." "$TMPDIR/app"
chmod -R u+w "$TMPDIR/app"
cd "$TMPDIR/app"
for stub in "${stubs[@]}"; do
  mkdir -p "$(dirname -- "$stub")"
  case $stub in
    *lib.rs) : > "$stub" ;;
    *) echo 'fn main() {}' > "$stub" ;;
  esac
done
binary=
. "$library"
words=("${words[@]/--bins/}")
mkdir -p "$out"
if cargo build ${words[@]}; then
  hex='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
  for member in "${members[@]}"; do
    for kind in .fingerprint build; do rm -rf "$CARGO_TARGET_DIR/release/$kind/$member"-$hex$hex$hex$hex; done
    rm -f "$CARGO_TARGET_DIR/release/deps"/{,lib}"${member//-/_}"-$hex$hex$hex$hex{,.*}
  done
  find "$CARGO_TARGET_DIR/release" -maxdepth 1 -type f -delete
  # When it was, and by what: the next build looks for itself.
  find "$CARGO_TARGET_DIR" \( -name invoked.timestamp -o -name .rustc_info.json -o -name .cargo-lock \) -delete
  cp -R "$CARGO_TARGET_DIR/." "$out"
else
  echo "The crates could not be compiled ahead of the app: each build of the app compiles them." >&2
fi
