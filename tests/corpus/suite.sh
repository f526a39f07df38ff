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

# compare NAME FOLDED BOXES
compare()
{
	if "$B/cflame" -o "$out/$1.svg" "$2"; then
		node "$here/compare.js" "$1" "$3" "$out/$1.svg"
	else
		echo "FAIL $1: cflame ended with status $?"
	fi
}

compare known "$here/data/known.folded" "$here/data/known.boxes.tsv"
for boxes in "$corpus"/folded/*.boxes.tsv; do
	[ -f "$boxes" ] || continue
	name=${boxes##*/}
	name=${name%.boxes.tsv}
	compare "$name" "$corpus/folded/$name.folded" "$boxes"
done
exit 0
