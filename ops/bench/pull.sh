#!/usr/bin/env bash
# A closure into an empty Nix store over a link with a delay: `firn cache pull` against the stock client's `nix copy --from`, in turn,
# medians of ROUNDS (3). DELAYS (0 20 100) are milliseconds in each direction. SMALL (300) tiny paths and the folders in FOLDERS are
# one closure. Prints the table of docs/benchmarks.md. Needs root, Python 3, the service and the command as `mvn package` makes them.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=serve.sh
source ops/bench/serve.sh
need curl python3
cli=target/firn-cli.jar
[[ -f $cli ]] || { echo "Could not measure: there is no $cli. Type: mvn package -DskipTests" >&2; exit 1; }
make_client
start_service

echo "making a closure …" >&2
paths=()
for folder in ${FOLDERS:-/usr/share/perl /usr/lib/git-core /usr/share/zoneinfo /usr/lib/python3}; do
  [[ -d $folder ]] || continue
  mkdir -p "$root$inner/in"
  cp -rP --no-preserve=ownership "$folder" "$root$inner/in/"
  paths+=("$("$work/bin/nix" store add-path --store "$inner/store" --name "$(basename "$folder")" "$inner/in/$(basename "$folder")")")
done
for n in $(seq "${SMALL:-300}"); do printf 'small path %s\n' "$n" | sha512sum >"$root$inner/small-$n"; done
mapfile -t small < <(cd "$root" && "$work/bin/nix-store" --store "$inner/store" --add $(printf "$inner/small-%s " $(seq "${SMALL:-300}")))
paths+=("${small[@]}")
"$work/bin/nix" copy --from "$inner/store" --to "http://127.0.0.1:$ours/cache?compression=zstd" --option netrc-file "$inner/netrc" "${paths[@]}" 2>/dev/null
key=bench:$(printf '%044d' 0 | tr 0 A | sed 's/A$/=/')

clean() { chmod -R u+w "$root$inner/new" 2>/dev/null || true; rm -rf "${root:?}$inner/new" "$root$inner/.cache"; }
# timed FILE COMMAND…: how long it took, as a line of the file
timed() {
  local file=$1 began
  shift
  began=$(date +%s.%N)
  "$@" >"$work/last.log" 2>"$work/last.err" || { echo "Could not measure: $1 failed." >&2; tail -n 5 "$work/last.err" "$work/last.log" >&2; exit 1; }
  echo "$(date +%s.%N) $began" | awk '{printf "%.2f\n", $1 - $2}' >>"$file"
}
agent() {
  PATH=$work/bin:$PATH "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$work/cli.jsa" \
    -Xlog:disable -Xlog:all=off --enable-native-access=ALL-UNNAMED -jar "$cli" cache pull --json --key "$key" --from "http://127.0.0.1:$1/cache" --store "$inner/new" "${paths[@]}"
}
stock() {
  "$work/bin/nix" copy --from "http://127.0.0.1:$1/cache" --to "$inner/new" "${paths[@]}"
}
echo "${#paths[@]} paths, $("$work/bin/nix" path-info --store "$inner/store" --json "${paths[@]}" | python3 -c 'import json,sys; d=json.load(sys.stdin); print("%.0f MB" % (sum(p["narSize"] for p in (d.values() if isinstance(d, dict) else d)) / 1e6))'); $(machine_state)"
echo
echo "| delay in each direction | \`firn cache pull\` | of it the transfer | stock client | Firn faster by |"
echo "|---|---|---|---|---|"
agent "$ours" >/dev/null 2>&1 && clean
for delay in ${DELAYS:-0 20 100}; do
  rm -f "$work"/{port,in,a,b,c}
  mkfifo "$work/in" "$work/port"
  python3 ops/bench/delay.py "$ours" "$delay" <"$work/in" >"$work/port" &
  exec 7>"$work/in"
  read -r port <"$work/port"
  for _ in $(seq "${ROUNDS:-3}"); do
    clean && timed "$work/a" agent "$port"
    python3 -c 'import json,sys; print(json.load(sys.stdin)["seconds"])' <"$work/last.log" >>"$work/c"
    clean && timed "$work/b" stock "$port"
  done
  exec 7>&-
  a=$(median <"$work/a") b=$(median <"$work/b") c=$(median <"$work/c")
  echo "| $delay ms | $a s | $c s | $b s | $(awk -v a="$a" -v b="$b" 'BEGIN {printf "%.2f", b / a}') |"
done
clean
