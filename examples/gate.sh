# A performance gate for CI: fails when a function's share of the time rose by more than
# two percentage points.
# usage: sh examples/gate.sh BUILD [BEFORE AFTER]
set -eu
build=${1:?usage: gate.sh BUILD [BEFORE AFTER]}
here=$(dirname "$0")
before=${2:-$here/sqlite-indexed.folded}
after=${3:-$here/sqlite.folded}

status=0
"$build/cflame-diff" --fail-above 2% "$before" "$after" >"$build/gate.folded" || status=$?
case $status in
0) echo "no function rose by more than 2 points" ;;
3) echo "the gate failed: a CI job would stop here with status 3" ;;
*) exit "$status" ;;
esac
