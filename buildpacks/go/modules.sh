# In: goRoot, library, proxy, manifests, archives (module@version), packages. Go compares each archive with go.sum.
export GOROOT=$goRoot GOCACHE=$TMPDIR/cache GOPATH=$TMPDIR/go GOMODCACHE=$out/mod
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=file://$proxy GOSUMDB=off GOFLAGS="-trimpath -modcacherw"
cp -R "$library" "$GOCACHE"
chmod -R u+w "$GOCACHE"
mkdir -p "$out" "$TMPDIR/app"
cp "$manifests"/* "$TMPDIR/app/"
chmod u+w "$TMPDIR/app"/*
cd "$TMPDIR/app"
rm -f go.work go.work.sum
"$goRoot/bin/go" mod download -- "${archives[@]}"
if [ ${#packages[@]} -gt 0 ]; then
  # Some are for other systems, and some may be no packages at all: they are left to the app's own build.
  mapfile -t known < <(GOFLAGS="$GOFLAGS -mod=mod" "$goRoot/bin/go" list -e -f '{{if and (not .Error) .GoFiles}}{{.ImportPath}}{{end}}' -- "${packages[@]}")
  if [ ${#known[@]} -gt 0 ]; then
    GOFLAGS="$GOFLAGS -mod=mod" "$goRoot/bin/go" build -- "${known[@]}" || echo "some packages could not be compiled ahead" >&2
  fi
fi
find "$GOMODCACHE" \( -name '*.lock' -o -path '*/cache/download/*.zip' -o -path '*/cache/lock' \) -delete
rm -f "$GOCACHE"/trim.txt "$GOCACHE"/README "$GOCACHE"/testexpire.txt
find "$GOCACHE" -name '*-a' -type f -exec sed -i -E 's/[0-9]{19}$/1000000000000000000/' {} +
# What the library's own folder has need not be kept twice.
cd "$GOCACHE"
find . -type f | while IFS= read -r entry; do
  if [ -e "$library/$entry" ]; then rm -f -- "$entry"; fi
done
find . -mindepth 1 -type d -empty -delete
cp -R . "$out/cache"
