#!/usr/bin/env bash
# A store's paths into an empty cache: the farm's way, all of it durable and verified (io.firn.cache.PushBench), and beside it, round
# by round, the stock client's `nix copy` with zstd of the same paths into a folder and into an nginx that takes what is put.
# Twice: SMALL (500) tiny paths, and the folders in FOLDERS (about 500 MB). ROUNDS (5) after two that warm the JVM, as the service is
# warm; medians. Prints the table of docs/benchmarks.md. Needs root, nginx, a JDK 25 and Maven.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=serve.sh
source ops/bench/serve.sh
need nginx
rounds=${ROUNDS:-5}
make_client
classpath=target/bench.classpath
[ -s "$classpath" ] || mvn -q -B -o test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$PWD/$classpath"

theirs=$(free_port)
mkdir -p "$work/dav/tmp" "$work/dav/root"
cat >"$work/dav/nginx.conf" <<CONF
worker_processes 2; pid $work/dav/pid; error_log $work/dav/log; daemon off; user root;
events { worker_connections 1024; }
http { access_log off; client_max_body_size 0; client_body_temp_path $work/dav/tmp; proxy_temp_path $work/dav/tmp;
  fastcgi_temp_path $work/dav/tmp; uwsgi_temp_path $work/dav/tmp; scgi_temp_path $work/dav/tmp;
  server { listen 127.0.0.1:$theirs; root $work/dav/root; location / { dav_methods PUT; create_full_put_path on; } } }
CONF
nginx -c "$work/dav/nginx.conf" -e "$work/dav/log" &
pids+=($!)

# The stock client's turn: FILE-SECONDS HTTP-SECONDS
cat >"$work/beside" <<SH
#!/bin/bash
set -euo pipefail
chmod -R u+w "$root$inner/stock" 2>/dev/null || true
rm -rf "$root$inner/stock" "$root$inner/.cache" "$work/dav/root"
mkdir -p "$work/dav/root" && printf 'StoreDir: /nix/store\n' >"$work/dav/root/nix-cache-info"
one() { local began; began=\$(date +%s.%N); xargs "$work/bin/nix" copy --no-check-sigs --to "\$1" <"$work/roots" >/dev/null 2>&1; echo "\$(date +%s.%N) \$began" | awk '{printf "%.2f ", \$1 - \$2}'; }
echo "beside \$(one "file://$inner/stock?compression=zstd") \$(one "http://127.0.0.1:$theirs?compression=zstd")"
SH
chmod +x "$work/beside"

# measure WHAT: the paths in $work/roots
measure() {
  "$JAVA_HOME/bin/java" -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED "-Dfirn.bench.beside=$work/beside" \
    -cp "target/classes:target/test-classes:$(cat "$classpath")" io.firn.cache.PushBench "$work/ours" "$((rounds + 2))" "$work/roots" \
    env "PATH=$work/bin:$PATH" >"$work/out" 2>"$work/err" || { tail -n 5 "$work/err" >&2; exit 1; }
  local a b c parts
  a=$(grep -v beside "$work/out" | tail -n "$rounds" | cut -d' ' -f1 | median)
  b=$(grep beside "$work/out" | tail -n "$rounds" | awk '{print $2}' | median)
  c=$(grep beside "$work/out" | tail -n "$rounds" | awk '{print $3}' | median)
  parts=$(grep -v beside "$work/out" | tail -n "$rounds" | sort -n | awk '{l[NR]=$0} END {print l[int((NR+1)/2)]}' | sed 's/.*(\(.*\))/\1/')
  awk -v w="$1" -v a="$a" -v b="$b" -v c="$c" -v p="$parts" \
    'BEGIN { printf "| %s | %s s (%s) | %s s | %s s | %.2f | %.2f |\n", w, a, p, b, c, b / a, c / a }'
}

echo "making paths …" >&2
mkdir -p "$root$inner/in"
for n in $(seq "${SMALL:-500}"); do printf 'small path %s\n' "$n" | sha512sum >"$root$inner/in/small-$n"; done
echo "$(machine_state)"
echo
echo "| what | Firn (its parts) | \`nix copy\` to a folder | \`nix copy\` to nginx | faster than the one by | than the other |"
echo "|---|---|---|---|---|---|"
(cd "$root$inner/in" && for name in small-*; do echo "$inner/in/$name"; done) | xargs "$work/bin/nix-store" --add >"$work/roots"
measure "$(wc -l <"$work/roots") tiny paths"
: >"$work/roots"
for folder in ${FOLDERS:-/usr/lib/gcc /usr/lib/python3 /usr/share/doc /usr/lib/git-core /usr/share/perl /usr/bin /usr/share/zoneinfo}; do
  [[ -d $folder ]] || continue
  mkdir -p "$root$inner/large"
  cp -rP --no-preserve=ownership "$folder" "$root$inner/large/"
  "$work/bin/nix-store" --add "$inner/large/$(basename "$folder")" >>"$work/roots"
done
measure "$(wc -l <"$work/roots") paths, $(xargs "$work/bin/nix-store" --query --size <"$work/roots" | awk '{s+=$1} END {printf "%.0f", s/1e6}') MB"
echo
echo "after it: $(machine_state)"
xargs "$work/bin/nix-store" --delete --ignore-liveness <"$work/roots" >/dev/null 2>&1 || true
