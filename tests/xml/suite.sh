# Names of all kinds of bytes give documents that XML parsers and drawing libraries
# take: xmllint (libxml2) and rsvg-convert, where they are installed.
cflame=$PWD/$B/cflame
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0

# All 256 bytes, alone and in a row, as names, titles and so on.
awk 'BEGIN { for (i = 1; i < 256; i++) if (i != 10) printf "main;x%cy;%c %d\n", i, i, i }' >bytes.folded
printf 'main;zero\000byte 5\n' >>bytes.folded
LC_ALL=C awk 'BEGIN { for (i = 1; i < 256; i++) if (i != 10 && i != 59) printf "%c", i; print " 7" }' >>bytes.folded
printf '%s\n' 'a;]]> 1' 'a;]]]]>> 2' '<![CDATA[;x 3' 'b;<!-- -- --> 4' '</script>;</svg>;</style> 5' \
	'&amp;;&#0;;&x; 6' '" onload="alert(1);x 7' "' onclick='x;y 8" 'javascript:alert(1);x 9' >markup.folded
printf 'p;\357\277\276 1\np;\357\277\277 2\np;\355\240\200 3\np;\300\200 4\np;\364\220\200\200 5\np;\342\200\256rtl 6\np;\360\237\230\200 7\n' >unicode.folded
awk 'BEGIN { s = "x"; while (length(s) < 65536) s = s s; print "a;" s ";b 3"; print "a;" s "<&>]]> 4" }' >long.folded
printf 'a;b 100 60\na;<c> 0 9\na;]]> 7 0\n' >change.folded
odd=$(printf 'x\001\033]]>--&"<\377')

# check NAME ARGUMENTS...: both tools take what cflame writes
check() {
	name=$1
	shift
	"$cflame" --quiet "$@" >out.svg 2>err
	if ! command -v xmllint >/dev/null; then
		echo "skip xml $name: xmllint"
	elif xmllint --noout out.svg 2>err; then
		echo "ok xml $name"
	else
		status=1
		head -5 err
		echo "FAIL xml $name: xmllint"
	fi
	if ! command -v rsvg-convert >/dev/null; then
		echo "skip rsvg $name: rsvg-convert"
	elif rsvg-convert -w 300 -o out.png out.svg 2>err; then
		echo "ok rsvg $name"
	else
		status=1
		head -5 err
		echo "FAIL rsvg $name: rsvg-convert"
	fi
}

check bytes bytes.folded
check markup markup.folded
check unicode unicode.folded
check "long names" long.folded
check change --diff change.folded
check options --title "$odd" --subtitle "$odd" --countname "$odd" --nametype "$odd" --fonttype "$odd" \
	--search "$odd" --unit "$odd" --notes "$(printf 'x\001\377')" bytes.folded
check inverted --inverted --colors java --bgcolors green --width 500 markup.folded
check empty /dev/null

# A message that libxml2 has for text nodes of more than 10 MB.
awk 'BEGIN { for (i = 0; i < 180; i++) { s = i "_"; while (length(s) < 65536) s = s s; print "a;" s " 1" } }' >large.folded
check "twelve megabytes of names" large.folded
exit $status
