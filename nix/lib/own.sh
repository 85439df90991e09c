# See release.sh. In: package.
if [ -n "$package" ]; then
  if [ ! -d "$package" ]; then
    echo "Could not make the app: $package is no folder. Let the package put its programs into \$out/bin." >&2
    exit 1
  fi
  rmdir "$out/app"
  ln -s "$package" "$out/app"
fi
