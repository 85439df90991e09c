# Cargo writes Cargo.lock; no crate is fetched for it, and no build script is run. See nix/lib/resolving.sh.
export CARGO_HOME=$HOME/cargo CARGO_TERM_COLOR=never CARGO_NET_RETRY=2
# Newer Cargos take no crate that wants a newer compiler where an older release of it will do.
export CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback
settings=(--config "source.crates-io.replace-with=\"firn\"" --config "source.firn.registry=\"sparse+$recorder\"")
# Sparse registries were tried in 1.60 and are everyone's since 1.68.
case $(cargo --version) in
  "cargo 1.6"[0-7].*) export RUSTC_BOOTSTRAP=1; settings+=(-Z sparse-registry) ;;
esac
verb=(generate-lockfile)
if before Cargo.lock Cargo.lock; then verb=(update --workspace); fi
echo "\$ cargo ${verb[*]}"
cargo "${settings[@]}" "${verb[@]}"
after Cargo.lock Cargo.lock
