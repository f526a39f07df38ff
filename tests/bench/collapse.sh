# stackcollapse beside wc -l, sort, inferno, the Perl scripts and the C++ programs: perf
# script text and DTrace text to folded.  STACKCOLLAPSE_PERF_PL and STACKCOLLAPSE_PL name
# the scripts; the C++ programs, stackcollapse-perf and FlameCrafter's flamegraph_main, are
# looked for in PATH.  With BENCH_PERF="FILE..." and BENCH_DTRACE="FILE..." of these files
# too.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# each NAME FILE INFERNO SCRIPT: all that fold one format, once
each() {
	measure "$1" wc wc -l "$2"
	measure "$1" "stackcollapse -j1" "$B/stackcollapse" -q -j 1 "$2"
	peer "$1" "inferno -n1" "$3" -n 1 "$2"
	measure "$1" "stackcollapse -j2" "$B/stackcollapse" -q -j 2 "$2"
	peer "$1" "inferno -n2" "$3" -n 2 "$2"
	measure "$1" sort env LC_ALL=C sort "$2"
	script "$1" perl "$4" "$2"
}

# each_perf NAME FILE: the same, and those that read nothing else.  FlameCrafter draws too.
each_perf() {
	each "$1" "$2" inferno-collapse-perf "${STACKCOLLAPSE_PERF_PL:-stackcollapse-perf.pl}"
	if command -v stackcollapse-perf >/dev/null; then
		measure "$1" stackcollapse-perf.cpp sh -c 'exec stackcollapse-perf <"$1"' - "$2"
	else
		missing stackcollapse-perf
	fi
	if command -v flamegraph_main >/dev/null; then
		measure "$1" "FlameCrafter, to SVG" flamegraph_main "$2" "$run/drawn.svg"
		measure "$1" "stackcollapse, cflame" sh -c '"$1/stackcollapse" -q "$2" | "$1/cflame" --quiet' \
			- "$B" "$2"
	else
		missing flamegraph_main
	fi
}

# each_dtrace NAME FILE
each_dtrace() {
	each "$1" "$2" inferno-collapse-dtrace "${STACKCOLLAPSE_PL:-stackcollapse.pl}"
}

# generated PERF_MB DTRACE_MB
generated() {
	rounds each_perf "perf script, $1 MB" "$(input perf "${1}000000")"
	rounds each_dtrace "DTrace, $2 MB" "$(input dtrace "${2}000000")"
}

case ${BENCH:-} in
full) generated 500 138 ;;
given) ;;
*) generated 100 30 ;;
esac
for path in ${BENCH_PERF:-}; do
	rounds each_perf "$(basename "$path")" "$path"
done
for path in ${BENCH_DTRACE:-}; do
	rounds each_dtrace "$(basename "$path")" "$path"
done
table wc inferno_-n1 inferno_-n2 perl
