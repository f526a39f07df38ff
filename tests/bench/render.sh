# cflame beside wc -l, sort, flamegraph.pl and inferno: folded text to SVG.  With
# BENCH_INPUTS="FILE..." of these files too.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

pl=$(find_flamegraph_pl)

# each NAME FILE
each() {
	script "$1" flamegraph.pl "$pl" "$2"
	measure "$1" wc wc -l "$2"
	measure "$1" "cflame -j1" "$B/cflame" --quiet --no-diff -j 1 "$2"
	measure "$1" "cflame -j2" "$B/cflame" --quiet --no-diff -j 2 "$2"
	measure "$1" sort env LC_ALL=C sort "$2"
	peer "$1" inferno inferno-flamegraph "$2"
}

# bench NAME FILE
bench() {
	n=$(nodes "$2")
	echo "$1|$n|$(memory_bound "$n")" >>"$run/bounds"
	rounds each "$1" "$2"
}

# small: a profile that is drawn in a few milliseconds, in more rounds
small() {
	head -n 700 "$(input bushy 10000000)" >"$run/small"
	few=$ROUNDS
	ROUNDS=$((ROUNDS * 4))
	bench "700 lines" "$run/small"
	ROUNDS=$few
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
		}' "$rows" "$run/bounds"
}

# family NAME MB...: an input of each size
family() {
	family=$1
	shift
	for mb; do
		bench "$family $mb MB" "$(input "$family" "${mb}000000")"
	done
}

case ${BENCH:-} in
full)
	family repeating 10 100 1000
	family bushy 10 150
	family broad 1400
	bench "bushy 150 MB, sorted" "$(sorted "$(input bushy 150000000)")"
	bench "broad 1400 MB, sorted" "$(sorted "$(input broad 1400000000)")"
	family deep 10 110 1000
	family chain 10 150 1000
	family wide 100
	small
	;;
given) ;;
*)
	family repeating 10 100
	family bushy 10 30
	bench "bushy 30 MB, sorted" "$(sorted "$(input bushy 30000000)")"
	family deep 10 30
	family chain 10 30
	family wide 30
	small
	;;
esac
for path in ${BENCH_INPUTS:-}; do
	bench "$(basename "$path")" "$path"
done
table wc inferno flamegraph.pl
status=$?
echo
memory
exit $status
