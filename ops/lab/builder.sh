# shellcheck shell=bash
# Builder nodes: Debian machines with systemd, sshd and Nix, booted by systemd-nspawn from a copy of one cached root.

BUILDER_SUITE=trixie
BUILDER_PACKAGES=libdbi-perl,nix-bin,bash-static,busybox-static,openssh-server,ca-certificates,git,xz-utils,zstd,curl,procps,systemd,systemd-sysv,dbus,iproute2
BUILDER_CONTROLLERS='systemd freezer memory pids cpu'

# The base root is named by all that makes it.
base_root() { echo "$FIRN_CACHE/builder-$BUILDER_SUITE-$({ echo "$BUILDER_PACKAGES" && declare -f prepare_base; } | sha256sum | head -c 12)"; }
builder_home() { echo "$LAB/builder-$1"; }

make_base_root() {
  local base work
  base=$(base_root)
  [[ ! -d $base ]] || return 0
  work=$base.partial
  clear_mounts_under "$work"
  rm -rf "$work"
  intend mounts-under "$work"
  mkdir -p "$FIRN_CACHE/debs"
  debootstrap --variant=minbase --cache-dir="$FIRN_CACHE/debs" --include="$BUILDER_PACKAGES" \
    "$BUILDER_SUITE" "$work" "$(debian_mirror)" >"$RUN/debootstrap.log" 2>&1 ||
    fail "make the builder's root: debootstrap says \"$(tail -n 1 "$RUN/debootstrap.log")\". See $RUN/debootstrap.log."
  clear_mounts_under "$work"
  prepare_base "$work"
  mv "$work" "$base"
}

# A folder and all in it: debootstrap, when killed, leaves proc and sys in its target; dockerd binds its data folder onto itself.
clear_mounts_under() {
  local path
  awk -v root="$1" '$5 == root || index($5, root "/") == 1 {print $5}' /proc/self/mountinfo | sort -r | while read -r path; do umount -l "$path"; done
}

# What all builders share: build users, Nix settings, a quiet boot, no host keys.
prepare_base() {
  local root=$1 n
  chroot "$root" groupadd -r nixbld 2>/dev/null || true
  for n in {1..8}; do
    chroot "$root" useradd -r -M -N -g nixbld -G nixbld -d /var/empty -s /usr/sbin/nologin "nixbld$n" 2>/dev/null || true
  done
  mkdir -p "$root/etc/systemd/system" "$root/etc/nix" "$root/nix/store" "$root/nix/var/nix" "$root/root/.ssh"
  chmod 700 "$root/root/.ssh"
  chgrp "$(awk -F: '$1 == "nixbld" {print $3}' "$root/etc/group")" "$root/nix/store"
  chmod 1775 "$root/nix/store"
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id" "$root"/var/cache/apt/archives/*.deb
  : >"$root/etc/machine-id"
  printf 'PermitRootLogin prohibit-password\nPasswordAuthentication no\nUseDNS no\nMaxSessions 100\nMaxStartups 100\nClientAliveInterval 10\nClientAliveCountMax 3\n' \
    >"$root/etc/ssh/sshd_config.d/firn.conf"
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer nix-daemon.service nix-daemon.socket \
    systemd-modules-load.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
}

# The parts of a root that belong to this builder of this installation. Cheap, so done at each start.
personalise() {
  local number=$1 root=$2
  echo "builder-$number" >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 builder-%s\n' "$number" >"$root/etc/hosts"
  rm -f "$root/etc/resolv.conf"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
  if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"; fi
  if [[ ! -f $root/etc/ssh/ssh_host_ed25519_key ]]; then
    ssh-keygen -q -t ed25519 -N '' -C "builder-$number" -f "$root/etc/ssh/ssh_host_ed25519_key"
  fi
  install -m 600 "$LAB/ssh/id_ed25519.pub" "$root/root/.ssh/authorized_keys"
  cat >"$root/etc/nix/nix.conf" <<CONF
experimental-features = nix-command flakes
sandbox = true
sandbox-fallback = false
substituters =
build-users-group = nixbld
max-jobs = auto
ssl-cert-file = /etc/ssl/certs/ca-certificates.crt
CONF
  # A Nix that is started through its own loader would take the loader for itself.
  if [[ -x $root/usr/local/bin/nix ]]; then echo 'build-hook = /usr/local/bin/nix __build-remote' >>"$root/etc/nix/nix.conf"; fi
  cat >"$root/etc/systemd/system/firn-network.service" <<UNIT
[Unit]
Description=Address of this node
DefaultDependencies=no
Before=network.target ssh.service
StartLimitIntervalSec=0
[Service]
Type=oneshot
RemainAfterExit=yes
# The link may arrive after systemd has started.
Restart=on-failure
RestartSec=100ms
ExecStart=/usr/sbin/ip link set lo up
ExecStart=/usr/sbin/ip address replace $(builder_address "$number")/24 dev host0
ExecStart=/usr/sbin/ip link set host0 up
ExecStart=/usr/sbin/ip route replace default via $(host_address)
[Install]
WantedBy=multi-user.target
UNIT
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  ln -sf ../firn-network.service "$root/etc/systemd/system/multi-user.target.wants/firn-network.service"
}

make_ssh_key() {
  [[ ! -s $LAB/ssh/id_ed25519 ]] || return 0
  mkdir -p "$LAB/ssh"
  chmod 700 "$LAB/ssh"
  rm -f "$LAB/ssh/"id_ed25519*
  ssh-keygen -q -t ed25519 -N '' -C "firn-$(instance_id)" -f "$LAB/ssh/id_ed25519.new"
  mv "$LAB/ssh/id_ed25519.new.pub" "$LAB/ssh/id_ed25519.pub"
  mv "$LAB/ssh/id_ed25519.new" "$LAB/ssh/id_ed25519"
}

builder_ssh() {
  local number=$1
  shift
  ssh -i "$LAB/ssh/id_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=2 -o LogLevel=ERROR \
    -o UserKnownHostsFile="$(builder_home "$number")/known_hosts" -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes \
    "root@$(builder_address "$number")" "$@"
}

builder_host_key() { cut -d' ' -f1,2 "$(builder_home "$1")/root/etc/ssh/ssh_host_ed25519_key.pub"; }
builder_numbers() { find "$LAB" -maxdepth 1 -name 'builder-[0-9]*' -printf '%f\n' 2>/dev/null | sed 's/^builder-//' | sort -n; }

# nix_of_suite ROOT SUITE: the Nix of another suite beside the machine's own, with the libraries that it was linked with. It comes
# first on the PATH. The machine itself stays as it is: its systemd has to suit the kernel's control groups.
nix_of_suite() {
  local root=$1 suite=$2 client name loader
  client=$("$FIRN_ROOT/ops/lab/nix-client.sh" "$suite") || fail "get the Nix of $suite: see above."
  if [[ ! -d $root/opt/nix-$suite ]]; then
    rm -rf "$root/opt/nix-$suite.partial"
    mkdir -p "$root/opt/nix-$suite.partial"
    cp -aL --reflink=auto "$client/usr/lib/$(uname -m)-linux-gnu" "$root/opt/nix-$suite.partial/lib" 2>/dev/null || true
    cp -aL "$client/usr/bin/nix" "$root/opt/nix-$suite.partial/nix"
    mv "$root/opt/nix-$suite.partial" "$root/opt/nix-$suite"
  fi
  loader=$(basename "$(readlink -f "$client"/lib64/ld-linux-*.so.*)")
  mkdir -p "$root/usr/local/bin"
  for name in nix nix-build nix-collect-garbage nix-copy-closure nix-daemon nix-env nix-hash nix-instantiate nix-store; do
    printf '#!/bin/sh\nexec /opt/nix-%s/lib/%s --argv0 %s --library-path /opt/nix-%s/lib /opt/nix-%s/nix "$@"\n' \
      "$suite" "$loader" "$name" "$suite" "$suite" >"$root/usr/local/bin/$name"
    chmod 755 "$root/usr/local/bin/$name"
  done
}

# builder_start NUMBER [SUITE]: idempotent; a killed or half-made builder is raised again with its store as it was. Its Nix is that
# of the suite it was first raised with.
builder_start() {
  local number=$1 suite=${2:-${FIRN_SUITE:-$BUILDER_SUITE}} home root
  home=$(builder_home "$number") root=$home/root
  if running "builder-$number"; then return; fi
  stop_builder "$number"
  make_ssh_key
  if [[ ! -d $root ]]; then
    mkdir -p "$home"
    rm -rf "$root.partial"
    cp -a --reflink=auto "$(base_root)" "$root.partial"
    mv "$root.partial" "$root"
    echo "$suite" | write_file "$home/suite"
  fi
  suite=$(cat "$home/suite" 2>/dev/null || echo "$BUILDER_SUITE")
  if [[ $suite != "$BUILDER_SUITE" ]]; then nix_of_suite "$root" "$suite"; fi
  bridge_up
  personalise "$number" "$root"
  echo "$(builder_address "$number") $(builder_host_key "$number")" | write_file "$home/known_hosts"
  intend link "$(link_name "$number")"
  boot_builder "$number" "$root"
  wire_node "$number" || fail "boot builder-$number: systemd-nspawn says \"$(tail -n 1 "$RUN/builder-$number.log")\". See $RUN/builder-$number.log."
}

# Under cgroup v1 the machines need names of their own in each hierarchy, or their systemds would share one.
boot_builder() {
  local number=$1 root=$2 machine name controller
  name=builder-$number machine=firn-$(instance_id)-$number
  local -a options=(-q --register=no --boot "--network-veth-extra=$(link_name "$number"):host0" --capability=all
    '--system-call-filter=@mount @keyring bpf' --link-journal=no --resolv-conf=off --timezone=off --console=pipe -M "$machine" -D "$root")
  local -a arguments=()
  if ! under_systemd; then options+=(--keep-unit); fi
  if ! cgroup_v2; then
    options+=(-E SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1)
    arguments+=(systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1)
  fi
  : >"$RUN/$name.log"
  intend cgroup "$machine"
  local -a groups=()
  if cgroup_v2; then
    if ! under_systemd; then groups+=("/sys/fs/cgroup/$machine"); fi
  else
    for controller in $BUILDER_CONTROLLERS; do groups+=("/sys/fs/cgroup/$controller/$machine"); done
  fi
  # shellcheck disable=SC2016
  spawn "$name" "$RUN/$name.log" bash -c '
    while [[ $1 != -- ]]; do mkdir -p "$1" && echo $$ >"$1/cgroup.procs"; shift; done
    shift; exec "$@"' _ "${groups[@]}" -- systemd-nspawn "${options[@]}" "${arguments[@]}"
}

builder_ready() { builder_ssh "$1" nix --version; }

await_builder() {
  wait_until 60 builder_ready "$1" || fail "reach builder-$1 at $(builder_address "$1"): SSH gave no answer for 60 s. See $RUN/builder-$1.log, then type: firn up."
}

# The pid of the machine's own systemd, seen from here.
builder_leader() {
  local pid
  pid=$(pid_of "builder-$1") || return 1
  pgrep -P "$pid" | head -n 1
}

builder_cgroup() { echo "/sys/fs/cgroup/freezer/firn-$(instance_id)-$1"; }

# Everything of the machine dies at once, as with a power cut.
builder_kill() {
  local leader pid
  leader=$(builder_leader "$1") || leader=''
  pid=$(pid_of "builder-$1") || true
  # shellcheck disable=SC2086
  signal KILL $leader $pid
  stop_builder "$1"
}

builder_freeze() { set_frozen "$1" FROZEN 1; }
builder_thaw() { set_frozen "$1" THAWED 0; }

set_frozen() {
  local v1 v2
  v2=/sys/fs/cgroup/firn-$(instance_id)-$1/cgroup.freeze
  v1=$(builder_cgroup "$1")/freezer.state
  if [[ -e $v1 ]]; then
    echo "$2" >"$v1"
  elif [[ -e $v2 ]]; then
    echo "$3" >"$v2"
  else
    fail "freeze or thaw builder-$1: it has no control group here. Type: firn status."
  fi
}

builder_cut() { ip link set "$(link_name "$1")" down; }
builder_mend() { ip link set "$(link_name "$1")" up; }

# Ends the machine (no orderly shutdown: its store is crash-safe) and takes its link and control groups away.
stop_builder() {
  local number=$1 leader
  if [[ -e $(builder_cgroup "$number")/freezer.state ]]; then builder_thaw "$number"; fi
  if leader=$(builder_leader "$number") && [[ -n $leader ]]; then signal KILL "$leader"; fi
  stop_process "builder-$number" 3
  ip link del "$(link_name "$number")" 2>/dev/null || true
  remove_cgroup "firn-$(instance_id)-$number"
}

remove_cgroup() {
  local top path
  for top in /sys/fs/cgroup/"$1" /sys/fs/cgroup/*/"$1"; do
    [[ -d $top ]] || continue
    for _ in {1..20}; do
      find "$top" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [[ -d $top ]] || break
      while read -r path; do signal KILL "$path"; done < <(find "$top" -name cgroup.procs -exec cat {} + 2>/dev/null)
      sleep 0.1
    done
  done
}
