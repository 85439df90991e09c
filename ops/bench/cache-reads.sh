#!/usr/bin/env bash
# Reads from the binary cache against nginx serving a file cache that `nix copy` made of the same closure: narinfos and NARs, over
# 1 and 32 connections, in pairs one after the other, medians of PAIRS. Prints the table of docs/benchmarks.md.
# Needs root, nginx, wrk and zstd (apt-get install nginx-light wrk), and the service as `mvn package` makes it. Everything listens on
# loopback and is gone afterwards. SECONDS_EACH=2 PAIRS=1 for a quick look.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=serve.sh
source ops/bench/serve.sh
need nginx wrk curl
each=${SECONDS_EACH:-8} pairs=${PAIRS:-5}
nix() { ops/lab/nix-client.sh trixie "$@"; }
mkdir -p "$work/nginx"
theirs=$(free_port)
start_service

echo "making a closure and sending it to both …" >&2
# real files of this machine, as content-addressed paths: a few large, many small
paths=()
for folder in ${FOLDERS:-/usr/lib/python3 /usr/share/perl /usr/lib/git-core /usr/share/doc /usr/share/zoneinfo /usr/lib/gcc}; do
  [[ -d $folder ]] || continue
  mkdir -p "$root$inner/in"
  cp -rP --no-preserve=ownership "$folder" "$root$inner/in/"
  paths+=("$(nix nix store add-path --store "$inner/store" --name "$(basename "$folder")" "$inner/in/$(basename "$folder")")")
done
for n in $(seq "${SMALL:-200}"); do printf 'small path %s\n' "$n" | sha512sum >"$root$inner/small-$n"; done
mapfile -t small < <(nix /bin/sh -c "nix-store --store $inner/store --add $inner/small-*")
paths+=("${small[@]}")
nix nix copy --from "$inner/store" --to "file://$inner/files?compression=zstd" "${paths[@]}" 2>/dev/null
nix nix copy --from "$inner/store" --to "http://127.0.0.1:$ours/cache?compression=zstd" --option netrc-file "$inner/netrc" "${paths[@]}" 2>/dev/null

cat >"$work/nginx.conf" <<CONF
worker_processes 2; pid $work/nginx.pid; error_log $work/nginx.log; daemon off; user root;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 1h;
  open_file_cache max=10000 inactive=60s; types { text/x-nix-narinfo narinfo; application/x-nix-nar zst; }
  client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
  server { listen 127.0.0.1:$theirs; root $root$inner/files; } }
CONF
nginx -c "$work/nginx.conf" -e "$work/nginx.log" &
pids+=($!)
sleep 1

# lists: the same paths of both, in one order; NARs bear other names, for their packed bytes differ
: >"$work/ours.narinfo"; : >"$work/ours.nar"; : >"$work/theirs.nar"
for path in "${paths[@]}"; do
  hash=${path:11:32}
  echo "$hash.narinfo" >>"$work/ours.narinfo"
  curl -sf "http://127.0.0.1:$ours/cache/$hash.narinfo" | sed -n 's/^URL: //p' >>"$work/ours.nar"
  sed -n 's/^URL: //p' "$root$inner/files/$hash.narinfo" >>"$work/theirs.nar"
done
cp "$work/ours.narinfo" "$work/theirs.narinfo"
large=$(awk 'NR <= 6' "$work/ours.nar" | wc -l)
head -n "$large" "$work/ours.nar" >"$work/ours.large"; head -n "$large" "$work/theirs.nar" >"$work/theirs.large"
cat >"$work/cycle.lua" <<'LUA'
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", args[2] .. line) end
end
function request() at = at % #requests + 1; return requests[at] end
function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %.1f %.1f %d %.0f\n", summary.requests / summary.duration * 1e6, summary.bytes / summary.duration, bad, latency:percentile(99)))
end
LUA
# measure WHO LIST CONNECTIONS: requests/s, MB/s, failed, p99 in µs
measure() {
  local who=$1 list=$2 connections=$3 base=/ port=$theirs
  [[ $who == theirs ]] || { base=/cache/ port=$ours; }
  wrk -t1 -c"$connections" -d"${each}s" --timeout 30s -s "$work/cycle.lua" "http://127.0.0.1:$port" -- "$work/$who.$list" "$base" | sed -n 's/^RESULT //p'
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
echo "warming up …" >&2
for list in narinfo large nar; do measure ours "$list" 32 >/dev/null; measure theirs "$list" 32 >/dev/null; done
bytes() { while read -r line; do curl -sI "http://127.0.0.1:$2$3$line" | tr -d '\r' | sed -n 's/^[Cc]ontent-[Ll]ength: //p'; done <"$1" | awk '{s+=$1} END {printf "%.1f", s/1e6}'; }
echo "closure: ${#paths[@]} paths, packed $(bytes "$work/ours.nar" "$ours" /cache/) MB here, $(bytes "$work/theirs.nar" "$theirs" /) MB by nix copy"
echo
echo "| what | connections | Firn | nginx | ratio (median of $pairs pairs) | p99 Firn | p99 nginx | failed |"
echo "|---|---|---|---|---|---|---|---|"
for row in "narinfo/s:narinfo:1" "NAR MB/s, large files:large:2" "NAR/s, all files:nar:1"; do
  IFS=: read -r what list column <<<"$row"
  for connections in 1 32; do
    : >"$work/a"; : >"$work/b"; : >"$work/r"; : >"$work/pa"; : >"$work/pb"; failed=0
    for _ in $(seq "$pairs"); do
      read -r -a a < <(measure ours "$list" "$connections"); read -r -a b < <(measure theirs "$list" "$connections")
      scale=1; [[ $column != 2 ]] || scale=1.0
      av=${a[column-1]} bv=${b[column-1]}
      echo "$av" >>"$work/a"; echo "$bv" >>"$work/b"; echo "${a[3]}" >>"$work/pa"; echo "${b[3]}" >>"$work/pb"
      awk -v a="$av" -v b="$bv" 'BEGIN {printf "%.3f\n", a / b}' >>"$work/r"
      failed=$((failed + a[2] + b[2]))
    done
    unit=0; [[ $column != 2 ]] || unit=1
    awk -v w="$what" -v c="$connections" -v a="$(median <"$work/a")" -v b="$(median <"$work/b")" -v r="$(median <"$work/r")" \
      -v pa="$(median <"$work/pa")" -v pb="$(median <"$work/pb")" -v f="$failed" -v mb="$unit" \
      'BEGIN { printf "| %s | %d | %.0f | %.0f | %.2f | %.2f ms | %.2f ms | %d |\n", w, c, mb ? a : a, mb ? b : b, r, pa / 1000, pb / 1000, f }'
  done
done
