# In: goRoot, library, package, vendored, binary; see nix/lib/release.sh.
export GOROOT=$goRoot GOCACHE=$TMPDIR/cache GOPATH=$TMPDIR/go PATH=$goRoot/bin:$PATH
export CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-trimpath
cp -R "$library" "$GOCACHE"
chmod -R u+w "$GOCACHE"
if [ -n "$vendored" ]; then GOFLAGS="$GOFLAGS -mod=vendor"; fi
runBuild
go build -ldflags "-s -w -buildid=" -o "$TMPDIR/$binary" -- "$package"
# What the program may read while it runs stays; its own source does not.
rm -rf vendor
find . -type f -name '*.go' -delete
find . -mindepth 1 -depth -type d -empty -delete
cp -R . "$out/app"
mkdir -p "$out/app/bin"
cp "$TMPDIR/$binary" "$out/app/bin/$binary"
