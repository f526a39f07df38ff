# stackcollapse on golden inputs, and what it says of itself and of bad input.
#
# FORMAT/NAME.EXT is an input, NAME.folded beside it the result, NAME.args its
# options where it needs some.  NAME+VARIANT.folded with NAME+VARIANT.args is the same
# input with other options.  BLESS=1 rewrites the results.
collapse=$PWD/$B/stackcollapse
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# test_that NAME COMMAND...: the command succeeds
test_that() {
	name=$1
	shift
	if "$@" >"$work/said" 2>&1; then
		echo "ok collapse $name"
	else
		status=1
		head -5 "$work/said"
		echo "FAIL collapse $name"
	fi
}

input_of() {
	for input in "${1%%+*}".*; do
		case $input in
		*.folded | *.args | *.total) ;;
		*) echo "$input" ;;
		esac
	done
}

golden() {
	# shellcheck disable=SC2086 # words of the options
	"$collapse" $(cat "$1.args" 2>/dev/null) "$2" >"$work/out" 2>"$work/err" || {
		cat "$work/err"
		return 1
	}
	LC_ALL=C sort -c "$work/out" 2>/dev/null || grep -q time-order "$1.args" || {
		echo "not sorted"
		return 1
	}
	[ -z "${BLESS:-}" ] || cp "$work/out" "$1.folded"
	diff "$1.folded" "$work/out"
}

for result in tests/collapse/*/*.folded; do
	base=${result%.folded}
	test_that "${base#tests/collapse/}" golden "$base" "$(input_of "$base")"
done

sum() {
	awk '{ s += $NF } END { printf "%.9g\n", s }' "$1"
}

# tests/collapse/totals.sh says what each input adds up to, without our help.
totals() {
	# shellcheck disable=SC2034 # used by the file
	input=$1 format=$(basename "$(dirname "$1")")
	want=$(. tests/collapse/totals.sh)
	[ -n "$want" ] || { echo "no rule for $format in tests/collapse/totals.sh"; return 1; }
	[ "$want" = "$(sum "$2")" ] || { echo "in $want, out $(sum "$2")"; return 1; }
}

for result in tests/collapse/*/*.folded; do
	base=${result%.folded}
	case $base in
	*+*) continue ;;
	esac
	test_that "total of ${base#tests/collapse/}" totals "$(input_of "$base")" "$result"
done

fails() {
	want=$1 pattern=$2
	shift 2
	"$collapse" "$@" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" -eq "$want" ] || { echo "status $got, not $want"; cat "$work/err"; return 1; }
	grep -q -- "$pattern" "$work/err" || { echo "not said: $pattern"; cat "$work/err"; return 1; }
}

same() {
	[ "$1" = "$2" ] || { printf 'want: %s\ngot:  %s\n' "$1" "$2"; return 1; }
}

printf 'hello\n' >"$work/unknown"
printf 'a;b 1\na;b;b 2\nbad\n' >"$work/a"
gzip -c "$work/a" >"$work/a.gz"
: >"$work/empty"
printf 'a 18446744073709551615\na;b 1\n' >"$work/large"
test_that "unknown input" fails 1 "format is not known" "$work/unknown"
test_that "the list of formats is said with it" fails 1 "^  folded " "$work/unknown"
test_that "empty input" fails 1 "empty" "$work/empty"
test_that "missing file" fails 1 "cannot open" "$work/none"
test_that "unknown option" fails 2 "unknown" --frob
test_that "unknown format" fails 2 "is no format" --from nothing "$work/a"
test_that "a tag without a value" fails 2 "is not KEY=VALUE" --tag x "$work/a"
test_that "a range that is none" fails 2 "FROM,TO" --time-range x "$work/a"
test_that "a range of time where there is none" fails 1 "has no times" --time-range 1,2 \
	--from folded "$work/a"
test_that "a range of time where values are bytes" fails 1 "are no times" --time-range 1,2 \
	tests/collapse/speedscope/sampled.json

# halves INPUT SECONDS: what is before a time and what is after it are something each,
# and together the whole
halves() {
	"$collapse" -q "$1" >"$work/whole"
	"$collapse" -q --time-range ",$2" "$1" >"$work/before" &&
		"$collapse" -q --time-range "$2," "$1" >"$work/after" || return 1
	[ -s "$work/before" ] && [ -s "$work/after" ] || { echo "a half is empty"; return 1; }
	"$collapse" -q --from folded --raw-names "$work/before" "$work/after" | diff "$work/whole" -
}
while read -r input seconds; do
	test_that "--time-range, $input" halves "tests/collapse/$input" "$seconds"
done <<-END
	chrometrace/calls.json 0.0002125
	cpuprofile/node.cpuprofile 3783.05
	gecko/firefox.json 7.472
	gecko/processed.json 0.003
	speedscope/evented.json 0.0044
	xctrace/time-profile.xml 0.0105
	xdebug/computer.xt 0.00034
END
test_that "a full disk" sh -c "! '$collapse' --from folded '$work/a' >/dev/full"
test_that "counts that pass 2^64-1" fails 1 "more than 2" "$work/large"
test_that "bad records are said by line" fails 0 "a:3: skipped" --from folded "$work/a"
test_that "--strict" fails 1 "records were skipped" --strict --from folded "$work/a"
test_that "--quiet" same "" "$("$collapse" -q --from folded "$work/a" 2>&1 >/dev/null)"
test_that "--tag and --recursive" same "n=1;p=2;a;b 3" \
	"$("$collapse" -q --from folded --tag n=1 --tag p=2 --recursive "$work/a")"
test_that "--skip-after" same "b 3" "$("$collapse" -q --from folded --skip-after b "$work/a")"
test_that "several files, gzipped or not" same "a;b 2
a;b;b 4" "$("$collapse" -q --from folded "$work/a" "$work/a.gz")"
test_that "standard input, gzipped" same "a;b 1
a;b;b 2" "$("$collapse" -q --from folded - <"$work/a.gz")"
test_that "--time-order" same "b 1
a 1
b 1" "$(printf 'b 1\na 1\nb 1\n' | "$collapse" --from folded --time-order)"
test_that "--time-order, a stack behind one that goes on from it" same "k=v;a;b 1.5
k=v;a 1
k=v;a;b 2" "$(printf 'a;b 1.5\na 1\na;b 2\n' | "$collapse" --from folded --time-order --tag k=v)"

# Calls that end but did not begin, under 100,000 that are open: done in less than a
# second where none of them is looked at for each.
awk 'BEGIN {
	print "["
	for (i = 0; i < 100000; i++) print "{\"ph\":\"B\",\"ts\":0,\"name\":\"f\"},"
	for (i = 0; i < 100000; i++) print "{\"ph\":\"E\",\"ts\":" i ",\"name\":\"g\"},"
	print "{}]"
}' >"$work/open.json"
test_that "a trace of calls that are not open" timeout 20 "$collapse" -q "$work/open.json"
awk 'BEGIN {
	print "["
	for (i = 0; i < 99; i++) print "{\"ph\":\"X\",\"ts\":" i ",\"dur\":100,\"name\":\"f\"},"
	print "{}]"
}' >"$work/overlap.json"
test_that "a trace of many calls that overlap" fails 0 "98 calls end with the one" "$work/overlap.json"
test_that "-o" sh -c "'$collapse' -q --from folded -o '$work/o' '$work/a' && [ -s '$work/o' ]"
if command -v c++filt >/dev/null; then
	test_that "--demangle" same "foo::bar_[j] 1" \
		"$(echo '_ZN3foo3barEi_[j] 1' | "$collapse" --from folded --demangle)"
else
	echo "skip collapse --demangle: c++filt"
fi
# A program with an inlined function, and a sample within it, for addr2line.
cat >"$work/inner.c" <<'END'
static inline __attribute__((always_inline)) int thrice(volatile int *x) { return *x * 3; }
int main(int argc, char **argv) { volatile int x = argc; (void)argv; return thrice(&x); }
END
if command -v addr2line >/dev/null && ${CC:-cc} -g -O1 -no-pie -o "$work/prog" "$work/inner.c" 2>/dev/null; then
	start=$(nm "$work/prog" | awk '$3 == "main" { print $1 }')
	for offset in $(seq 0 64); do
		address=$(printf %x $((0x$start + offset)))
		addr2line -i -f -e "$work/prog" "$address" | grep -qx thrice && break
	done
	printf 'prog 1 1.0: 1 cycles: \n\t%16s main+0x1 (%s)\n\n' "$address" "$work/prog" >"$work/perf"
	test_that "--inline" same "prog;main;thrice_[i] 1" "$("$collapse" --inline "$work/perf")"
	test_that "--context" same "prog;main:inner.c:2;thrice:inner.c:1_[i] 1" \
		"$("$collapse" --context "$work/perf")"
	# All instructions of the program, asked of one process; then of tools that are no help.
	objdump -d "$work/prog" | awk -v prog="$work/prog" '/^ +[0-9a-f]+:/ { sub(":", "", $1)
		printf "prog 1 1.0: 1 cycles: \n\t%16s f+0x1 (%s)\n\n", $1, prog }' >"$work/many"
	mkdir "$work/tools"
	real=$(command -v addr2line)
	tool() {
		printf '#!/bin/sh\n%s\n' "$1" >"$work/tools/addr2line"
		chmod +x "$work/tools/addr2line"
		PATH=$work/tools:$PATH timeout 20 "$collapse" --inline "$work/many"
	}
	samples=$(grep -c cycles "$work/many")
	test_that "--inline starts addr2line once an object" same "1 prog;main;thrice_[i]" \
		"$(tool "echo >>'$work/starts'; exec '$real' \"\$@\"" >"$work/out"
		echo "$(wc -l <"$work/starts")" "$(grep -o '^prog;main;thrice_\[i\]' "$work/out")")"
	test_that "--inline, a tool that ends at once" same "prog;f $samples" "$(tool 'exit 1')"
	test_that "--inline, a tool that ends in an answer" same "prog;f $samples" \
		"$(tool 'read -r a; printf "%s\n??\n??:0\n" "$a"; read -r a; echo "$a"; echo mai')"
	test_that "--inline, a tool that says something else" same "prog;f $samples" \
		"$(tool 'exec yes')"
	sed "s,$work/prog,$work/\$(touch $work/shell)," "$work/perf" >"$work/quoted"
	test_that "--inline, an object named like a command" same "prog;main 1" \
		"$("$collapse" --inline "$work/quoted"; ls "$work/shell" 2>/dev/null)"
	test_that "--inline without the tool" same "prog;f $samples" \
		"$(PATH=$work/none "$collapse" --inline "$work/many" 2>"$work/err")"
	test_that "--inline without the tool says so once" same 1 "$(grep -c 'cannot be started' "$work/err")"
else
	echo "skip collapse --inline: addr2line, a C compiler"
fi
printf 'prog 1 1.0: 1 cycles: \n\t 7f00 f (/tmp/perf-1.map)\n\t ff00 g ([kernel.kallsyms])\n\n' >"$work/both"
test_that "--jit alone" same "prog;g;f_[j] 1" "$("$collapse" --jit "$work/both")"
test_that "--kernel alone" same "prog;g_[k];f 1" "$("$collapse" --kernel "$work/both")"
# A frame is called the same wherever it stands and whatever was met before it: samples of
# odd frames, folded together and each by itself.
awk 'BEGIN {
	n = split("f+0x (m)|f+0x1 (m)|f+0x2f (m)|f+0xAB (m)|f+0x1+0x2 (m)|f+0x3|f+0x4 (m) |f+0x5 |" \
	          "+0x6 (m)|f+0x7 (m (deleted))|f (a)+0x8 (m)|f+0x9(m)|f+0x1g (m)|f (m)|f+0xa  (m)|" \
	          "[unknown]+0xb (m)|f+0xc ()", frame, "|")
	for (i = 0; i < 150; i++) {
		printf "p 1 1.0: 1 cycles: \n"
		for (k = 0; k < 4; k++) {
			seed = (seed * 1103515245 + 12345) % 2147483648
			printf "\t%16x %s\n", i * 9 + k + 4096, frame[1 + int(seed / 65536) % n]
		}
		printf "\n"
	}
}' >"$work/odd"
awk -v RS= -v dir="$work" '{ print $0 "\n" >(dir "/odd." NR) }' "$work/odd"
for i in $(seq 150); do
	"$collapse" --from perf "$work/odd.$i"
done | awk '{ n = $NF; sub(/ [0-9]+$/, ""); sum[$0] += n } END { for (s in sum) print s, sum[s] }' |
	LC_ALL=C sort >"$work/alone"
"$collapse" --from perf "$work/odd" | LC_ALL=C sort >"$work/together"
test_that "frames with and without offsets" diff "$work/alone" "$work/together"
test_that "frames with and without offsets, 150 in all" same 150 "$(sum "$work/together")"
# The words of the options, in --help and in the manual; the formats in docs/formats.md.
"$collapse" --help | grep -oE '^ +(-., )?--[a-z-]+' | sed 's,.*--,,' | sort -u >"$work/words"
for word in $(cat "$work/words"); do
	grep -q -- "Fl -$word" docs/stackcollapse.1 || echo "$word" >>"$work/unsaid"
done
grep -oE 'Fl -[a-z-]+' docs/stackcollapse.1 | sed 's/Fl -//' | sort -u | grep -vxF \
	-f "$work/words" >>"$work/unsaid"
test_that "the manual has the options of --help" same "" "$(cat "$work/unsaid" 2>/dev/null)"
for name in $("$collapse" --list-formats | awk '{ print $1 }'); do
	grep -qE "^### (.*[ \`,])?$name(\`|:|,|$)" docs/formats.md || echo "$name" >>"$work/missing"
done
test_that "docs/formats.md has all formats" same "" "$(cat "$work/missing" 2>/dev/null)"
test_that "--help" sh -c "'$collapse' --help | grep -q -- --from"
test_that "--version" sh -c "'$collapse' --version | grep -q '^stackcollapse '"
exit $status
