# Runs the suites: every tests/NAME/suite.sh, or those named as arguments.
#
# A suite says one line a test on standard output: "ok NAME", "FAIL NAME: why" or
# "skip NAME: what is missing"; anything else it prints is shown when it fails.
# Set: B (the build folder), V (the build), BLESS=1 (rewrite golden files),
# NO_SKIP=1 (what cannot be run has failed: CI).
# The last line is "N passed, N failed, N skipped"; the status 1 if any failed.
set -u
cd "$(dirname "$0")/.." || exit 1
export B=${B:-build} V=${V:-release}
log=$(mktemp -d) || exit 1
trap 'rm -rf "$log"' EXIT
[ $# -gt 0 ] || set -- $(ls tests/*/suite.sh | sed 's,tests/,,;s,/suite.sh,,')
for suite; do
	start=$(date +%s)
	sh "tests/$suite/suite.sh" >"$log/$suite.out" 2>"$log/$suite.err" </dev/null
	status=$?
	if [ $status -ne 0 ] && ! grep -q '^FAIL ' "$log/$suite.out"; then
		echo "FAIL $suite: the suite ended with status $status" >>"$log/$suite.out"
	fi
	if ! grep -qE '^(ok|FAIL|skip) ' "$log/$suite.out"; then
		echo "FAIL $suite: no test was run" >>"$log/$suite.out"
	fi
	if [ -n "${NO_SKIP:-}" ]; then
		sed -i 's/^skip \(.*\)/FAIL \1 (skipping is forbidden)/' "$log/$suite.out"
	fi
	grep -h '^skip ' "$log/$suite.out"
	if grep -q '^FAIL ' "$log/$suite.out"; then
		grep -v -E '^(ok|skip) ' "$log/$suite.out"
		tail -n 40 "$log/$suite.err"
	fi
	printf '%-12s %s ok, %s seconds\n' "$suite" \
		"$(grep -c '^ok ' "$log/$suite.out")" $(($(date +%s) - start))
done
passed=$(cat "$log"/*.out | grep -c '^ok ')
failed=$(cat "$log"/*.out | grep -c '^FAIL ')
skipped=$(cat "$log"/*.out | grep -c '^skip ')
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
