# PHP-FPM and Caddy as one unit: it ends when either ends, passes signals on, and writes below the folder for temporary files alone.
# In: php, caddy, caddyfile, root (a folder below this one).
set -u
run=$(mktemp -d "${TMPDIR:-/tmp}/firn-php.XXXXXX") || exit 1
release=${PWD#/nix/store/}
export FIRN_RELEASE=${release%%-*} FIRN_ROOT=$PWD/$root FIRN_SOCKET=$run/php.sock XDG_DATA_HOME=$run XDG_CONFIG_HOME=$run PORT=${PORT:-8080}
workers=${WEB_CONCURRENCY:-8}
[[ $workers =~ ^[1-9][0-9]{0,3}$ ]] || { echo "Could not use WEB_CONCURRENCY=\"$workers\": it must be a number from 1 to 9999. Set one." >&2; exit 1; }
memory=${PHP_MEMORY_LIMIT:-128M}
[[ $memory =~ ^(-1|[0-9]{1,9}[KMG]?)$ ]] || { echo "Could not use PHP_MEMORY_LIMIT=\"$memory\": it must be like 256M. Set such a size." >&2; exit 1; }
cat > "$run/fpm.conf" << END
[global]
error_log = /proc/self/fd/2
daemonize = no
log_level = warning
process_control_timeout = 20s
[web]
listen = $FIRN_SOCKET
listen.mode = 0600
pm = ondemand
pm.max_children = $workers
pm.process_idle_timeout = 60s
pm.max_requests = 1000
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
php_value[memory_limit] = $memory
END

words=(--nodaemonize --fpm-config "$run/fpm.conf")
if [ "$EUID" = 0 ]; then words+=(--allow-to-run-as-root); fi
# PHP-FPM opens standard error by name, which another user's pipe does not let it do.
if [ -w /proc/self/fd/2 ]; then "$php" "${words[@]}" & else "$php" "${words[@]}" 2> >(exec cat >&2) & fi
fpm=$!
caddyPid= stopping=
trap 'stopping=yes; kill -TERM "${caddyPid:-$fpm}" 2> /dev/null' TERM INT
for ((n = 0; n < 200; n++)); do
  if [ -S "$FIRN_SOCKET" ] || ! kill -0 "$fpm" 2> /dev/null; then break; fi
  sleep 0.05
done
"$caddy" run --adapter caddyfile --config "$caddyfile" &
caddyPid=$!

# A signal wakes the wait without an end; then it waits on.
ended= status=0
while [ -z "${ended:-}" ]; do
  wait -n -p ended "$fpm" "$caddyPid"
  status=$?
done
if [ "$ended" = "$fpm" ]; then
  other=$caddyPid
  kill -TERM "$other" 2> /dev/null
  [ -n "$stopping" ] || echo "PHP-FPM ended with status $status: so does this process." >&2
else
  other=$fpm
  kill -QUIT "$other" 2> /dev/null
  [ -n "$stopping" ] || echo "Caddy ended with status $status: so does this process." >&2
fi
while kill -0 "$other" 2> /dev/null; do wait "$other" || true; done
rm -rf "$run"
if [ -n "$stopping" ]; then exit 0; fi
exit $((status == 0 ? 1 : status))
