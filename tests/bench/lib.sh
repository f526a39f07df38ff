# What the benches share; to be read by them with "." from the checkout's root.
#
# Set: B (the build folder), ROUNDS, BENCH=full (inputs of up to a gigabyte, as the
# table of docs/performance.md has them), BENCH_DIR (where inputs are kept).
B=${B:-build}
ROUNDS=${ROUNDS:-5}
BENCH_DIR=${BENCH_DIR:-$B/bench}
mkdir -p "$BENCH_DIR"
rows=$BENCH_DIR/rows.$$
trap 'rm -f "$rows" "$rows.missing" "$BENCH_DIR"/out.$$' EXIT
: >"$rows"
for tool in measure gen; do
	${CC:-cc} -O2 -o "$BENCH_DIR/$tool" "tests/bench/$tool.c" || exit 1
done

# flamegraph.pl: FLAMEGRAPH_PL, or the one that Debian's libdevel-nytprof-perl has.
find_flamegraph_pl() {
	for pl in "${FLAMEGRAPH_PL:-}" /usr/share/perl5/Devel/NYTProf/flamegraph.pl; do
		[ -f "$pl" ] && echo "$pl" && return
	done
}

# input FAMILY BYTES: prints the path of a generated input, made once
input() {
	path=$BENCH_DIR/$1-$2.folded
	if [ ! -s "$path" ]; then
		"$BENCH_DIR/gen" "$1" "$2" 1 >"$path.part" && mv "$path.part" "$path"
	fi
	echo "$path"
}

# nodes FILE: how many nodes the trie of a folded file has, without the root
nodes() {
	"$B/cflame" --no-diff --no-script --max-frames 1 "$1" 2>&1 >/dev/null |
		sed -n 's/.* \([0-9]*\) of the narrowest frames.*/\1/p' | awk '{ print $1 + 1 }'
}

# memory_bound NODES: what a run may have resident, in MB of 10^6 bytes
memory_bound() {
	awk -v n="$1" 'BEGIN { printf "%.1f", 80 + 64 * n / 1e6 }'
}

# measure NAME TOOL COMMAND...: one run, noted
measure() {
	name=$1 tool=$2
	shift 2
	if used=$("$BENCH_DIR/measure" "$BENCH_DIR/out.$$" "$@" 2>/dev/null); then
		echo "$name|$tool|$used" | sed 's/\([0-9.]*\) \([0-9.]*\) \([0-9]*\)$/\1|\2|\3/' >>"$rows"
	else
		echo "failed: $*" >&2
	fi
}

# peer NAME TOOL PROGRAM ARGUMENT...: the same, of a program that may be missing, which
# is said once
peer() {
	if command -v "$3" >/dev/null; then
		measure "$@"
	elif ! grep -qxF "$3" "$rows.missing" 2>/dev/null; then
		echo "$3" >>"$rows.missing"
		echo "not measured, for it is not here: $3" >&2
	fi
}

# table BASE...: medians and minima of all that was noted, by input and tool in the
# order of their coming, with the minimum as a multiple of that of each BASE tool
table() {
	awk -F '|' -v bases="$*" '
		{
			key = $1 "|" $2
			if (!(key in n))
				order[++keys] = key
			wall[key, ++n[key]] = $3
			if (!(key in least) || $3 < least[key]) least[key] = $3
			if (!(key in cpu) || $4 < cpu[key]) cpu[key] = $4
			if ($5 > rss[key]) rss[key] = $5
		}
		function median(key,   i, k, t, v) {
			for (i = 1; i <= n[key]; i++) v[i] = wall[key, i]
			for (i = 2; i <= n[key]; i++)
				for (k = i; k > 1 && v[k] < v[k - 1]; k--) { t = v[k]; v[k] = v[k - 1]; v[k - 1] = t }
			return n[key] % 2 ? v[(n[key] + 1) / 2] : (v[n[key] / 2] + v[n[key] / 2 + 1]) / 2
		}
		END {
			m = split(bases, base, " ")
			printf "| input | tool | runs | median s | min s | cpu s | MB |"
			for (b = 1; b <= m; b++) printf " x %s |", base[b]
			printf "\n|---|---|---:|---:|---:|---:|---:|"
			for (b = 1; b <= m; b++) printf "---:|"
			print ""
			for (i = 1; i <= keys; i++) {
				key = order[i]
				split(key, part, "|")
				printf "| %s | %s | %d | %.4f | %.4f | %.4f | %.1f |", part[1], part[2], n[key],
					median(key), least[key], cpu[key], rss[key] * 1024 / 1e6
				for (b = 1; b <= m; b++) {
					other = least[part[1] "|" base[b]]
					if (other > 0) printf " %.2f |", least[key] / other
					else printf " |"
				}
				print ""
			}
		}' "$rows"
}
