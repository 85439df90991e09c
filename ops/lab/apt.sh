# shellcheck shell=bash
# Debian packages: the machine's own mirror, and files of other suites fetched by apt itself, so that signatures, hashes,
# proxies and credentials are handled as the machine is set up for.

# Prints the Debian mirror of this machine's apt sources, whichever of the two formats they are written in.
debian_mirror() {
  local mirror=${FIRN_DEBIAN_MIRROR:-}
  if [[ -z $mirror ]]; then
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
      awk -F'|' '$1 == "Debian" && $2 == "Debian" {print $3; exit}') || true
  fi
  [[ -n $mirror ]] || mirror=$(mirror_from_files)
  [[ -n $mirror ]] || fail "find a Debian mirror: apt's sources name none. Set FIRN_DEBIAN_MIRROR to one."
  echo "${mirror%/}"
}

# For machines whose package lists were never fetched: the first source that is not a security archive.
mirror_from_files() {
  {
    sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
    sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]*\)\?\([^[:space:]]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | grep -E '/debian/?$' | head -n 1
}

apt_proxy() { apt-config dump 2>/dev/null | sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p' | head -n 1; }

# apt_install PACKAGE...: never asks, and waits for another apt to finish.
apt_install() {
  local log=$RUN/apt.log
  have apt-get || fail "install $*: this machine has no apt-get. Install them by hand, then type: firn up."
  apt_update_once
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" >>"$log" 2>&1 </dev/null ||
    fail "install $*: apt-get says \"$(grep -m1 '^E:' "$log" || tail -n 1 "$log")\". See $log."
}

apt_update_once() {
  [[ -z ${APT_UPDATED:-} ]] || return 0
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update >"$RUN/apt.log" 2>&1 </dev/null || true
  APT_UPDATED=yes
}

# apt_suite FOLDER ARGUMENT...: apt-get with lists of its own, that know the trixie suites and nothing else.
apt_suite() {
  local state=$FIRN_CACHE/apt keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$(debian_mirror)" trixie "$keyring" "$(debian_mirror)" trixie-backports >"$state/sources.list"
  : >"$state/status"
  apt-get -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=- -o Dir::State::lists="$state/lists" \
    -o Dir::State::status="$state/status" -o Dir::Cache::archives="$state/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# unpack_packages TARGET PACKAGE[/SUITE]...: checked by apt against the signed index, unpacked, and moved into place whole.
unpack_packages() {
  local target=$1 work=$1.partial log=$RUN/unpack.log deb
  shift
  [[ -f /usr/share/keyrings/debian-archive-keyring.gpg ]] || apt_install debian-archive-keyring
  rm -rf "$work"
  mkdir -p "$work/.debs" "$FIRN_CACHE" "$RUN"
  apt_suite update >"$log" 2>&1 || fail "read the package index of trixie: apt-get says \"$(tail -n 1 "$log")\". See $log."
  (cd "$work/.debs" && apt_suite download "$@") >>"$log" 2>&1 || fail "fetch $*: apt-get says \"$(tail -n 1 "$log")\". See $log."
  for deb in "$work"/.debs/*.deb; do dpkg-deb -x "$deb" "$work"; done
  rm -rf "$work/.debs"
  mv "$work" "$target"
}
