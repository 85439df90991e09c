#!/usr/bin/env bash
# Thirty builds of five seconds on three builders with two slots each; one builder is killed (and comes back), one stands still,
# one is cut off. First through stock `nix build --builders` from a fourth machine, then through Firn's farm (FarmFaultsIT).
# Raises nodes of its own below FIRN_HOME (a new folder by default) and takes them down. About eight minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
export FIRN_HOME=${FIRN_HOME:-$PWD/target/bench-farm} FIRN_ENGINE=own
lab() { bash ops/lab/lab.sh "$@"; }
value() { lab env | sed -n "s/^$1=//p"; }
trap './firn down --purge >/dev/null 2>&1 || true' EXIT
mkdir -p "$FIRN_HOME"
lab nodes 4 >/dev/null

builders=''
for n in 1 2 3; do
  address=$(value "BUILDER_${n}_SSH")
  builders+="ssh-ng://$address x86_64-linux /root/farm-key 2 1 - - $(value "BUILDER_${n}_HOSTKEY" | base64 -w0)"$'\n'
done
root=$(value BUILDER_4_ROOT)
printf '%s' "$builders" >"$root/root/machines"
install -m 600 "$(value SSH_KEY)" "$root/root/farm-key"
cat >"$root/root/thirty.nix" <<'NIX'
builtins.genList (i: derivation {
  name = "sample-${toString i}-${toString builtins.currentTime}";
  system = "x86_64-linux";
  builder = "/bin/sh";
  args = [ "-c" "n=0; while [ $n -lt 10 ]; do n=$((n+1)); read -t 0.5 </dev/zero || :; done; echo x > $out" ];
}) 30
NIX

# Builders do not reach each other: the client is the fourth machine's own Nix and store, run in this machine's network.
stock() {
  timeout 240 unshare --mount --propagation private sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" \
    /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin NIX_REMOTE=local nix build --impure --file /root/thirty.nix --max-jobs 0 \
    --keep-going --no-link --print-out-paths --builders @/root/machines' "$root"
}

begun=$SECONDS
{ code=0; stock >"$FIRN_HOME/outs" 2>"$FIRN_HOME/nix.log" || code=$?; echo "$code" >"$FIRN_HOME/exit"; } &
client=$!
sleep 6
lab builder kill 1
lab builder freeze 2
sleep 3
lab builder start 1
sleep 6
lab builder cut 3
wait "$client" || true
took=$((SECONDS - begun))
lab builder thaw 2
lab builder mend 3
made=$(find "$root/nix/store" -maxdepth 1 -name '*-sample-*' ! -name '*.drv' ! -name '*.lock' | wc -l)
status=$(<"$FIRN_HOME/exit")
tail -n 3 "$FIRN_HOME/nix.log" >&2
./firn down --purge >/dev/null 2>&1

echo '| | builds that ended well | seconds | ended by |'
echo '|---|---|---|---|'
echo "| stock \`nix build --builders\` | ${made:-0} of 30 | $took | $([[ $status == 124 ]] && echo 'its limit of 240 s' || echo "exit status $status") |"
# Firn's own line is printed by the test, which fails where one of the thirty does not end well.
unset FIRN_HOME
./firn test FarmFaults 2>&1 | sed -n 's/^\([0-9]*\) builds ended well \([0-9]*\) s after the first fault.*/| Firn | \1 of 30 | \2 after the first fault | all done |/p'
