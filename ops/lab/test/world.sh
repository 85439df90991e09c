# shellcheck shell=bash
# shellcheck disable=SC2034
# The apps of other installations come and go while these tests run: the mounts and groups of their Engines are none of our business.
BYSTANDERS=$(for folder in /run/firn-*/; do [[ -d $folder ]] && printf '^%s|' "$folder"; done)
BYSTANDERS+=$(awk '$5 ~ /\/lab\/engine$/ {printf "^%s/|", $5}' /proc/self/mountinfo)'^/var/lib/docker/'
BYSTANDING_GROUPS=$(for folder in /run/firn-*/; do [[ -d $folder ]] && printf '/%s-engine|' "$(basename "$folder")"; done)'^$'

# What this machine looks like to somebody who knows nothing of Firn: compared before and after.

world() {
  echo '# containers'
  docker ps -a --format '{{.Names}} {{.Image}}' 2>/dev/null | sort
  echo '# network namespaces'
  ip netns list | awk '{print $1}' | sort
  echo '# links'
  ip -o link show | sed 's/^[0-9]*: \([^@:]*\).*/\1/' | sort
  echo '# mounts'
  awk '{print $5}' /proc/self/mountinfo | grep -vE "$BYSTANDERS" | sort
  echo '# control groups'
  find /sys/fs/cgroup -maxdepth 3 -type d -name '*firn*' | grep -vE "$BYSTANDING_GROUPS" | sort
  echo '# firewall'
  iptables-save 2>/dev/null | sed 's/\[[0-9:]*\]//; /^#/d' | sort
  echo '# processes with a mark of Firn, and machines'
  processes_of "$@"
}

# Only what these tests could have left: other installations may live on this machine.
processes_of() {
  local home file
  for home in "$@"; do
    for file in /proc/[0-9]*; do
      case $(<"$file/comm") in bash | sort | diff | mvn | timeout) continue ;; esac
      if tr '\0' ' ' <"$file/cmdline" | grep -qF -- "$home"; then tr '\0' ' ' <"$file/cmdline" && echo; fi
    done
  done 2>/dev/null | sort
}

FAILED=no
pass() { printf 'PASS %s\n' "$1"; }
miss() {
  printf 'FAIL %s\n' "$1"
  FAILED=yes
}

same_world() {
  local what=$1 before=$2
  shift 2
  if diff "$before" <(world "$@") >"$before.diff"; then
    pass "$what leaves the machine as it was"
  else
    miss "$what leaves something behind:"
    cat "$before.diff"
  fi
}
