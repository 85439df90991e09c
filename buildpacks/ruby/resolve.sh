# Bundler writes Gemfile.lock. A Gemfile is a Ruby program: it runs here, where there is nothing but this app and the recorder.
# See nix/lib/resolving.sh.
export BUNDLE_MIRROR__ALL=$recorder BUNDLE_IGNORE_CONFIG=1 BUNDLE_SILENCE_ROOT_WARNING=1 BUNDLE_DISABLE_VERSION_CHECK=1
if before Gemfile.lock Gemfile.lock; then echo "What was locked before stays as far as it still fits."; fi
run bundle lock
after Gemfile.lock Gemfile.lock
