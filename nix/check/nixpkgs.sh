#!/usr/bin/env bash
# Evaluates every example to a derivation of the package set `nixpkgs`: nixpkgs.sh TREE, or FIRN_NIXPKGS=TREE nixpkgs.sh.
# TREE is a checkout of nixpkgs, or of its descendant corepkgs with its pin of `lib` in place (descendant.nix).
set -uo pipefail
tree=${1:-${FIRN_NIXPKGS:-}}
if [[ -z $tree || ! -e $tree/default.nix ]]; then
  echo "skipped: no nixpkgs tree is at hand; name one: nix/check/nixpkgs.sh TREE, or FIRN_NIXPKGS=TREE"
  exit 0
fi
tree=$(realpath "$tree")
here=$(dirname "$(realpath "$0")")
if [[ -d $tree/pkgs-many ]]; then
  wrapper=$(mktemp -d)
  trap 'rm -rf "$wrapper"' EXIT
  echo "import $here/descendant.nix $tree" >"$wrapper/default.nix"
  tree=$wrapper
fi
check="import $here/nixpkgs.nix { nixpkgs = $tree; }"
names=$(nix-instantiate --eval --expr "builtins.concatStringsSep \" \" (builtins.attrNames ($check))") || exit
failed=0
for name in $(tr -d '"' <<<"$names"); do
  if answer=$(nix-instantiate --eval --read-write-mode --expr "($check).$name" 2>&1); then
    printf '%-20s %s\n' "$name" "$answer"
  else
    printf '%-20s FAILED: %s\n' "$name" "$(tail -n 1 <<<"$answer")"
    failed=1
  fi
done
exit "$failed"
