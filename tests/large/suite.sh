# How large the SVG of a large profile is: the generator is seeded, so these are facts.
set -u
B=${B:-build}
out=$B/tests/large
mkdir -p "$out"

# size FRAMES NAMES BYTES: so many frames in at most so many bytes of SVG
size()
{
	awk -f tests/tools/frames.awk -v "N=$1" -v "NAMES=$2" >"$out/frames.folded"
	if ! "$B/cflame" --quiet -o "$out/$1.svg" "$out/frames.folded"; then
		echo "FAIL size of $1 frames: cflame ended with status $?"
		return
	fi
	bytes=$(wc -c <"$out/$1.svg")
	if [ "$bytes" -le "$3" ]; then
		echo "ok size of $1 frames: $bytes bytes"
	else
		echo "FAIL size of $1 frames: $bytes bytes, more than $3"
	fi
}

size 100000 5000 800000
size 1000000 25000 4800000
rm -f "$out/frames.folded"

if command -v xmllint >/dev/null; then
	if xmllint --noout "$out/1000000.svg"; then
		echo "ok 1000000 frames are well-formed"
	else
		echo "FAIL 1000000 frames: xmllint ended with status $?"
	fi
else
	echo "skip 1000000 frames are well-formed: no xmllint"
fi
if command -v rsvg-convert >/dev/null; then
	if rsvg-convert -o "$out/1000000.png" "$out/1000000.svg" && [ -s "$out/1000000.png" ]; then
		echo "ok 1000000 frames are drawn by librsvg"
	else
		echo "FAIL 1000000 frames: rsvg-convert ended with status $?"
	fi
else
	echo "skip 1000000 frames are drawn by librsvg: no rsvg-convert"
fi
