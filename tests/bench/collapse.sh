# stackcollapse beside wc -l, inferno and the Perl scripts: perf script text and DTrace
# text to folded.  STACKCOLLAPSE_PERF_PL and STACKCOLLAPSE_PL name the scripts.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# traced PERF BYTES: 2,000 stacks again and again, as perf script prints them (1) or, each
# aggregated, as DTrace does (0); seeded
traced() {
	LC_ALL=C awk -v perf="$1" -v bytes="$2" 'NR > 2000 { exit } { stack[NR] = $0 }
	function put(text) { printf "%s", text; written += length(text) }
	function sample(line, i,   n, frame) {
		sub(/ [0-9]+$/, "", line)
		n = split(line, frame, ";")
		if (perf)
			put(sprintf("prog %d/%d [%03d] %.6f: %10d cycles:\n", 4000, 4000 + i % 8, i % 8,
				1000 + i / 1000, 250000))
		for (; n > 0; n--)
			if (perf)
				put(sprintf("\t%16x %s+0x%x (/usr/bin/prog)\n", 4194304 + rand() * 4000000,
					frame[n], 16 * length(frame[n])))
			else
				put(sprintf("              prog`%s+0x%x\n", frame[n], 16 * length(frame[n])))
		if (perf)
			put("\n")
		else
			put(sprintf("%17d\n\n", i % 97 + 1))
	}
	END {
		srand(1)
		if (!perf) put("CPU     ID                    FUNCTION:NAME\n  0  64091    :tick-60s\n\n")
		while (written < bytes) sample(stack[1 + int(rand() * 2000)], ++i)
	}'
}

# made NAME PERF BYTES: a traced input of about as many bytes, made once
made() {
	path=$BENCH_DIR/$1-$3.txt
	[ -s "$path" ] || traced "$2" "$3" <"$(input deep 10000000)" >"$path"
	echo "$path"
}

# bench NAME FILE INFERNO PERL: rounds of each tool; the slow one once
bench() {
	i=0
	while [ "$i" -lt "$ROUNDS" ]; do
		measure "$1" wc wc -l "$2"
		measure "$1" stackcollapse "$B/stackcollapse" -q "$2"
		measure "$1" stackcollapse-j1 "$B/stackcollapse" -q -j 1 "$2"
		if command -v "$3" >/dev/null; then
			measure "$1" inferno "$3" -n 2 "$2"
			measure "$1" inferno-j1 "$3" -n 1 "$2"
		fi
		[ "$i" -gt 0 ] || [ ! -f "$4" ] || measure "$1" perl perl "$4" "$2"
		i=$((i + 1))
	done
}

size=100000000
[ "${BENCH:-}" != full ] || size=500000000
bench "perf script, $((size / 1000000)) MB" "$(made perf 1 "$size")" inferno-collapse-perf \
	"${STACKCOLLAPSE_PERF_PL:-}"
bench "DTrace, $((size / 1000000)) MB" "$(made dtrace 0 "$size")" inferno-collapse-dtrace \
	"${STACKCOLLAPSE_PL:-}"
# Further recordings of perf script, by their paths.
for path in ${BENCH_PERF:-}; do
	bench "$(basename "$path")" "$path" inferno-collapse-perf "${STACKCOLLAPSE_PERF_PL:-}"
done
table wc inferno perl
