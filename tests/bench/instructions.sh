# Instructions that whole runs take on inputs of the repository, counted by valgrind: a
# figure that no other load of the machine touches.  The key of the hashes is drawn anew
# by each run, which moves it by a tenth of a percent.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# count NAME COMMAND...: a row of the table
count() {
	name=$1
	shift
	n=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		sed -n 's/.* refs: *//p' | tr -d ,)
	awk -v name="$name" -v n="$n" 'BEGIN { printf "| %s | %.1f |\n", name, n / 1e6 }'
}

if ! command -v valgrind >/dev/null; then
	echo "valgrind is not installed."
	exit 0
fi
after=examples/sqlite-indexed.folded before=examples/sqlite.folded
perf=$run/sqlite.perf
gzip -dc examples/sqlite.perf.gz >"$perf"
echo "$("$B/cflame" --version), $(${CC:-cc} --version | head -n 1)"
echo
echo "| run | million instructions |"
echo "|---|---:|"
count "cflame sqlite.folded" "$B/cflame" -j 1 "$before"
count "cflame --format folded sqlite.folded" "$B/cflame" -j 1 --format folded "$before"
count "stackcollapse sqlite.perf" "$B/stackcollapse" -j 1 "$perf"
count "cflame-diff sqlite.folded sqlite-indexed.folded" "$B/cflame-diff" -j 1 "$before" "$after"
