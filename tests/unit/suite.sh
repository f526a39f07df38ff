# Every unit test program: build/tests/unit/NAME_test.
status=0
for source in tests/unit/*_test.c; do
	test=$(basename "$source" .c)
	"$B/tests/unit/$test" || { echo "FAIL $test: ended with status $?"; status=1; }
done
exit $status
