# shellcheck shell=bash
# The tools that the lab needs, and the packages that bring them.

# command=package; what a machine has is left alone.
LAB_TOOLS='debootstrap=debootstrap systemd-nspawn=systemd-container ip=iproute2 iptables=iptables ssh=openssh-client ssh-keygen=openssh-client
  curl=curl jq=jq git=git xz=xz-utils pgrep=procps nsenter=util-linux flock=util-linux mvn=maven'

missing_packages() {
  local pair
  for pair in $LAB_TOOLS; do
    have "${pair%%=*}" || echo "${pair#*=}"
  done | sort -u
}

install_prerequisites() {
  local missing
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  [[ -n $missing ]] || return 0
  step_begin "install $missing"
  # shellcheck disable=SC2086
  apt_install $missing
  step_end
}
