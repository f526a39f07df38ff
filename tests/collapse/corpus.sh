# Compares stackcollapse with what other tools made of the same inputs.
#
#	make check-corpus DIR=../shared/corpus/collapse
#
# DIR/FORMAT/NAME.EXT is an input, possibly gzipped; beside it may stand results,
# NAME.OPTION.folded (made with --OPTION) and NAME.TOOL.folded.  One line a result is
# printed: "same", "different: a reason" from corpus.reasons, or "different" with the
# first lines; for an input without results, what it adds up to.  The status is 1 where
# something differs without a reason, or cannot be read.
collapse=$PWD/${B:-build}/stackcollapse
reasons=$PWD/tests/collapse/corpus.reasons
dir=${1:-../shared/corpus/collapse}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
[ -d "$dir" ] || { echo "skip corpus: no folder $dir"; exit 0; }

reason_of() {
	while read -r pattern reason; do
		# shellcheck disable=SC2254 # a pattern on purpose
		case $1 in
		$pattern) echo "$reason"; return ;;
		esac
	done <"$reasons"
}

option_of() {
	word=${1%.folded}
	word=${word##*.}
	case $word in
	addrs | all | jit | kernel | pid | tid | inline | srcline) echo "--$word" ;;
	esac
	case $1 in
	*/recursive/*) echo --recursive ;;
	esac
}

compare() {
	input=$1 result=$2 name=${2#"$dir"/}
	# shellcheck disable=SC2046 # an option or nothing
	if ! "$collapse" -q $(option_of "$result") "$input" >"$work/ours" 2>"$work/err"; then
		status=1
		printf '%-64s cannot be read: %s\n' "$name" "$(head -1 "$work/err")"
		return
	fi
	LC_ALL=C sort "$result" >"$work/theirs"
	if cmp -s "$work/ours" "$work/theirs"; then
		printf '%-64s same\n' "$name"
		return
	fi
	reason=$(reason_of "$name")
	lines=$(diff "$work/ours" "$work/theirs" | grep -c '^[<>]')
	if [ -n "$reason" ]; then
		printf '%-64s different, %s of %s lines: %s\n' "$name" "$lines" \
			"$(cat "$work/ours" "$work/theirs" | wc -l)" "$reason"
	else
		status=1
		printf '%-64s different, %s lines, without a reason\n' "$name" "$lines"
		diff "$work/ours" "$work/theirs" | cut -c1-150 | head -6
	fi
}

alone() {
	name=${1#"$dir"/}
	if "$collapse" -q "$1" >"$work/ours" 2>"$work/err"; then
		printf '%-64s alone: %s stacks, %s in all\n' "$name" "$(wc -l <"$work/ours")" \
			"$(awk '{ s += $NF } END { printf "%.10g", s }' "$work/ours")"
	else
		status=1
		printf '%-64s cannot be read: %s\n' "$name" "$(head -1 "$work/err")"
	fi
}

for input in "$dir"/*/*; do
	case $input in
	*.folded) continue ;;
	esac
	base=${input%.*}
	[ -n "${input##*.gz}" ] || base=${base%.*}
	found=
	for result in "$base".*.folded; do
		[ -f "$result" ] || continue
		found=1
		compare "$input" "$result"
	done
	[ -n "$found" ] || alone "$input"
done
exit $status
