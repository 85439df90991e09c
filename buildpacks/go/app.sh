# In: goRoot, library, modules (may be empty), package, vendored, binary, module; see nix/lib/release.sh.
export GOROOT=$goRoot GOCACHE=$TMPDIR/cache GOPATH=$TMPDIR/go PATH=$goRoot/bin:$PATH
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-trimpath
cp -R "$library" "$GOCACHE"
chmod -R u+w "$GOCACHE"
if [ -n "$modules" ]; then
  export GOMODCACHE=$modules/mod
  cp -R "$modules/cache/." "$GOCACHE"
  chmod -R u+w "$GOCACHE"
fi
if [ -n "$vendored" ]; then GOFLAGS="$GOFLAGS -mod=vendor"; fi
mkdir "$TMPDIR/program"
# A program of one folder that needs the standard library alone may come without go.mod.
if [ -n "$module" ] && [ ! -e go.mod ]; then
  language=$(go env GOVERSION); language=${language#go}
  printf 'module %s\n\ngo %s\n' "$module" "$(cut -d. -f1,2 <<< "$language")" > go.mod
fi
runBuild
go build -v -ldflags "-s -w -buildid=" -o "$TMPDIR/program/$binary" -- "$package"
# What the program may read while it runs stays; its own source does not.
rm -rf vendor
find . -type f -name '*.go' -delete
find . -mindepth 1 -depth -type d -empty -delete
cp -R . "$out/app"
mkdir -p "$out/app/bin"
cp "$TMPDIR/program/$binary" "$out/app/bin/$binary"
