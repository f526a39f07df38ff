# Monsters of folded text, each under a limit of time and memory.
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cflame=$B/cflame

# Sanitizers take memory and time of their own.
case $V in
release) seconds=10 spare=1 ;;
*) seconds=60 spare=40 ;;
esac

if ! ${CC:-cc} -O2 -o "$dir/measure" tests/bench/measure.c 2>/dev/null; then
	echo "skip stress: no C compiler"
	exit 0
fi

# stress NAME NODES FILE ARGS...: cflame makes OUT of FILE within the limits: 80 MB and
# 64 bytes a node, and what single lines and names of the input need.
stress() {
	name=$1 nodes=$2 extra=$3 file=$4
	shift 4
	if ! timeout "$seconds" "$dir/measure" "$dir/out" "$cflame" "$@" "$file" >"$dir/used" 2>"$dir/err"; then
		tail -3 "$dir/err"
		echo "FAIL $name: failed, or took more than $seconds seconds"
		return 1
	fi
	read -r wall _ kib <"$dir/used"
	limit=$(((80000000 + 64 * nodes + extra) / 1024 * spare))
	if [ "$kib" -gt "$limit" ]; then
		echo "FAIL $name: $kib KiB, not $limit, in $wall seconds"
		return 1
	fi
	echo "ok $name"
}

same() { # NAME A B
	if cmp "$2" "$3"; then echo "ok $1"; else echo "FAIL $1"; fi
}

# deep DEPTH NAME: one stack
deep() { awk -v n="$1" -v f="$2" 'BEGIN { for (; i < n - 1; i++) printf "%s;", f; print f " 3" }'; }

deep 1000000 f >"$dir/deep"
stress "a stack of 1,000,000 frames" 1000000 4000000 "$dir/deep" --format folded &&
	same "... comes out as it was" "$dir/out" "$dir/deep"
stress "... drawn" 1000000 0 "$dir/deep"
stress "... turned around" 1000000 4000000 "$dir/deep" --reverse --format folded
stress "... as a flame chart" 1000000 4000000 "$dir/deep" --flamechart --format folded

awk 'BEGIN { for (; i < 500000; i++) printf "main;f%d 1\n", 1000000 + i }' >"$dir/wide"
stress "500,000 siblings" 500000 30000000 "$dir/wide" --format folded && same "... come out as they were" "$dir/out" "$dir/wide"
stress "... drawn" 500000 0 "$dir/wide"
stress "... by width" 500000 60000000 "$dir/wide" --sort width --format folded

# shape NAME NODES EXTRA ARGS...: what is dear to keep, drawn: the bound holds as it is, or
# with a line that is held whole.
shape() {
	shape=$1 n=$2 room=$3
	shift 3
	awk -v shape="$shape" -v n="$n" -f tests/tools/shapes.awk >"$dir/shape"
	stress "$n nodes, $shape $*" "$n" "$room" "$dir/shape" --quiet "$@"
}
shape flat 2000000 0 --no-diff
shape flat 2000000 0 --no-diff --sort width --max-frames 0
shape half 2000000 0 --no-diff --max-frames 0
shape deep 2000000 0 --no-diff
shape few 2000000 0 --no-diff --max-frames 0
shape columns 2000000 0 --diff
shape one-unique 1000000 7000000 --no-diff
rm -f "$dir/shape"

awk 'BEGIN { for (; i < 16; i++) s = s "abcdefghijklmnop"; for (i = 0; i < 12; i++) s = s s; for (i = 0; i < 95; i++) printf "%s%d;", s, i; print s " 1" }' >"$dir/line"
size=$(wc -c <"$dir/line")
[ "$size" -gt 99000000 ] || echo "FAIL the line of 100 MB has $size bytes"
stress "a line of 100 MB" 96 $((size * 4)) "$dir/line" --format folded && same "... comes out as it was" "$dir/out" "$dir/line"
tr -d ';' <"$dir/line" >"$dir/name"
stress "a name of 100 MB" 1 $((size * 5)) "$dir/name" --format folded && same "... comes out as it was" "$dir/out" "$dir/name"
printf '%s' "$(cat "$dir/deep")" >"$dir/cut"
stress "a long line without LF at the end" 1000000 4000000 "$dir/cut" --format folded && same "... comes out whole" "$dir/out" "$dir/deep"

head -c 8000000 /dev/zero | tr '\0' ';' >"$dir/empty"
echo ' 2' >>"$dir/empty"
stress "8,000,000 empty frames" 8000001 40000000 "$dir/empty" --format folded && same "... come out as they were" "$dir/out" "$dir/empty"
head -c 50000000 /dev/zero >"$dir/zeros"
echo ' 1' >>"$dir/zeros"
stress "a name of 50,000,000 NUL bytes" 1 900000000 "$dir/zeros" --format folded
awk 'BEGIN { for (; i < 2000000; i++) print "this is not folded text" }' >"$dir/bad"
echo 'a 1' >>"$dir/bad"
stress "2,000,000 lines that are not folded text" 1 0 "$dir/bad" --format folded
awk 'BEGIN { for (; i < 1000000; i++) print "a;b;c 1" }' >"$dir/same"
stress "1,000,000 times one line" 3 0 "$dir/same" --format folded &&
	echo 'a;b;c 1000000' | same "... counted" - "$dir/out"
awk 'BEGIN { for (; i < 300000; i++) printf "%c;\377%d;x 1\n", i % 200 + 1, i % 5000 }' >"$dir/dirty"
stress "300,000 lines that are not UTF-8" 20000 0 "$dir/dirty" --format folded
