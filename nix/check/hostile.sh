# In: app, value (what its variable holds).
fail() { echo "Could not keep hostile text in its place: $1." >&2; exit 1; }
[ "$(cat "$app/app/value"; echo .)" = "$value." ] || fail "the variable of the build is $(cat "$app/app/value")"
[ "$("$app/bin/web"; echo .)" = "$value"'${x}'"it's." ] || fail "the process says $("$app/bin/web")"
[ "$(cat "$app/app/"built*)" = "a script with a bad name" ] || fail "the script with a bad name did not run"
[ "$(cat "$app/app/-rf")" = plain ] || fail "the file -rf is gone"
touch "$out"
