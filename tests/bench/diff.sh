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

# each NAME BEFORE AFTER
each() {
	measure "$1" cat cat "$2" "$3"
	measure "$1" "cflame-diff -j2" "$B/cflame-diff" -j 2 "$2" "$3"
	measure "$1" "cflame-diff -j1" "$B/cflame-diff" -j 1 "$2" "$3"
	peer "$1" inferno inferno-diff-folded "$2" "$3"
	script "$1" difffolded.pl "${DIFFFOLDED_PL:-difffolded.pl}" "$2" "$3"
}

[ "${BENCH:-}" = given ] || for family in bushy repeating deep; do
	path=$(input $family 13000000)
	rounds each "$family, 13 MB each" "$path" "$(later "$path")"
	rounds each "$family, 13 MB each, sorted" "$(sorted "$path")" "$(sorted "$(later "$path")")"
done
if [ "${BENCH:-}" = full ]; then
	path=$(input bushy 150000000)
	rounds each "bushy, 150 MB each" "$path" "$(later "$path")"
fi
# shellcheck disable=SC2086 # two paths
[ -z "${BENCH_DIFF:-}" ] || rounds each "BENCH_DIFF" $BENCH_DIFF
table cat inferno difffolded.pl
