#!/usr/bin/env bash
# Evaluates every example to a derivation of the package set `nixpkgs`: nixpkgs.sh TREE, or FIRN_NIXPKGS=TREE nixpkgs.sh.
# TREE is a checkout of nixpkgs, or of a tree of its shape.
set -uo pipefail
tree=${1:-${FIRN_NIXPKGS:-}}
if [[ -z $tree || ! -e $tree/default.nix ]]; then
  echo "skipped: no nixpkgs tree is at hand; name one: nix/check/nixpkgs.sh TREE, or FIRN_NIXPKGS=TREE"
  exit 0
fi
check=$(dirname "$(realpath "$0")")/nixpkgs.nix
names=$(nix-instantiate --eval --expr "builtins.concatStringsSep \" \" (builtins.attrNames (import $check { nixpkgs = $tree; }))")
failed=0
for name in $(tr -d '"' <<<"$names"); do
  if answer=$(nix-instantiate --eval --expr "(import $check { nixpkgs = $tree; }).$name" 2>&1); then
    printf '%-20s %s\n' "$name" "$answer"
  else
    printf '%-20s FAILED: %s\n' "$name" "$(grep -m 1 'error:' <<<"$answer" | tail -n 1; tail -n 1 <<<"$answer")"
    failed=1
  fi
done
exit "$failed"
