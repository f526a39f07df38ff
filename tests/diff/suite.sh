# cflame-diff: known answers, the report, the gate, and what it says of bad input.
diff_=$B/cflame-diff
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# same NAME WANT GOT: two texts
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		status=1
		printf 'want: %s\ngot:  %s\n' "$2" "$3"
		echo "FAIL $1"
	fi
}

# says NAME STATUS PATTERN COMMAND...: its exit status, and a line of its messages;
# without PATTERN, it says nothing
says() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >"$work/out" 2>"$work/err"
	got=$?
	if [ "$got" -ne "$want" ]; then
		status=1
		cat "$work/err"
		echo "FAIL $name: status $got, not $want"
	elif [ -z "$pattern" ] && [ -s "$work/err" ]; then
		status=1
		cat "$work/err"
		echo "FAIL $name: something said"
	elif ! { [ -z "$pattern" ] || grep -qE "$pattern" "$work/err"; }; then
		status=1
		cat "$work/err"
		echo "FAIL $name: nothing said like $pattern"
	else
		echo "ok $name"
	fi
}

cd "$work" || exit 1
diff_=$OLDPWD/$diff_
printf 'p;c1 10\np;c2 10\ngone 5\n' >a
printf 'p;c1 30\np;c2 30\nnew 7\n' >b
: >empty

same "stacks of either side stand once, sorted" "gone 5 0
new 0 7
p;c1 10 30
p;c2 10 30" "$("$diff_" a b)"
"$diff_" a b >both
same "standard input on either side" "$("$diff_" a b)" "$("$diff_" - b <a)"
same "standard input as AFTER" "$("$diff_" a b)" "$("$diff_" a - <b)"
same "the changes of all functions' own counts are that of the whole" "$(awk '
	{ by += $NF - $(NF - 1) }
	END { print by }' both)" "$("$diff_" --report json --rows 0 a b | sed -n '
	s/.*"self": {"before": "\([0-9]*\)", "after": "\([0-9]*\)".*/\1 \2/p' |
	awk '{ by += $2 - $1 } END { print by }')"
printf 'a 1\nb 1' >x
printf 'c 1\ndd 1' >y
same "short lines without a last LF" "a 1 0
b 1 0
c 0 1
dd 0 1, 0" "$("$diff_" x y), $?"
same "several files a side add up" "gone 10 0
new 0 7
p;c1 20 30
p;c2 20 30" "$("$diff_" --before a --before a b)"
same "counts that are equal need no scaling" "x 1 1" \
	"$(echo 'x 1' >x; "$diff_" -n x x)"
"$diff_" -n a b >normal
same "normalized sums are equal" "67 67" "$(awk '{ b += $2; a += $3 } END { print b, a }' normal)"
printf 'f 0x12ab;g 1\nf 0x77;g 2\nh0x 1\n' >hex
same "addresses are stripped" "f 0x...;g 3 3
h0x 1 1" "$("$diff_" -s hex hex)"
printf 'x 0.5\n' >half
same "decimals of one side" "gone 0 5
p;c1 0 10
p;c2 0 10
x 0.5 0" "$("$diff_" half a)"
"$diff_" -o result a b && for odd in 'a;b 1' 'a;b 1\n\n' '# c\na;b 1\n' 'a;b 1\r\n' 'a b 1\na 3\na b 2\n' 'a\001b 1\n' \
	'a;;b 1\n' '; 1\n' ' 1\n' 'a;b\t1\n' 'a 0\nb 2\n' '\357\273\277a;b 1\n' 'a 3 4\nb 5 6\n' \
	'w 3 4\nb 5\n' 'b 5\nw 3 4\n' 'a 18446744073709551615\n' 'a 123456789012345678\na 1\n' \
	'f 3\nf 2;g 1\nfa 4\n' 'a 2\na 5\np;c1 3\nb 1\n' 'p;c1 2\np;c1 9;d 1\np;c2 1\n' 'p 1\np;c1\t 1\n' \
	'a\303\251 1\n' 'a\377 1\n' 'a 1.5\n' 'a\n' ''; do
	printf "$odd" >odd
	same "by a file and by a pipe: '$(echo "$odd" | cut -c1-20 | od -An -c | tr -s ' \n' ' ')'" \
		"$("$diff_" - a <odd 2>&1 | sed 's/standard input/odd/;s/: - is/: odd is/')" \
		"$("$diff_" odd a 2>&1)"
done
same "-o writes the same" "$("$diff_" a b)" "$(cat result)"

# Files of some megabytes are read in parts and by threads: stacks that begin alike, some
# of them often, some as long as a part.
many() { # SEED
	LC_ALL=C awk -v s="$1" 'function below(n) { s = (s * 8121 + 28411) % 134456; return s % n }
	BEGIN {
		for (i = 0; i < 12000; i++) {
			line = "main;start_of_all;loop"
			for (n = below(9); n >= 0; n--)
				line = line ";frame_" substr("abcdefghijklmnopqrstuvwxyz", 1 + below(9), below(17))
			if (i % 3000 == 0)
				while (length(line) < 90000)
					line = line ";" line
			print line, below(60)
		}
	}'
}
many 1 >some
many 2 >others
LC_ALL=C sort some >some.sorted
LC_ALL=C sort others >others.sorted
"$diff_" - others <some >loaded
for jobs in 1 2; do
	for end in '' .sorted; do
		"$diff_" -j $jobs some$end others$end >quick
		same "many stacks${end:+, sorted}: by files and by a pipe, $jobs threads" \
			"$(cksum <loaded)" "$(cksum <quick)"
	done
	"$diff_" -j $jobs some.sorted others >quick
	same "many stacks, one side sorted, $jobs threads" "$(cksum <loaded)" "$(cksum <quick)"
done

printf 'main;parse 701\nmain;read 299\n' >fast
printf 'main;parse 701\nmain;read 299\nmain;slow 401\n' >slow
says "a function that rose fails the gate" 3 "self share of 'slow' rose by \+28.62 pp" \
	"$diff_" --fail-above 2% fast slow
says "a rise that is allowed passes" 0 "" "$diff_" --fail-above 2% --allow '^slow$' fast slow
says "nothing rose in the same profile" 0 "" "$diff_" --fail-above 0% fast fast
printf 'main;parse 3\nmain;read 2\n' >few
printf 'main;parse 2\nmain;read 3\n' >few2
says "a rise within noise passes" 0 "" "$diff_" --fail-above 2% few few2
says "totals can be the gate" 3 "total share of 'slow'" \
	"$diff_" --fail-above 2 --metric total fast slow
same "every culprit is named" 1 "$("$diff_" --fail-above 2 fast slow 2>&1 >/dev/null | grep -c rose)"

"$diff_" --report json fast slow >report.json
if command -v python3 >/dev/null; then
	same "the JSON report can be read" "slow 0 401" "$(python3 -c '
import json
f = json.load(open("report.json"))["functions"][0]
print(f["name"], f["self"]["before"], f["self"]["after"])')"
else
	echo "skip the JSON report can be read: no python3"
fi
# shellcheck disable=SC2016 # the backticks are Markdown's
printf 'a|b`c 1\n' >odd
same "a name means nothing in Markdown" 1 \
	"$("$diff_" --report markdown odd a | grep -cF '`` a\|b`c ``')"
same "rows are limited" 1 "$("$diff_" --report text --rows 1 fast slow | grep -c ' pp ')"
same "nothing moved" "no function's share has changed" \
	"$("$diff_" --report text fast fast | tail -n 1)"

printf 'a NaN\nb inf\nc 1e5\nd -3\ne 5\n' >nan
says "what is no number is ignored, and said" 0 "nan:4: line ignored" "$diff_" nan nan
node_reads() { node -e 'JSON.parse(require("fs").readFileSync(0, "utf8"))'; }
fifo() { # NAME BEFORE AFTER: who writes to one is read to its end
	mkfifo "$work/fifo"
	timeout 10 sh -c "printf 'a;b 1\\nc 2\\n' >'$work/fifo'" &
	same "$1" "a;b 1 1
c 2 2" "$(timeout 10 "$diff_" "$2" "$3")"
	wait $!
	same "$1: the writer's status" 0 $?
	rm "$work/fifo"
}
printf 'a;b 1\nc 2\n' >"$work/plain.folded"
fifo "a FIFO before" "$work/fifo" "$work/plain.folded"
fifo "a FIFO after" "$work/plain.folded" "$work/fifo"
if command -v node >/dev/null; then
	node "$OLDPWD/tests/tools/nasty.js" >nasty
	for format in text markdown json; do
		"$diff_" -q --report $format --rows 0 nasty a >report
		same "no control byte in a $format report" 0 \
			"$(LC_ALL=C tr -d '\n -~\200-\377' <report | wc -c | tr -d ' ')"
	done
	same "the JSON of hostile names can be read" 0 "$(node_reads <report && echo 0)"
fi
says "an empty BEFORE is said" 0 "BEFORE has no stacks" "$diff_" empty b
says "an empty AFTER is said" 0 "AFTER has no stacks" "$diff_" a empty
says "two empty sides are nothing" 1 "neither side has stacks" "$diff_" empty empty
says "an empty side cannot pass a gate" 1 "nothing to compare" "$diff_" --fail-above 2% empty b
says "an empty side cannot be normalized to" 1 "nothing to compare" "$diff_" -n a empty
"$diff_" a b >two
says "a difference is not compared again" 1 "is a difference already" "$diff_" two b
says "--no-diff reads names that end in numbers" 0 "" "$diff_" --no-diff two two
printf 'x 18446744073709551615\ny 1\n' >huge
says "sums beyond 64 bits" 1 "2\^64-1" "$diff_" huge a
says "a file that is not there" 1 "missing" "$diff_" a missing
says "one file is not enough" 2 "BEFORE and AFTER" "$diff_" a
says "a file on neither side" 2 "neither side" "$diff_" --before a --after b c
says "a side without files" 2 "other side" "$diff_" --before a
says "a pattern that is none" 2 "regular expression" "$diff_" --allow '(' a b
says "a pattern that allows everything" 2 "is empty" "$diff_" --allow '' a b
says "a threshold that is none" 2 "percentage" "$diff_" --fail-above x a b
says "a report that is none" 2 "text, markdown or json" "$diff_" --report pdf a b
says "a metric that is none" 2 "self or total" "$diff_" --metric best a b
says "a full disk" 1 "No space left" "$diff_" -o /dev/full a b
same "--help is on standard output" 0 "$("$diff_" --help 2>&1 >/dev/null | wc -c | tr -d ' ')"
same "--version" "cflame-diff" "$("$diff_" --version | cut -d' ' -f1)"

# The sums over every level, in the picture and in the report.
cd - >/dev/null || exit 1
if command -v node >/dev/null; then
	sums() { # NAME BEFORE AFTER
		"$diff_" "$2" "$3" >"$work/sums.folded" &&
			"$B/cflame" --quiet --diff -o "$work/sums.svg" "$work/sums.folded" &&
			"$diff_" --report json --rows 0 -o "$work/sums.json" "$2" "$3" &&
			node tests/diff/levels.js "$1" "$work/sums.folded" "$work/sums.svg" "$work/sums.json"
	}
	ways() { # NAME BEFORE AFTER: files are compared quickly, what comes by a pipe is loaded
		"$diff_" --quiet "$2" - <"$3" >"$work/loaded"
		LC_ALL=C sort "$2" >"$work/before.sorted"
		LC_ALL=C sort "$3" >"$work/after.sorted"
		for jobs in 1 2; do
			same "$1: the same by files, $jobs threads" "$(cat "$work/loaded")" \
				"$("$diff_" --quiet -j $jobs "$2" "$3")"
			same "$1: the same sorted, $jobs threads" "$(cat "$work/loaded")" \
				"$("$diff_" --quiet -j $jobs "$work/before.sorted" "$work/after.sorted")"
			same "$1: the same with one side sorted, $jobs threads" "$(cat "$work/loaded")" \
				"$("$diff_" --quiet -j $jobs "$2" "$work/after.sorted")"
		done
	}
	normal() { # NAME BEFORE AFTER
		"$diff_" --quiet "$2" "$3" >"$work/plain" &&
			"$diff_" --quiet --normalize "$2" "$3" >"$work/normal" &&
			node tests/diff/normal.js "$1: normalized" "$work/plain" "$work/normal" || status=1
		LC_ALL=C sort -r "$2" >"$work/reversed"
		same "$1: normalized the same in another order" "$(cat "$work/normal")" \
			"$("$diff_" --quiet --normalize -j 1 "$work/reversed" "$3")"
	}
	for seed in 1 2 3 4 5 6 7 8; do
		node tests/diff/random.js $seed "$work/before" "$work/after"
		ways "random profiles $seed" "$work/before" "$work/after"
		normal "random profiles $seed" "$work/before" "$work/after"
		sums "random profiles $seed" "$work/before" "$work/after" || status=1
	done
	corpus=${CORPUS:-../shared/corpus}/diff
	if [ -f "$corpus/before.folded" ]; then
		ways "two real profiles" "$corpus/before.folded" "$corpus/after.folded"
		normal "two real profiles" "$corpus/before.folded" "$corpus/after.folded"
		sums "two real profiles" "$corpus/before.folded" "$corpus/after.folded" || status=1
	fi
else
	echo "skip every level adds up: no node"
fi
exit $status
