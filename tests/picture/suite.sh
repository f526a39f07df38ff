# The static picture without a browser: well-formed, and drawn by librsvg as the file says.
set -u
B=${B:-build}
out=$B/tests/picture
data=tests/browser/data
mkdir -p "$out"

for tool in node xmllint rsvg-convert; do
	if ! command -v $tool >/dev/null; then
		echo "skip picture: no $tool"
		exit 0
	fi
done

# check NAME INPUT OPTION...
check()
{
	name=$1
	input=$2
	shift 2
	if ! "$B/cflame" --quiet -o "$out/$name.svg" "$@" "$input"; then
		echo "FAIL $name: cflame ended with status $?"
	elif ! xmllint --noout "$out/$name.svg"; then
		echo "FAIL $name: not well-formed"
	elif ! rsvg-convert -o "$out/$name.png" "$out/$name.svg"; then
		echo "FAIL $name: librsvg does not draw it"
	else
		node tests/picture/check.js "$name" "$out/$name.svg" "$out/$name.png"
	fi
}

node tests/tools/nasty.js >"$out/nasty.folded"
check tour $data/tour.folded
check icicle $data/tour.folded --inverted --title Icicle --subtitle 'its subtitle'
check no-script $data/tour.folded --no-script
check nasty "$out/nasty.folded"
check narrow $data/narrow.folded
check decimals $data/decimals.folded
for palette in $("$B/cflame" --list-palettes 2>/dev/null); do
	check "palette $palette" $data/tour.folded --colors "$palette"
done
for example in examples/*.folded; do
	name=${example##*/}
	check "${name%.folded}" "$example"
done
