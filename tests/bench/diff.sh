# cflame-diff beside cat, inferno-diff-folded and difffolded.pl: two profiles to their
# difference.  DIFFFOLDED_PL names the script; BENCH_DIFF="A B" two further profiles.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# a later profile of a program: other counts, and a few stacks gone and new
later() {
	[ -s "$1.later" ] || LC_ALL=C awk '{
		n = ($NF * 7 + NR * 13) % 97 + 1
		sub(/ [0-9]+$/, "")
		if (NR % 50 == 0) $0 = $0 ";new"
		print $0, n
	}' "$1" >"$1.later"
	echo "$1.later"
}

# bench NAME BEFORE AFTER
bench() {
	i=0
	while [ "$i" -lt "$ROUNDS" ]; do
		measure "$1" cat cat "$2" "$3"
		measure "$1" cflame-diff "$B/cflame-diff" "$2" "$3"
		measure "$1" cflame-diff-j1 "$B/cflame-diff" -j 1 "$2" "$3"
		peer "$1" inferno inferno-diff-folded "$2" "$3"
		[ "$i" -gt 0 ] || [ ! -f "${DIFFFOLDED_PL:-}" ] ||
			measure "$1" difffolded.pl perl "$DIFFFOLDED_PL" "$2" "$3"
		i=$((i + 1))
	done
}

# the same, in the order in which profiles are written
sorted() {
	[ -s "$1.sorted" ] || LC_ALL=C sort "$1" >"$1.sorted"
	echo "$1.sorted"
}

for family in bushy repeating deep; do
	path=$(input $family 13000000)
	bench "$family, 13 MB each" "$path" "$(later "$path")"
	bench "$family, 13 MB each, sorted" "$(sorted "$path")" "$(sorted "$(later "$path")")"
done
if [ "${BENCH:-}" = full ]; then
	path=$(input bushy 150000000)
	bench "bushy, 150 MB each" "$path" "$(later "$path")"
fi
# shellcheck disable=SC2086 # two paths
[ -z "${BENCH_DIFF:-}" ] || bench "BENCH_DIFF" $BENCH_DIFF
table cat inferno difffolded.pl
