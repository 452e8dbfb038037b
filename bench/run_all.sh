#!/bin/sh
# Runs every bench of the engine and of the window, one after the other, and fills in
# docs/measurements.md.
#
#     bench/run_all.sh DIR [--quick]
#
# DIR gets NAME.json and NAME.log of each. On two cores it takes about 90 minutes, with --quick
# under 6. Do nothing else on the computer meanwhile. Another page: PAGE=FILE bench/run_all.sh DIR
# Some of them alone: BENCHES="window_open window_use" bench/run_all.sh DIR
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
out=$1; shift
mkdir -p "$out" || exit 1
failed=
all="single_stream turns many company memory threads speculation quantizations
    window_start first_token window_open window_stream window_idle window_store window_use"
for bench in ${BENCHES:-$all}; do
    charts=; [ $bench = quantizations ] && charts="--charts $out"
    echo "== $bench"
    # shellcheck disable=SC2086
    PYTHONPATH=. .venv/bin/python "bench/$bench.py" --json "$out/$bench.json" $charts "$@" \
        2>"$out/$bench.log" || { failed="$failed $bench"; tail -3 "$out/$bench.log"; }
done
PYTHONPATH=. .venv/bin/python bench/report.py "$out" --page "${PAGE:-docs/measurements.md}"
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
