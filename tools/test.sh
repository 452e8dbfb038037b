#!/usr/bin/env bash
# Runs pytest as CI does: offscreen, two threads at most for every library, coverage of the core.
#   tools/test.sh [pytest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
unset PYTHONDONTWRITEBYTECODE  # hundreds of tests start the program, which would be compiled anew
exec .venv/bin/python -m pytest -q "$@"
