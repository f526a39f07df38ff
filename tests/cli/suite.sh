# cflame from outside: options, messages, exit statuses, files that cannot be had.
cflame=$PWD/$B/cflame
manual=$PWD/flamegraph.1
palettes=$PWD/docs/palettes.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0
printf 'main;work;sum 6\nmain;work 1\nmain;idle_[k] 3\n' >ten.folded
printf 'main;a 1 3\nmain;b 4 0\nmain;c 0 2\n' >diff.folded
: >empty.folded

# verdict NAME WHY: WHY is empty if it is well
verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		status=1
		cat err
		echo "FAIL $1: $2"
	fi
}

# says NAME STATUS PATTERN ARGUMENTS...: the exit status of cflame, and a line of its
# messages; without PATTERN it says nothing
says() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$cflame" "$@" >out 2>err </dev/null
	got=$?
	why=
	if [ $got -ne "$want" ]; then
		why="status $got, not $want"
	elif [ -z "$pattern" ] && [ -s err ]; then
		why="it said something"
	elif [ -n "$pattern" ] && ! grep -qE -- "$pattern" err; then
		why="nothing said like $pattern"
	fi
	verdict "$name" "$why"
}

# has NAME PATTERN ARGUMENTS...: the output of cflame has a line like PATTERN
has() {
	name=$1 pattern=$2
	shift 2
	"$cflame" "$@" >out 2>err </dev/null
	grep -qE -- "$pattern" out && why= || why="no line like $pattern"
	verdict "$name" "$why"
}

# same NAME ARGUMENTS... -- ARGUMENTS...: the same bytes
same() {
	name=$1 first=
	shift
	: >words
	while [ "$1" != -- ]; do
		first="$first '$1'"
		shift
	done
	shift
	eval "\"\$cflame\" $first" >out 2>err </dev/null
	"$cflame" "$@" >out2 2>>err </dev/null
	[ -s out ] && cmp -s out out2 && why= || why="the bytes differ"
	verdict "$name" "$why"
}

says "a profile is drawn" 0 "" ten.folded
says "help" 0 "" --help
has "help is on standard output" '^usage: cflame' --help
says "version" 0 "" --version
has "version is on standard output" '^cflame [0-9]' --version
says "unknown option" 2 "unknown.*--wibble.*--help" --wibble ten.folded
says "ambiguous option" 2 "ambiguous.*--font" --font 12 ten.folded
says "missing argument" 2 "needs an argument" ten.folded --title
says "unknown palette" 2 "--colors 'pink' is not a palette" --colors pink ten.folded
says "unknown background" 2 "--bgcolors 'mauve' is not" --bgcolors mauve ten.folded
says "unknown format" 2 "--format 'png' is not svg, html" --format png ten.folded
says "unknown order" 2 "--sort 'age' is not" --sort age ten.folded
says "unknown theme" 2 "--theme 'pale' is not" --theme pale ten.folded
says "unknown width of differences" 2 "--diff-width 'min' is not" --diff-width min diff.folded
says "unknown scale" 2 "--diff-colors 'rainbow' is not" --diff-colors rainbow diff.folded
says "bad number" 2 "--width 'wide' is not a number of px" --width wide ten.folded
for bad in "width 0 60" "width 10 60" "width -1 60" "width 1000001 1000000" "height 0 2" "height -3 2" "height 1.9 2" \
	"fontsize 0 1" "fontsize -12 1" "minwidth -1 0" "minwidth -1% 0" "fontwidth -1 0" "factor -2 0" "total -1 0"; do
	set -- $bad
	says "out of range: --$1 $2" 2 "--$1 '$2' is not .*$3" "--$1" "$2" ten.folded
done
says "bad minimum" 2 "--minwidth '1%%' is not" --minwidth 1%% ten.folded
says "bad count" 2 "--max-frames 'many' is not a whole number" --max-frames many ten.folded
says "bad search colour" 2 "--search-color 'red' is not" --search-color red ten.folded
says "notes with markup" 2 "--notes '<b>' has" --notes '<b>' ten.folded
says "notes with a comment's end" 2 "--notes 'a--b' has" --notes a--b ten.folded
says "flame chart with an order" 2 "--flamechart .*takes no --sort" --flamechart --sort name ten.folded
says "missing file" 1 "nowhere.folded.*No such file" nowhere.folded
says "directory" 1 "directory" .
says "empty input" 1 "nothing to draw" empty.folded
has "empty input gives a picture that says so" '>There is no stack' empty.folded
has "empty input as HTML says so too" '>There is no stack' --format html empty.folded
says "empty input as folded text" 1 "nothing to draw" --format folded empty.folded
verdict "empty input gives no folded text" "$(cat out)"
says "palette file that is not there" 1 "cannot open 'no.palette'" --palette-file no.palette ten.folded
says "attributes that are not there" 1 "cannot open 'no.attr'" --nameattr no.attr ten.folded
says "encoding" 0 "written is UTF-8" --encoding latin1 ten.folded
says "encoding that is ours" 0 "" --encoding UTF-8 ten.folded
says "total that is too small" 0 "--total is less than" --total 3 ten.folded
says "frames that are cut" 0 "[1-9] of the narrowest frames were not kept" --max-frames 2 ten.folded
has "a total is what the root counts" '>all \(40 samples, 100%\)<' --total 40 ten.folded
printf 'a 6\nb 1\nc 1\n' >roots.folded
has "roots that were cut have their share" '>2 frames not kept \(2 samples, 25.00%\)<' \
	--max-frames 1 roots.folded
says "quiet" 0 "" --quiet --max-frames 2 --total 3 ten.folded
printf 'main 1\nno count\n' >bad.folded
says "a line that is ignored" 0 "bad.folded:2" bad.folded
says "strict" 1 "bad.folded:2" --strict bad.folded

# Palette files, attributes, the palette map.
printf '# ours\n#102030 *sum*\ngreen ma?n\norange /^id/\n' >good.palette
has "palette file: colour" 'sum \(6.*fill="#102030"' --no-script --palette-file good.palette ten.folded
printf 'chartreuse main\n' >bad.palette
says "palette file: no colour" 1 "bad.palette:1: .*colour" --palette-file bad.palette ten.folded
printf '#123456\n' >bad.palette
says "palette file: no pattern" 1 "bad.palette:1: there is no pattern" --palette-file bad.palette ten.folded
printf '#123456 main\n#123 /(/\n' >bad.palette
says "palette file: bad expression" 1 "bad.palette:2: .*expression" --palette-file bad.palette ten.folded
printf 'main\ttitle=the <start>\thref=https://example.org/?a&b\tclass=hot spot\n' >good.attr
has "attributes" '<g class="hot spot"><a href="https://example.org/\?a&amp;b" target="_top"><title>the &lt;start&gt;</title>' \
	--no-script --nameattr good.attr ten.folded
for bad in 'main' 'main	onclick=x' 'main	href=javascript:x' 'main	href= javascript:x' 'main	href=//host/x' 'main	href= /\host' 'main	href=data:,x' \
	'main	href=vbscript:x' 'main	g_extra=x' 'main	title'; do
	printf '%s\n' "$bad" >bad.attr
	says "attribute refused: $bad" 1 "bad.attr:1: " --nameattr bad.attr ten.folded
done
for good in 'main	href=a/b:c' 'main	href=http://x/' 'main	href=#x' 'main	href=?q=a:b' 'main	id=x	target=_blank'; do
	printf '%s\n' "$good" >good.attr
	says "attribute: $good" 0 "" --nameattr good.attr ten.folded
done
rm -f palette.map
says "palette map is made" 0 "" --cp ten.folded
verdict "palette map has each name" "$(printf 'idle_[k]\nmain\nsum\nwork\n' >want; sed 's/->rgb([0-9]*,[0-9]*,[0-9]*)$//' palette.map | diff - want)"
printf 'a->b->rgb(1,2,3)\nwork->rgb(10,20,30)\nwibble\n' >palette.map
says "palette map: bad line" 0 "palette.map:3" --cp --no-script ten.folded
verdict "palette map rules" "$(grep -q 'work (7 samples.*fill="#0a141e"' out || echo "not its colour")"
verdict "palette map keeps what it had" "$(grep -q '^a->b->rgb(1,2,3)$' palette.map || echo "lost")"
rm -f palette.map

# flamegraph.pl's spellings.
same "abbreviation --color" --color java ten.folded -- --colors java ten.folded
same "abbreviation --count" --count bytes ten.folded -- --countname=bytes ten.folded
same "one dash" -width=1800 ten.folded -- --width 1800 ten.folded
same "letters" -i -c mem ten.folded -- --inverted --colors mem ten.folded
same "any letter case" --TITLE Some --Width=1800 -Colors mem ten.folded --MinW 2 -- \
	--title Some --width=1800 --colors mem --minwidth 2 ten.folded
same "an argument keeps its letter case" --Title --HASH ten.folded -- --title=--HASH ten.folded
says "letter case of a wrong option" 2 "unknown.*--WIBBLE" --WIBBLE ten.folded
same "standard input" - ten.folded -- ten.folded </dev/null
options="title subtitle width height encoding fonttype fontsize fontwidth minwidth nametype countname
	nameattr total factor colors bgcolors hash random cp reverse inverted flamechart negate notes help"
why=
for option in $options; do
	for n in 1 2 3 4 5 6 7 8 9; do
		word=$(printf '%s' "$option" | cut -c1-$n)
		[ "$(printf '%s\n' $options | grep -c "^$word")" -eq 1 ] || continue
		case $option in
		width | height | fontsize) value=40 value2=100 ;;
		fontwidth | minwidth | factor | total) value=1 value2=2 ;;
		colors) value=mem value2=mem ;;
		bgcolors) value=blue value2=blue ;;
		encoding) value=UTF-8 value2=UTF-8 ;;
		nameattr) value=good.attr ;;
		hash | random | cp | reverse | inverted | flamechart | negate | help) value= ;;
		*) value=x ;;
		esac
		[ "$option" = width ] && value=$value2
		"$cflame" "--$word" $value ten.folded >/dev/null 2>err || why="$why --$word"
	done
done
verdict "every abbreviation of flamegraph.pl is taken" "$why"
rm -f palette.map

# The same input, the same bytes.
sort -r ten.folded >turned.folded
same "the order of lines changes nothing" ten.folded -- turned.folded
same "threads change nothing" -j1 ten.folded -- -j4 ten.folded
"$cflame" --random ten.folded >out 2>err
verdict "random colours" "$(grep -q '<svg' out || echo "no picture")"

# Output.
says "into a file" 0 "" -o graph.svg ten.folded
"$cflame" ten.folded | cmp -s - graph.svg && why= || why="not the same bytes"
verdict "a file has the same bytes" "$why"
echo old >kept.svg
says "a failed run" 1 "No such file" -o kept.svg nowhere.folded
verdict "a failed run leaves the old file" "$([ "$(cat kept.svg)" = old ] || echo changed)"
says "a folder that is not there" 1 "cannot write 'no/graph.svg'" -o no/graph.svg ten.folded
echo old >target.svg
chmod 640 target.svg
ln -s target.svg link.svg
says "a link to a file" 0 "" -o link.svg ten.folded
verdict "a link stays, its target is replaced" \
	"$([ -L link.svg ] && cmp -s graph.svg target.svg || echo "not so")"
verdict "a replaced file keeps its permissions" \
	"$(find target.svg ! -perm 640)"
ln -s nothing.svg dangling.svg
says "a link to nothing" 1 "cannot write 'dangling.svg'" -o dangling.svg ten.folded
# A link of our own: the system's is not ours to lose.
if [ -e /proc/self/fd/1 ]; then
	ln -s /proc/self/fd/1 standard
	{ echo before && "$cflame" -o standard ten.folded && echo after; } >out 2>err
	{ echo before && cat graph.svg && echo after; } >out2
	verdict "a link to standard output is standard output" \
		"$([ -L standard ] && cmp -s out out2 || echo "not so")"
else
	echo "skip a link to standard output is standard output: no /proc"
fi
long=$(printf '%0251d.svg' 0)
if : >"$long"; then
	says "a name of 255 bytes" 0 "" -o "$long" ten.folded
	verdict "a name of 255 bytes has the file, alone" \
		"$(cmp "$long" graph.svg && [ "$(find . -name '00000*' | wc -l)" -eq 1 ] || echo "not so")"
	says "a name of 256 bytes" 1 "cannot write '0.*: File ?name too long" -o "0$long" ten.folded
	rm "$long"
else
	echo "skip a name of 255 bytes: the file system takes none"
fi
printf 'a\342\200\256evil\302\233m\330\234|x;b 3\n' >unruly.folded
for format in top markdown; do
	"$cflame" --format $format unruly.folded >out
	verdict "$format: no mark that turns the line, no C1 control" \
		"$(grep -q 'a.*evil.*m.*x' out || echo "no name"
		od -An -v -tx1 out | tr -d ' \n' | grep -o 'e280ae\|c29b\|d89c')"
done
says "a message turns no line" 1 "/none/a\?\?\?b: " "$(printf '/none/a\342\200\256b')"
if mkfifo slow 2>/dev/null; then
	cp graph.svg killed.svg
	"$cflame" -o killed.svg slow 2>err &
	killed=$!
	exec 9>slow
	echo "a;b 1" >&9
	kill -9 $killed
	wait $killed 2>/dev/null
	exec 9>&-
	verdict "killed: the file of before is whole" "$(cmp killed.svg graph.svg 2>&1)"
	rm slow
fi
verdict "nothing is left beside" "$(find . -name '*.svg.*')"
if [ -c /dev/full ]; then
	says "a full disk" 1 "cannot write '/dev/full': No space" -o /dev/full ten.folded
	"$cflame" ten.folded >/dev/full 2>err
	verdict "standard output on a full disk" "$([ $? -eq 1 ] && grep -q 'standard output.*No space' err || echo "not said")"
else
	echo "skip a full disk: there is no /dev/full"
fi
{ "$cflame" ten.folded 2>err; echo $? >code; } | :
# The reader may have gone before or after the write.
verdict "a closed pipe" "$(case $(cat code) in 0) ;; 1) grep -q 'standard output' err || echo "not said" ;; *) echo "status $(cat code)" ;; esac)"
awk 'BEGIN { for (i = 0; i < 30000; i++) print "main;f" i ";g" i * 7 " 1" }' >big.folded
mkfifo pipe
: <pipe &
{ "$cflame" big.folded 2>err; echo $? >code; } >pipe
wait
verdict "a reader that goes away" "$([ "$(cat code)" = 1 ] && grep -q 'standard output' err || echo "status $(cat code)")"

# The manual has every option and every palette, and no other.
"$cflame" --help >help
sed -n 's/^  \(-[a-z], \)\{0,1\}--\([a-z-]*\).*/\2/p' help | sort >want
sed -n 's/^\.It Fl \([a-z] , \)\{0,1\}-\([a-z-]*\).*/\2/p' "$manual" | sort >got
verdict "the manual has the options of --help" "$(diff want got)"
why=
for palette in $(sed -n 's/^palettes: //p' help); do
	grep -q "^| \`$palette\` " "$palettes" || why="$why $palette"
done
verdict "docs/palettes.md has every palette" "$why"
exit $status
