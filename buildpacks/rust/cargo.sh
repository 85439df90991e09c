# How Cargo is set up and called, here and where crates are compiled ahead: the same words give the same fingerprints.
# In: vendor (a folder of crates, may be empty), package, binary, features (may be empty), patchelf. Runs in the app's folder.
export CARGO_HOME=$HOME/cargo CARGO_TARGET_DIR=$TMPDIR/target CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never CARGO_NET_OFFLINE=true
export CARGO_PROFILE_RELEASE_STRIP=symbols
mkdir -p "$CARGO_HOME"

crates=$vendor
if [ -z "$crates" ] && [ -d vendor ] && [ ! -e .cargo/config.toml ] && [ ! -e .cargo/config ]; then crates=$PWD/vendor; fi
if [ -n "$crates" ]; then
  printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "%s"\n' "$crates" > "$CARGO_HOME/config.toml"
fi
# Messages of programs name source files: the same names wherever a crate lay, and no reference to the store.
maps=(--remap-path-prefix "$PWD=/app" --remap-path-prefix "$CARGO_HOME=/cargo")
if [ -n "$crates" ]; then maps+=(--remap-path-prefix "$crates=/crates"); fi
export CARGO_ENCODED_RUSTFLAGS
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${maps[*]}")

words=(--release --offline)
if [ -e Cargo.lock ]; then words+=(--locked); fi
if [ -n "$package" ]; then words+=(--package "$package"); fi
if [ -n "$features" ]; then words+=(--features "$features"); fi
if [ -n "$binary" ]; then words+=(--bin "$binary"); else words+=(--bins); fi
