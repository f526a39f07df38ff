# The gate of examples/ci on a real regression: a program in two versions, sampled.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
PATH=$(cd "$B" && pwd):$PATH
gate=examples/ci/profile-gate.sh

fail() {
	status=1
	echo "FAIL $1"
}

if ! ${CC:-cc} -O1 -g -o "$work/program" tests/ci/work.c; then
	fail "the sampled program compiles"
	exit 1
fi
if ! cflame-record -o /dev/null -- true 2>"$work/err"; then
	echo "skip the gate of CI: cannot sample here: $(head -n 1 "$work/err")"
	exit 0
fi

# run NAME STATUS OUT COMMAND...: the gate's status
run() {
	name=$1 want=$2 out=$3
	shift 3
	sh "$gate" "$work/baseline.folded" "$work/$out" 2% "$@" >"$work/out" 2>"$work/err"
	got=$?
	if [ "$got" -eq "$want" ]; then
		echo "ok $name"
	else
		cat "$work/err"
		fail "$name: status $got, not $want"
	fi
}

run "without a baseline nothing is compared" 0 first "$work/program"
cp "$work/first/profile.folded" "$work/baseline.folded"
run "a slower version fails" 3 slow "$work/program" slower
if grep -q "self share of 'encode' rose" "$work/err"; then
	echo "ok the slower function is named"
else
	cat "$work/err"
	fail "the slower function is named"
fi
for result in profile.folded profile.svg diff.folded diff.svg report.md; do
	if [ -s "$work/slow/$result" ]; then
		echo "ok the gate leaves $result"
	else
		fail "the gate leaves $result"
	fi
done
if head -n 20 "$work/slow/report.md" | grep -q 'encode'; then
	echo "ok the report has the slower function near its top"
else
	fail "the report has the slower function near its top"
fi
run "a command that fails is passed on" 7 failed sh -c 'exit 7'
exit $status
