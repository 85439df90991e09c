# shellcheck shell=bash
# Loads every part of the lab, in order of use.

set -euo pipefail
FIRN_ROOT=$(realpath -m "$(dirname "${BASH_SOURCE[0]}")/../..")
PATH=$PATH:/usr/sbin:/sbin
for part in common intents apt prereqs net builder engine caddy jdk service up down status demo test; do
  # shellcheck source=/dev/null
  source "$FIRN_ROOT/ops/lab/$part.sh"
done
