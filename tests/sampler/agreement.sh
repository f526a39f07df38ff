# The stacks that --perf-data finds beside those of perf script, of the same recordings,
# frame by frame: the same or longer in at least 99.5 % of the samples.
#
# Run by suite.sh, with T, R, here, verdict and skip.

# compare NAME: of the recording $T/data
compare() {
	"$R" -q --perf-data "$T/data" --addresses --time-order >"$T/ours" 2>"$T/err"
	perf script --no-inline -i "$T/data" -F comm,time,ip,sym,dso >"$T/theirs" 2>/dev/null
	awk -v show=1 -f "$here/agree.awk" "$T/ours" "$T/theirs" >"$T/found" 2>"$T/out"
	read -r samples same longer shorter differ unpaired <"$T/found"
	verdict "as perf script: $1" \
		"of $samples samples $same are the same, $longer longer, $shorter shorter, $differ differ, $unpaired are not in both" \
		[ "$samples" -gt 0 -a "$unpaired" = 0 -a \
		$(((same + longer) * 1000)) -ge $((samples * 995)) ]
}

# agree NAME COMMAND...: recorded by frame pointers, and by copies of the stack
agree() {
	name=$1
	shift
	command -v "$1" >/dev/null || { skip "as perf script: $name" "no $1"; return; }
	for mode in fp dwarf,16384; do
		perf record -q -F 499 --call-graph $mode -o "$T/data" -- "$@" >/dev/null 2>&1
		compare "$name, ${mode%,*}"
	done
}

if ! command -v perf >/dev/null || ! perf record -q -o "$T/data" -- true 2>"$T/err"; then
	skip "as perf script" "no perf that records"
else
	work=$T/work
	# shellcheck source=tests/sampler/programs.sh
	. "$here/programs.sh"
	each_program agree 1
	perf record -q -z -F 499 --call-graph dwarf,16384 -o "$T/data" "$T/work" truth 0.1 \
		>/dev/null 2>&1 && command -v zstd >/dev/null && compare "compressed"
fi
