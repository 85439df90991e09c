# See nix/lib/release.sh.
runBuild
cp -R . "$out/app"
