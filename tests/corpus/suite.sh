# Our geometry beside flamegraph.pl's: its boxes of real profiles, from the reference
# corpus (CORPUS=DIR, not part of this repository), and of one small profile of ours.
set -u
B=${B:-build}
corpus=${CORPUS:-../shared/corpus}
here=tests/corpus
out=$B/tests/corpus
mkdir -p "$out"

if ! command -v node >/dev/null; then
	echo "skip geometry: no node"
	exit 0
fi

# compare NAME FOLDED BOXES [OPTION...]
compare()
{
	name=$1 folded=$2 boxes=$3
	shift 3
	if "$B/cflame" "$@" -o "$out/$name.svg" "$folded"; then
		node "$here/compare.js" "$name" "$boxes" "$out/$name.svg"
	else
		echo "FAIL $name: cflame ended with status $?"
	fi
}

compare known "$here/data/known.folded" "$here/data/known.boxes.tsv"
for boxes in "$corpus"/folded/*.boxes.tsv; do
	[ -f "$boxes" ] || continue
	name=${boxes##*/}
	name=${name%.boxes.tsv}
	compare "$name" "$corpus/folded/$name.folded" "$boxes"
done

# Two profiles: the columns of difffolded.pl, and flamegraph.pl's boxes of them.
if [ -f "$corpus/diff/diff.pl.folded" ]; then
	LC_ALL=C sort "$corpus/diff/diff.pl.folded" >"$out/diff.want"
	"$B/cflame-diff" "$corpus/diff/before.folded" "$corpus/diff/after.folded" >"$out/diff.folded"
	if cmp "$out/diff.want" "$out/diff.folded"; then
		echo "ok the difference of two profiles is difffolded.pl's"
	else
		echo "FAIL the difference of two profiles is difffolded.pl's"
	fi
	compare diff "$out/diff.folded" "$corpus/diff/diff.boxes.tsv" --diff --diff-width after
fi
exit 0
