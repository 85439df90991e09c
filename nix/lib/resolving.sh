# Has a tool choose an app's dependencies, and hands the lock file that it wrote to the recorder. In: source, subdir, recorder (address, ends
# with a slash), choose (a script), and what that needs. The script calls `before` and `after`, and `run` for what people are to see.
cp -R "$source/." "$TMPDIR/source"
chmod -R u+w "$TMPDIR/source"
cd "$TMPDIR/source/$subdir"

# exchange GET|PUT NAME FILE: a file from the recorder (1 where it has none), or to it.
exchange() {
  local place=${recorder#http://} size=0 status line
  local host=${place%%/*}
  exec 3<> "/dev/tcp/${host%:*}/${host##*:}"
  if [ "$1" = PUT ]; then size=$(stat -c %s -- "$3"); fi
  printf '%s /%s%s HTTP/1.0\r\nHost: %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %s\r\n\r\n' \
    "$1" "${place#*/}" "$2" "$host" "$size" >&3
  if [ "$1" = PUT ]; then cat -- "$3" >&3; fi
  IFS=' ' read -r _ status _ <&3 || status=none
  while IFS= read -r line <&3 && [ -n "${line%$'\r'}" ]; do :; done
  case $1:$status in
    GET:200) cat <&3 > "$3" ;;
    PUT:20?) ;;
    GET:404) exec 3>&-; return 1 ;;
    *) echo "Could not exchange $2 with the recorder: it answers $status. Deploy again." >&2; exit 1 ;;
  esac
  exec 3>&-
}
# before NAME FILE: what the app had before is kept as far as it still fits.
before() { exchange GET "$1" "$2"; }
# after NAME FILE: what was chosen.
after() {
  if [ ! -e "$2" ]; then echo "Could not resolve the dependencies: no $1 was written." >&2; exit 1; fi
  exchange PUT "$1" "$2"
}
# The recorder's address holds a secret, so it is not shown.
run() { echo "\$ ${*//$recorder/}"; "$@"; }

. "$choose"
echo resolved > "$out"
