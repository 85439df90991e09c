#!/usr/bin/env bash
# Lets this machine join a Firn installation. It looks first, shows what it is about to do, and does only what is missing, so
# running it again changes nothing. Firn logs in as root, with a key that can start nothing but the program written out below.
set -euo pipefail

NIX_LEAST=2.24
LIB=/usr/local/lib/firn
STATE=/var/lib/firn

usage() {
  cat >&2 <<'TEXT'
firn-join.sh --url URL --token TOKEN [options], as root

  --url URL               where Firn answers:  http://10.0.0.1:7480
  --token TOKEN           from 'firn nodes join-token', or in FIRN_JOIN_TOKEN
  --name NAME             what this machine is called; its host name
  --address ADDRESS       where Firn reaches its SSH server; where this call comes from
  --tunnel                Firn cannot reach this machine: it keeps a tunnel open
  --slots N               builds at once; one for each two processors
  --memory-limit BYTES    memory that all builds together may have:  8G
  --features A,B          what builds may ask for:  kvm,big-parallel
  --mandatory A,B         only builds that ask for these come here
  --label KEY=VALUE       for placement; may be given often
  --region REGION         where this machine stands
  --dry-run               show what would be done, and end
  --yes                   do not ask
TEXT
  exit 2
}

fail() { printf 'Could not %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

url='' token=${FIRN_JOIN_TOKEN:-} name=$(uname -n) address='' tunnel=false slots='' memory='' features='' mandatory='' region=''
dry_run=false yes=false
labels=()
while (($# > 0)); do
  case $1 in
    --tunnel) tunnel=true ;;
    --dry-run) dry_run=true ;;
    --yes) yes=true ;;
    --url | --token | --name | --address | --slots | --memory-limit | --features | --mandatory | --label | --region)
      (($# > 1)) || usage
      case $1 in
        --url) url=${2%/} ;;
        --token) token=$2 ;;
        --name) name=$2 ;;
        --address) address=$2 ;;
        --slots) slots=$2 ;;
        --memory-limit) memory=$2 ;;
        --features) features=$2 ;;
        --mandatory) mandatory=$2 ;;
        --label) labels+=("$2") ;;
        --region) region=$2 ;;
      esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done

# Everything that is written into JSON or into a unit is a plain word.
word() { [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9._/:-]*$ ]] || fail "join: $1 is '$2', which is no word of letters, digits and . _ / : -."; }
words() { local each; for each in ${2//,/ }; do word "$1" "$each"; done; }

check_arguments() {
  [[ $url =~ ^https?://[A-Za-z0-9._:@/-]+$ ]] || usage
  [[ $token =~ ^firn_[0-9a-f_]+$ ]] || fail 'join: there is no token. Make one with: firn nodes join-token.'
  [[ $(id -u) == 0 ]] || fail 'join: this needs root. Type: sudo bash firn-join.sh …'
  name=${name%%.*} name=${name,,}
  word --name "$name"
  [[ -z $address ]] || word --address "$address"
  [[ -z $region ]] || word --region "$region"
  words --features "$features"
  words --mandatory "$mandatory"
  slots=${slots:-$((($(nproc) + 1) / 2))}
  [[ $slots =~ ^[0-9]{1,3}$ ]] || fail "join: --slots is '$slots', which is no number."
  case $memory in
    '') memory_bytes=null ;;
    *[0-9]) memory_bytes=$memory ;;
    *G) memory_bytes=$((${memory%G} << 30)) ;;
    *M) memory_bytes=$((${memory%M} << 20)) ;;
    *) fail "join: --memory-limit is '$memory'. Write for instance 8G." ;;
  esac
  [[ $memory_bytes =~ ^(null|[0-9]+)$ ]] || fail "join: --memory-limit is '$memory'. Write for instance 8G."
}

# --- What is there ---

at_least() { [[ $(printf '%s\n%s\n' "$NIX_LEAST" "$1" | sort -V | head -n 1) == "$NIX_LEAST" ]]; }
nix_version() { have nix && nix --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1; }
apt_offers() { have apt-cache && apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p' | grep -v none; }

# The Nix that Firn itself has: its system, its version, and the SHA-256 of its archive before that was compressed.
own_nix='@FIRN_NIX@'
read -r own_system own_version own_hash <<<"$own_nix"

plan() { printf '  %-6s %s\n' "$1" "$2"; }

look() {
  [[ -d /run/systemd/system ]] || fail 'join: this machine does not run systemd, which keeps builds within their limits. Use one that does.'
  packages=() nix_from=''
  have curl || packages+=(curl ca-certificates)
  have sshd || [[ -x /usr/sbin/sshd ]] || packages+=(openssh-server)
  have ssh || [[ $tunnel == false ]] || packages+=(openssh-client)
  local version offered
  version=$(nix_version) || version=''
  if [[ -n $version ]] && at_least "$version"; then
    plan keep "Nix $version"
  else
    offered=$(apt_offers nix-bin) || offered=''
    if [[ -n $offered ]] && at_least "${offered%%[+-]*}"; then
      nix_from=distribution
      packages+=(nix-bin)
      plan make "install Nix ${offered%%[+-]*} from this machine's distribution${version:+, in place of $version}"
    elif [[ $own_system == "$(uname -m)-linux" ]]; then
      nix_from=firn
      plan make "unpack Nix $own_version from Firn into /nix/store and link it in /usr/local/bin${version:+, beside Nix $version}"
    else
      fail "join: this machine has $(if [[ -n $version ]]; then echo "only Nix $version"; else echo 'no Nix'; fi), its distribution offers ${offered:-none}, and $url has none for $(uname -m). Install Nix $NIX_LEAST or newer, then type the same again."
    fi
  fi
  ((${#packages[@]} == 0)) || { have apt-get || fail "join: ${packages[*]} is missing, and there is no apt-get. Install it, then type the same again."; plan make "apt-get install ${packages[*]}"; }
  plan "$(getent group nixbld >/dev/null && echo keep || echo make)" 'group nixbld with its eight users'
  plan "$(cmp -s <(firn_shell) "$LIB/firn-shell" && echo keep || echo make)" "$LIB/firn-shell, the one program that Firn's key may start"
  plan make "let Firn's key in as root in /root/.ssh/authorized_keys, for that program alone"
  plan make 'end SSH sessions whose other end is gone after 30 s (/etc/ssh/sshd_config.d/00-firn.conf)'
  if root_login_refused; then plan make 'allow root to log in with a key for a forced command (/etc/ssh/sshd_config.d/00-firn.conf)'; fi
  plan make "firn.slice: all builds together get ${memory:-as much memory as there is} and at most 32768 tasks"
  if [[ $tunnel == true ]]; then plan make "firn-tunnel.service, which keeps a tunnel to $url open"; fi
  plan make "join $url as '$name' with $slots slots"
}

root_login_refused() {
  local sshd=/usr/sbin/sshd
  [[ -x $sshd ]] || return 1
  mkdir -p /run/sshd
  [[ $("$sshd" -T 2>/dev/null | sed -n 's/^permitrootlogin //p') == no ]]
}

agree() {
  if [[ $dry_run == true ]]; then exit 0; fi
  if [[ $yes == true ]]; then return; fi
  local answer=''
  { printf 'Go on? [y/N] ' >/dev/tty && read -r answer </dev/tty; } 2>/dev/null ||
    fail 'ask whether to go on: there is no terminal. Add --yes.'
  [[ $answer == [yY]* ]] || exit 1
}

# --- What is done ---

install_packages() {
  ((${#packages[@]} > 0)) || return 0
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -q --no-install-recommends "${packages[@]}" >"$STATE/apt.log" 2>&1 ||
    { apt-get update -q >>"$STATE/apt.log" 2>&1 && apt-get install -y -q --no-install-recommends "${packages[@]}" >>"$STATE/apt.log" 2>&1; } ||
    fail "install ${packages[*]}: $(grep -E '^E: ' "$STATE/apt.log" | tail -n 1). See $STATE/apt.log."
}

# The archive holds nix/store/… and nix-support/{registration,program}; paths that are there are left alone.
unpack_nix() {
  [[ $nix_from == firn ]] || return 0
  local work=$STATE/nix.partial path program status
  rm -rf "$work"
  mkdir -p "$work" /nix/store
  status=$(curl -sS --max-time 900 -o "$work/archive" -w '%{http_code}' -K - "$url/join/nix/${own_hash:0:12}/$own_system.tar.gz" \
    <<<"header = \"Authorization: Bearer $token\"") || fail "fetch Nix from $url: it did not come whole. Type the same again."
  [[ $status == 200 ]] || { say "$(field detail "$(<"$work/archive")")" "$(field hint "$(<"$work/archive")")" >&2; exit 1; }
  gzip -dc "$work/archive" >"$work/nix.tar" || fail "fetch Nix from $url: it did not come whole. Type the same again."
  echo "$own_hash  $work/nix.tar" | sha256sum --check --status ||
    fail "use the Nix that came from $url: its hash is not the one that this script was made with. See that nobody stands between, then type the same again."
  tar -x -f "$work/nix.tar" -C "$work" --no-same-owner
  for path in "$work"/nix/store/*; do
    if [[ ! -e /nix/store/${path##*/} ]]; then mv -T "$path" "/nix/store/${path##*/}"; fi
  done
  program=$(<"$work/nix-support/program")
  NIX_REMOTE=local "$program/bin/nix-store" --load-db <"$work/nix-support/registration" ||
    fail "use Firn's Nix: it does not start here. See above."
  for path in "$program"/bin/*; do ln -sfn "$path" "/usr/local/bin/${path##*/}"; done
  mkdir -p /nix/var/nix/gcroots/firn
  ln -sfn "$program" /nix/var/nix/gcroots/firn/nix
  rm -rf "$work"
  hash -r
}

# What comes first on the PATH may be neither the distribution's nor ours.
check_nix() {
  local version
  hash -r
  version=$(nix_version) || version=''
  [[ -n $version ]] && at_least "$version" ||
    fail "use this machine's Nix: $(command -v nix || echo nix) is ${version:-not there}. Remove it or install $NIX_LEAST or newer in its place, then type the same again."
}

make_users() {
  local n
  getent group nixbld >/dev/null || groupadd --system nixbld
  for n in 1 2 3 4 5 6 7 8; do
    id "nixbld$n" >/dev/null 2>&1 || useradd --system --no-create-home --no-user-group --gid nixbld --groups nixbld \
      --home-dir /var/empty --shell /usr/sbin/nologin "nixbld$n"
  done
  mkdir -p /nix/store /nix/var/nix/gcroots/firn "$STATE/builds"
  chgrp nixbld /nix/store
  chmod 1775 /nix/store
}

firn_shell() {
  cat <<'FIRN_SHELL'
@FIRN_SHELL@
FIRN_SHELL
}

replace() { local path=$1 mode=$2; cat >"$path.firn" && chmod "$mode" "$path.firn" && mv -f "$path.firn" "$path"; }

prepare_ssh() {
  mkdir -p "$LIB" /root/.ssh
  chmod 700 /root/.ssh
  firn_shell | replace "$LIB/firn-shell" 755
  [[ -s /etc/ssh/ssh_host_ed25519_key.pub ]] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
  # A session whose other end is gone ends within half a minute: what it had begun must not keep its locks.
  {
    if root_login_refused || grep -qs PermitRootLogin /etc/ssh/sshd_config.d/00-firn.conf; then echo 'PermitRootLogin forced-commands-only'; fi
    printf 'ClientAliveInterval 10\nClientAliveCountMax 3\n'
  } | replace /etc/ssh/sshd_config.d/00-firn.conf 644
  systemctl reload ssh 2>/dev/null || systemctl reload sshd 2>/dev/null || true
  systemctl enable --now ssh >/dev/null 2>&1 || systemctl enable --now sshd >/dev/null 2>&1 || true
}

write_slice() {
  { printf '[Unit]\nDescription=Builds of Firn\n[Slice]\nTasksMax=32768\n'
    [[ $memory_bytes == null ]] || printf 'MemoryMax=%s\n' "$memory_bytes"; } | replace /etc/systemd/system/firn.slice 644
  systemctl daemon-reload
}

# The token goes over standard input: command lines can be read by everybody on the machine.
call() {
  local method=$1 body=${2:-}
  curl -sS --max-time 60 -w '\n%{http_code}' -X "$method" -K - ${body:+-H 'Content-Type: application/json' -d "$body"} \
    "$url/api/v1/join" <<<"header = \"Authorization: Bearer $token\"" || fail "reach Firn at $url. See that the address is right."
}

field() { sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" <<<"$2" | head -n 1; }
json_words() { local each out=''; for each in ${1//,/ }; do out+="${out:+,}\"$each\""; done; echo "[$out]"; }
json_labels() {
  local each out=''
  for each in ${labels[@]+"${labels[@]}"}; do
    word --label "${each%%=*}"
    word --label "${each#*=}"
    out+="${out:+,}\"${each%%=*}\":\"${each#*=}\""
  done
  echo "{$out}"
}
text_or_null() { if [[ -n $1 ]]; then echo "\"$1\""; else echo null; fi; }

join() {
  local key body answer status tunnel_key=''
  key=$(cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub)
  ssh_port=$(/usr/sbin/sshd -T 2>/dev/null | sed -n 's/^port //p' | head -n 1) || ssh_port=22
  if [[ $tunnel == true ]]; then
    mkdir -p "$STATE/tunnel"
    chmod 700 "$STATE/tunnel"
    [[ -s $STATE/tunnel/key ]] || ssh-keygen -q -t ecdsa -b 256 -N '' -C firn-tunnel -f "$STATE/tunnel/key"
    tunnel_key=$(cut -d' ' -f1,2 "$STATE/tunnel/key.pub")
  fi
  body=$(printf '{"name":"%s","address":%s,"port":%s,"hostKey":"%s","systems":["%s-linux"],"slots":%s,"labels":%s,"features":%s,"mandatoryFeatures":%s,"region":%s,"memoryLimit":%s,"tunnelKey":%s}' \
    "$name" "$(text_or_null "$address")" "${ssh_port:-22}" "$key" "$(uname -m)" "$slots" "$(json_labels)" "$(json_words "$features")" \
    "$(json_words "$mandatory")" "$(text_or_null "$region")" "$memory_bytes" "$(text_or_null "$tunnel_key")")
  answer=$(call POST "$body")
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  [[ $status == 200 ]] || { say "$(field detail "$answer")" "$(field hint "$answer")" >&2; exit 1; }
  name=$(field name "$answer")
  admit "$(field authorizedKey "$answer")"
  if [[ $tunnel == true ]]; then open_tunnel "$answer"; fi
}

# Firn's key stands there once, whatever stood there before.
admit() {
  local key=$1 file=/root/.ssh/authorized_keys blob
  [[ $key == ssh-* || $key == ecdsa-* ]] || fail "use Firn's answer: it holds no key."
  blob=$(cut -d' ' -f2 <<<"$key")
  touch "$file"
  { grep -vF "$blob" "$file" || true; echo "restrict,command=\"$LIB/firn-shell\" $key"; } | replace "$file" 600
}

open_tunnel() {
  local host port user listen key
  host=$(field address "$1") port=$(field port "$1") user=$(field user "$1") listen=$(field listen "$1") key=$(field hostKey "$1")
  [[ $listen =~ ^[0-9]+$ && -n $key ]] || fail "use Firn's answer: it says nothing of a tunnel."
  echo "[$host]:$port $key" | replace "$STATE/tunnel/known_hosts" 600
  cat <<UNIT | replace /etc/systemd/system/firn-tunnel.service 644
[Unit]
Description=Tunnel through which Firn reaches this machine
After=network-online.target
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/bin/ssh -N -T -p $port -i $STATE/tunnel/key -o IdentitiesOnly=yes -o BatchMode=yes -o ExitOnForwardFailure=yes -o ServerAliveInterval=5 -o ServerAliveCountMax=3 -o ConnectTimeout=10 -o UserKnownHostsFile=$STATE/tunnel/known_hosts -o StrictHostKeyChecking=yes -R 127.0.0.1:$listen:127.0.0.1:${ssh_port:-22} $user@$host
Restart=always
RestartSec=2
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable firn-tunnel.service >/dev/null 2>&1
  systemctl restart firn-tunnel.service
}

await() {
  local answer state
  for _ in {1..45}; do
    answer=$(call GET)
    state=$(field state "$answer")
    if [[ $state == HEALTHY ]]; then
      say "'$name' is ready: Firn sends builds here now."
      return
    fi
    sleep 2
  done
  fail "finish joining: Firn says \"$(sed -n 's/.*"reason":"\(.*\)"}.*/\1/p' <<<"$answer" | head -n 1)\". Mend that; Firn tries again by itself."
}

main() {
  check_arguments
  say "To let this machine join $url:"
  look
  agree
  mkdir -p "$STATE"
  chmod 755 "$STATE"
  install_packages
  make_users
  unpack_nix
  check_nix
  prepare_ssh
  write_slice
  join
  await
}

# The last line: of a script that came in half, nothing runs.
main </dev/null
