#!/usr/bin/env bash
# nix-client.sh SUITE [COMMAND…]: a stock Nix client of a Debian suite (trixie: 2.26, sid: 2.34) in a root folder of its own, for
# tests of what stock clients do. Without a command it prints the folder, else it runs the command in there. Made once, kept in
# FIRN_CACHE.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=load.sh disable=SC1091
source "$here/load.sh"

suite=${1:?usage: nix-client.sh SUITE}
[[ $suite =~ ^[a-z]+$ ]] || { echo "Could not get a Nix client: '$suite' is no suite's name." >&2; exit 2; }
shift
target=$FIRN_CACHE/nix-client-$suite

# /proc and /dev are mounted in a namespace of the command's own, so that nothing is left of them
within() {
  local root=$1
  shift
  # shellcheck disable=SC2016
  unshare --mount --propagation private /bin/sh -c 'mount --bind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' "$root" "$@"
}
if [[ ! -f $target/.whole ]]; then
  # one at a time: two tests may ask at once
  mkdir -p "$FIRN_CACHE"
  exec 9>"$FIRN_CACHE/nix-client-$suite.lock"
  flock 9
fi
if [[ ! -f $target/.whole ]]; then
  state=$FIRN_CACHE/apt-$suite
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  rm -rf "$target.partial"
  mkdir -p "$state/lists/partial" "$state/archives/partial" "$target.partial"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$(debian_mirror)" "$suite" >"$state/sources.list"
  : >"$state/status"
  apt_of_suite() {
    apt-get -q -y -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=- \
      -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" -o Dir::Cache::archives="$state/archives" \
      -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" \
      >>"$state/log" 2>&1 </dev/null
  }
  # apt of an older suite may not know how to configure a newer one's packages; they are only downloaded and unpacked here
  apt_of_suite update && apt_of_suite --no-install-recommends --download-only install nix-bin bash coreutils ca-certificates ||
    { echo "Could not get a Nix client of $suite: apt-get says \"$(grep -m1 '^E:' "$state/log" || tail -n 1 "$state/log")\"." >&2; exit 1; }
  # merged /usr, as the packages of these suites expect it
  mkdir -p "$target.partial"/usr/{bin,sbin,lib,lib64}
  for folder in bin sbin lib lib64; do ln -sfn "usr/$folder" "$target.partial/$folder"; done
  for deb in "$state"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$target.partial" --keep-directory-symlink
  done
  ln -sfn bash "$target.partial/usr/bin/sh"
  mkdir -p "$target.partial"/{nix/store,nix/var,tmp,dev,proc,etc/nix,root}
  mknod -m 666 "$target.partial/dev/null" c 1 3 2>/dev/null || true
  mknod -m 666 "$target.partial/dev/urandom" c 1 9 2>/dev/null || true
  printf 'root:x:0:0:root:/root:/bin/bash\n' >"$target.partial/etc/passwd"
  printf 'root:x:0:\n' >"$target.partial/etc/group"
  printf '127.0.0.1 localhost\n' >"$target.partial/etc/hosts"
  printf 'build-users-group =\nsandbox = false\nsubstituters =\nexperimental-features = nix-command ca-derivations\n' \
    >"$target.partial/etc/nix/nix.conf"
  within "$target.partial" nix --version >/dev/null ||
    { echo "Could not run the Nix client of $suite: see above." >&2; exit 1; }
  touch "$target.partial/.whole"
  rm -rf "$target" "$state/archives"
  mv "$target.partial" "$target"
fi
if (($#)); then
  within "$target" env HOME=/root PATH=/usr/bin:/bin LC_ALL=C "$@"
else
  echo "$target"
fi
