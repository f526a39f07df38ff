# cflame beside wc -l, sort, flamegraph.pl and inferno: folded text to SVG.  With
# BENCH_INPUTS="FILE..." of these files too.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

pl=$(find_flamegraph_pl)
inferno=$(command -v inferno-flamegraph)
bounds=$BENCH_DIR/bounds.$$
trap 'rm -f "$rows" "$bounds" "$BENCH_DIR"/out.$$' EXIT
: >"$bounds"

# once NAME FILE: the peers that take minutes on large inputs, in the first round only
once() {
	[ -z "$pl" ] || measure "$1" flamegraph.pl perl "$pl" "$2"
}

# round NAME FILE: each tool once
round() {
	measure "$1" wc wc -l "$2"
	measure "$1" "cflame -j1" "$B/cflame" --quiet --no-diff -j 1 "$2"
	measure "$1" "cflame -j2" "$B/cflame" --quiet --no-diff -j 2 "$2"
	measure "$1" sort env LC_ALL=C sort "$2"
	[ -z "$inferno" ] || measure "$1" inferno "$inferno" "$2"
}

# bench NAME FILE
bench() {
	n=$(nodes "$2")
	echo "$1|$n|$(memory_bound "$n")" >>"$bounds"
	i=0
	while [ "$i" -lt "$ROUNDS" ]; do
		[ "$i" -gt 0 ] || once "$1" "$2"
		round "$1" "$2"
		i=$((i + 1))
	done
}

sorted() { # FILE
	[ -s "$1.sorted" ] || LC_ALL=C sort -o "$1.sorted" "$1"
	echo "$1.sorted"
}

# memory: the largest resident set of each input's runs beside its bound
memory() {
	echo "| input | nodes | bound MB | cflame -j1 MB | cflame -j2 MB | of the bound |"
	echo "|---|---:|---:|---:|---:|---:|"
	awk -F '|' '
		NR == FNR { if ($5 > rss[$1 "|" $2]) rss[$1 "|" $2] = $5; next }
		{
			one = rss[$1 "|cflame -j1"] * 1024 / 1e6
			two = rss[$1 "|cflame -j2"] * 1024 / 1e6
			printf "| %s | %d | %.1f | %.1f | %.1f | %.0f %% |\n", $1, $2, $3, one, two,
				100 * (one > two ? one : two) / $3
		}' "$rows" "$bounds"
}

if [ "${BENCH:-}" = full ]; then
	bench "repeating 1 GB" "$(input repeating 1000000000)"
	bench "bushy 150 MB" "$(input bushy 150000000)"
	bench "bushy 150 MB, sorted" "$(sorted "$(input bushy 150000000)")"
	bench "deep 110 MB" "$(input deep 110000000)"
	bench "chain 150 MB" "$(input chain 150000000)"
	bench "wide 100 MB" "$(input wide 100000000)"
	bench "bushy 1.4 GB" "$(input bushy 1400000000)"
else
	bench "repeating 100 MB" "$(input repeating 100000000)"
	bench "bushy 30 MB" "$(input bushy 30000000)"
	bench "bushy 30 MB, sorted" "$(sorted "$(input bushy 30000000)")"
	bench "deep 30 MB" "$(input deep 30000000)"
	bench "chain 30 MB" "$(input chain 30000000)"
	bench "wide 30 MB" "$(input wide 30000000)"
fi
small=$BENCH_DIR/small.folded
head -n 700 "$(input bushy 30000000)" >"$small"
ROUNDS=$((ROUNDS * 4)) bench "700 lines" "$small"
for path in ${BENCH_INPUTS:-}; do
	bench "$(basename "$path")" "$path"
done
table wc inferno flamegraph.pl
echo
memory
