# Starts every build script: reads the derivation's data as shell variables, sets PATH, and leaves nothing of the machine in sight.
. "$NIX_ATTRS_SH_FILE"
out=${outputs[out]}
export PATH
PATH=$(IFS=:; echo "${searchPath[*]}")
export HOME=$TMPDIR/home LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=1
umask 022
mkdir -p "$HOME"
. "$1"
