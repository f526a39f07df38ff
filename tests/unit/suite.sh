# Every unit test program: build/tests/unit/NAME_test.
status=0
for test in "$B"/tests/unit/*_test; do
	"$test" || { status=1; echo "FAIL $(basename "$test"): ended with status $?"; }
done
exit $status
