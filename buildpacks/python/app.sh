# In: pythonHome (the environment); see nix/lib/release.sh.
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
runBuild
find . -type d -name __pycache__ -prune -exec rm -rf {} +
cp -R . "$out/app"
# Modules are compiled here, since the app's folder cannot be written when it runs. The stamp is a hash, not a time.
"$pythonHome/bin/python" -s -m compileall -q -j 1 --invalidation-mode unchecked-hash "$out/app" || echo "some modules do not compile"
