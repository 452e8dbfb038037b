#!/bin/sh
# Runs every bench of the engine, one after the other, and fills in docs/measurements.md.
#
#     bench/run_all.sh DIR [--quick]
#
# DIR gets NAME.json and NAME.log of each. On two cores it takes under 40 minutes, with --quick
# under 3. Do nothing else on the computer meanwhile. Another page: PAGE=FILE bench/run_all.sh DIR
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
out=$1; shift
mkdir -p "$out" || exit 1
failed=
for bench in single_stream turns many company memory threads speculation quantizations; do
    [ -f "bench/$bench.py" ] || continue
    charts=; [ $bench = quantizations ] && charts="--charts $out"
    echo "== $bench"
    # shellcheck disable=SC2086
    PYTHONPATH=. .venv/bin/python "bench/$bench.py" --json "$out/$bench.json" $charts "$@" \
        2>"$out/$bench.log" || { failed="$failed $bench"; tail -3 "$out/$bench.log"; }
done
PYTHONPATH=. .venv/bin/python bench/report.py "$out" --page "${PAGE:-docs/measurements.md}"
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
