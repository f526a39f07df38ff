# cflame beside wc -l, sort, flamegraph.pl and inferno: folded text to SVG.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

pl=$(find_flamegraph_pl)
inferno=$(command -v inferno-flamegraph)

# once NAME FILE: the peers that take minutes on large inputs, in the first round only
once() {
	[ -z "$pl" ] || measure "$1" flamegraph.pl perl "$pl" "$2"
}

# round NAME FILE: each tool once
round() {
	measure "$1" wc wc -l "$2"
	measure "$1" cflame "$B/cflame" --quiet --no-diff "$2"
	measure "$1" cflame-j1 "$B/cflame" --quiet --no-diff -j 1 "$2"
	measure "$1" sort env LC_ALL=C sort "$2"
	[ -z "$inferno" ] || measure "$1" inferno "$inferno" "$2"
}

# bench NAME FILE
bench() {
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

if [ "${BENCH:-}" = full ]; then
	bench "repeating 1 GB" "$(input repeating 1000000000)"
	bench "bushy 150 MB" "$(input bushy 150000000)"
	bench "bushy 150 MB, sorted" "$(sorted "$(input bushy 150000000)")"
	bench "deep 110 MB" "$(input deep 110000000)"
	bench "chain 150 MB" "$(input chain 150000000)"
	bench "bushy 1.4 GB" "$(input bushy 1400000000)"
else
	bench "repeating 100 MB" "$(input repeating 100000000)"
	bench "bushy 30 MB" "$(input bushy 30000000)"
	bench "bushy 30 MB, sorted" "$(sorted "$(input bushy 30000000)")"
	bench "deep 30 MB" "$(input deep 30000000)"
	bench "chain 30 MB" "$(input chain 30000000)"
fi
small=$BENCH_DIR/small.folded
head -n 700 "$(input deep 30000000)" >"$small"
ROUNDS=$((ROUNDS * 4)) bench "700 lines" "$small"
# Further inputs, by their paths.
for path in ${BENCH_INPUTS:-}; do
	bench "$(basename "$path")" "$path"
done
table wc inferno flamegraph.pl
