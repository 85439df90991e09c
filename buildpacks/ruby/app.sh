# In: gems, siteRoot (folder that alone is served, may be empty); see nix/lib/release.sh.
export GEM_HOME=$gems PATH=$gems/bin:$PATH BUNDLE_IGNORE_CONFIG=1 BUNDLE_FROZEN=true BUNDLE_WITHOUT=development:test
runBuild
if [ -n "$siteRoot" ]; then
  [ -d "$siteRoot" ] || { echo "Could not find the folder \"$siteRoot\" after the build: the build command did not write it. Set the folder that it writes." >&2; exit 1; }
  mkdir -p "$out/app/$(dirname -- "$siteRoot")"
  cp -R -- "$siteRoot" "$out/app/$siteRoot"
else
  # Servers make these folders when they start, where they are not there.
  if [ -e config.ru ] || [ -e config/application.rb ]; then mkdir -p tmp/cache tmp/pids tmp/sockets log; fi
  rm -rf tmp/cache/* vendor/cache log/*
  cp -R . "$out/app"
fi
