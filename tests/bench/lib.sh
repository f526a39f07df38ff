# What the benches share; to be read by them with "." from the checkout's root.
#
# Set: B (the build folder), ROUNDS, BENCH=full (inputs of up to 1.4 GB) or BENCH=given
# (only those that are given by name), BENCH_DIR (where inputs are kept).
B=${B:-build}
ROUNDS=${ROUNDS:-5}
BENCH_DIR=${BENCH_DIR:-$B/bench}
mkdir -p "$BENCH_DIR"
run=$(mktemp -d "$BENCH_DIR/run.XXXXXX") || exit 1
trap 'rm -rf "$run"' EXIT
rows=$run/rows
: >"$rows"
for tool in measure gen; do
	${CC:-cc} -O2 -o "$run/$tool" "tests/bench/$tool.c" || exit 1
done

# flamegraph.pl: FLAMEGRAPH_PL, the one in PATH, or the one that Debian's
# libdevel-nytprof-perl has; its name where there is none
find_flamegraph_pl() {
	for pl in "${FLAMEGRAPH_PL:-}" "$(command -v flamegraph.pl)" \
		/usr/share/perl5/Devel/NYTProf/flamegraph.pl; do
		[ -f "$pl" ] && echo "$pl" && return
	done
	echo flamegraph.pl
}

# input FAMILY BYTES: prints the path of a generated input, made once
input() {
	path=$BENCH_DIR/$1-$2.folded
	if [ ! -s "$path" ]; then
		"$run/gen" "$1" "$2" 1 >"$path.part" && mv "$path.part" "$path"
	fi
	echo "$path"
}

# sorted FILE: prints the path of the same in the order of its lines, made once
sorted() {
	[ -s "$1.sorted" ] || LC_ALL=C sort -o "$1.sorted" "$1"
	echo "$1.sorted"
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
	if used=$("$run/measure" "$run/out" "$@" 2>/dev/null); then
		echo "$name|$tool|$used" | sed 's/\([0-9.]*\) \([0-9.]*\) \([0-9]*\)$/\1|\2|\3/' >>"$rows"
	else
		echo "failed: $*" | tee -a "$run/failed" >&2
	fi
}

# missing WHAT: say, once, that it is not here
missing() {
	grep -qxF "$1" "$run/missing" 2>/dev/null && return
	echo "$1" >>"$run/missing"
	echo "not measured, for it is not here: $1" >&2
}

# peer NAME TOOL PROGRAM ARGUMENT...: as measure, of a program that may be missing
peer() {
	if command -v "$3" >/dev/null; then
		measure "$@"
	else
		missing "$3"
	fi
}

# script NAME TOOL FILE ARGUMENT...: the same of a Perl script, which may be in PATH; in
# the first round only, as it is slow
script() {
	script=$3
	[ -f "$script" ] || script=$(command -v "$3") || { missing "$3"; return; }
	[ "$i" -gt 0 ] || measure "$1" "$2" perl "$script" "$4" ${5:+"$5"}
}

# rounds FUNCTION ARGUMENT...: call it for ROUNDS rounds, of which $i is the number
rounds() {
	i=0
	while [ "$i" -lt "$ROUNDS" ]; do
		"$@"
		i=$((i + 1))
	done
}

# table BASE...: medians and minima of all that was noted, by input and tool in the
# order of their coming, with the minimum as a multiple of that of each BASE tool, if that
# was measured.  Fails where a run did.
table() {
	awk -F '|' -v bases="$*" '
		function median(key,   i, k, t, v) {
			for (i = 1; i <= n[key]; i++) v[i] = wall[key, i]
			for (i = 2; i <= n[key]; i++)
				for (k = i; k > 1 && v[k] < v[k - 1]; k--) { t = v[k]; v[k] = v[k - 1]; v[k - 1] = t }
			return n[key] % 2 ? v[(n[key] + 1) / 2] : (v[n[key] / 2] + v[n[key] / 2 + 1]) / 2
		}
		{
			key = $1 "|" $2
			if (!(key in n))
				order[++keys] = key
			known[$2] = 1
			wall[key, ++n[key]] = $3
			if (!(key in least) || $3 < least[key]) least[key] = $3
			if (!(key in cpu) || $4 < cpu[key]) cpu[key] = $4
			if ($5 > rss[key]) rss[key] = $5
		}
		END {
			k = split(bases, base, " ")
			m = 0
			for (b = 1; b <= k; b++) {
				sub(/_/, " ", base[b])
				if (base[b] in known) base[++m] = base[b]
			}
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
	[ ! -s "$run/failed" ]
}
