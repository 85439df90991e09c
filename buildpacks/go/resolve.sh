# Go writes go.sum, and into go.mod what that lacks; of the app's own code it reads the imports. In: goRoot. See nix/lib/resolving.sh.
export GOROOT=$goRoot GOCACHE=$TMPDIR/cache GOPATH=$TMPDIR/go PATH=$goRoot/bin:$PATH
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=$recorder GOSUMDB=off GOFLAGS=-modcacherw GOWORK=off GOVCS='*:off'
# Modules that it chose before, and that go.mod does not name, stay as they were.
if before go.sum "$TMPDIR/before"; then
  named=$(go mod edit -print)
  while read -r module version _; do
    case $named in *"$module "*) ;; *) go mod edit -require="$module@$version" ;; esac
  done < <(sed -n -E '/^-- go.sum --/q; s/^(require )?[[:space:]]*([^[:space:]]+) (v[0-9][^[:space:]]*).*/\2 \3/p' "$TMPDIR/before")
fi
run go mod tidy
{ echo "-- go.mod --"; cat go.mod; echo "-- go.sum --"; if [ -e go.sum ]; then cat go.sum; fi; } > "$TMPDIR/both"
after go.sum "$TMPDIR/both"
