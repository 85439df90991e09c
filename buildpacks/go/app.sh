# In: goRoot, library, modules (may be empty), package, vendored, binary; see nix/lib/release.sh.
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
runBuild
go build -v -ldflags "-s -w -buildid=" -o "$TMPDIR/program/$binary" -- "$package"
# What the program may read while it runs stays; its own source does not.
rm -rf vendor
find . -type f -name '*.go' -delete
find . -mindepth 1 -depth -type d -empty -delete
cp -R . "$out/app"
mkdir -p "$out/app/bin"
cp "$TMPDIR/program/$binary" "$out/app/bin/$binary"
