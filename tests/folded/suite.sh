# Folded text in and out through cflame: the examples of docs/folded.md, files joined,
# order and threads, what is refused and what is said.
status=0
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cflame=$B/cflame

# check NAME CONDITION...: the condition is a command
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok $name"
	else
		status=1
		echo "FAIL $name"
	fi
}

fold() { "$cflame" --format folded "$@" 2>"$dir/err"; }

# Split the fenced blocks of the manual into files: NUMBER.KIND, options in NUMBER.args
awk -v dir="$dir" '
	/^```folded/ {
		kind = substr($1, 4)
		if (kind != "folded-out")
			n++
		file = sprintf("%s/%03d.%s", dir, n, kind)
		args = $0
		sub(/^[^ ]+ ?/, "", args)
		if (kind == "folded-in")
			print args >sprintf("%s/%03d.args", dir, n)
		next
	}
	/^```/ { file = ""; next }
	file != "" { print >file }
' docs/folded.md

examples_hold() {
	for in in "$dir"/*.folded-in; do
		base=${in%.folded-in}
		# The options of an example are words.
		# shellcheck disable=SC2046
		fold $(cat "$base.args") "$in" >"$base.got" || return 1
		diff "$base.folded-out" "$base.got" || return 1
	done
	for in in "$dir"/*.folded; do
		fold --strict "$in" >/dev/null || return 1
	done
}
check "examples of docs/folded.md" examples_hold

bad_lines_are_refused() {
	while IFS= read -r line; do
		printf '%s\n' "$line" >"$dir/bad"
		if fold --strict "$dir/bad" >/dev/null; then
			echo "taken: $line"
			return 1
		fi
		grep -q "bad:1: line ignored: " "$dir/err" || return 1
	done <"$1"
}
check "bad lines of docs/folded.md" bad_lines_are_refused "$dir"/*.folded-bad

sed -n 's/^| \(`main.*\|`12`\) | \(.*\) |$/\2/p' docs/folded.md >"$dir/reasons"
reasons_are_ours() {
	[ "$(wc -l <"$dir/reasons")" -eq 4 ] || return 1
	while IFS= read -r reason; do
		grep -qF "\"$reason\"" src/fold/folded.c || return 1
	done <"$dir/reasons"
}
check "reasons of docs/folded.md" reasons_are_ours

# A profile of some thousand lines with everything in it.
awk 'BEGIN {
	srand(7)
	for (i = 0; i < 30000; i++) {
		s = "p" int(rand() * 3)
		for (d = int(rand() * 9); d; d--)
			s = s ";f" (rand() < .01 ? "\377" : "") int(rand() * rand() * 20) (rand() < .1 ? ".cold" : "")
		print s " " int(rand() * 5) (rand() < .01 ? ".5" : "")
	}
}' >"$dir/many"
awk 'BEGIN { srand(8) } { print rand() "\t" $0 }' "$dir/many" | LC_ALL=C sort | cut -f 2- >"$dir/shuffled"

any_order_and_threads() {
	"$cflame" -j 1 "$dir/many" >"$dir/one.svg" || return 1
	for jobs in 1 2 3 0; do
		"$cflame" -j $jobs "$dir/shuffled" | cmp - "$dir/one.svg" || return 1
	done
}
check "any order and any threads give the same bytes" any_order_and_threads

fold "$dir/many" >"$dir/folded"
check "written in the order of sort" env LC_ALL=C sort -c "$dir/folded"
same_again() { fold "$dir/folded" | cmp - "$dir/folded"; }
check "what was written is read as the same" same_again

halves_add_up() {
	head -n 15000 "$dir/many" >"$dir/half1"
	tail -n +15001 "$dir/many" >"$dir/half2"
	printf '%s' "$(cat "$dir/half1")" >"$dir/half1.cut"
	fold "$dir/half1.cut" - <"$dir/half2" | cmp - "$dir/folded"
}
check "files are joined, without a last newline too" halves_add_up

zipped() { gzip -c "$dir/many" | fold | cmp - "$dir/folded"; }
check "gzipped input" zipped
crlf() { sed 's/$/\r/' "$dir/many" | fold | cmp - "$dir/folded"; }
check "CRLF" crlf

# fails_with STATUS TEXT ARGS...: the status, and a message with that text
fails_with() {
	want=$1 text=$2
	shift 2
	fold "$@" >/dev/null
	[ $? -eq "$want" ] && grep -qF -e "$text" "$dir/err"
}
check "a missing file" fails_with 1 "$dir/none: No such file" "$dir/none"
check "a directory" fails_with 1 "$dir: Is a directory" "$dir"
echo 'a 18446744073709551616' >"$dir/large"
check "a count above 64 bits" fails_with 1 "large:1: its count is above 2^64-1" "$dir/large"
printf 'a 18446744073709551615\na 1\n' >"$dir/sum"
check "a sum above 64 bits" fails_with 1 "2^64-1" "$dir/sum"
awk 'BEGIN { for (i = 0; i < 9000; i++) print "a;b" i, i, i + 1; print "a;c 5" }' >"$dir/two"
check "a line against two columns" fails_with 1 "two:9001: it has one count, not two" "$dir/two"
check "... names both options" grep -q -e '--diff or --no-diff' "$dir/err"
check "... holds for every thread" fails_with 1 "two:9001: " -j 3 "$dir/two"

awk 'BEGIN { for (i = 1; i <= 40000; i++) print i % 5000 ? "a;b" i % 100 " 1" : "bad" }' >"$dir/some"
first_five() {
	fold -j "$1" "$dir/some" >/dev/null || return 1
	[ "$(grep -c ':[0-9]*: line ignored' "$dir/err")" -eq 5 ] &&
		[ "$(sed -n 's/.*some:\([0-9]*\): line.*/\1/p' "$dir/err" | tr '\n' ' ')" = \
			"5000 10000 15000 20000 25000 " ] && grep -q '8 lines ignored in all, of 40000' "$dir/err"
}
check "the first five bad lines, and all counted" first_five 1
check "... with threads" first_five 3

# hint TEXT: what is said of the raw profile on standard input
hint() {
	cat >"$dir/raw"
	fold "$dir/raw" >/dev/null
	grep -qF "$1" "$dir/err" && grep -q stackcollapse "$dir/err"
}
printf 'java 12 [001] 4.5: cycles:\n\tffffffff81 schedule ([kernel.kallsyms])\n\t55d0 main+0x1 (/bin/x)\n\n' |
	check "perf script is recognised" hint "perf script"
printf '@[\n    main+1\n]: 5\n' | check "bpftrace is recognised" hint bpftrace
printf '2026-01-01 00:00:00\nFull thread dump OpenJDK\n\n"main" prio=5\n' | check "jstack is recognised" hint jstack
printf '{"nodes":[{"id":1}]}\n' | check "JSON is recognised" hint JSON
printf 'x\n  libc.so.1`read+0xa\n  a`main\n   2\n' | check "dtrace is recognised" hint dtrace
printf '\012\000\001\002\003\n' | check "a binary profile is recognised" hint binary
exit $status
