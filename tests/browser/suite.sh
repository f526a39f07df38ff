# The page in real browsers, driven by real input: tests/browser/run.js has the cases.
# Set: CORPUS (the reference corpus, for more round trips), NODE_PATH (else
# build/node/node_modules has puppeteer-core), BROWSERS="chromium firefox" (or one of
# them), PATTERN (of case names), TIMES=1 (how long each case took, on standard error).
set -u
B=${B:-build}
corpus=${CORPUS:-../shared/corpus}
here=tests/browser
data=$here/data
files=$B/tests/browser
rm -rf "$files"
mkdir -p "$files" "$B/shots"
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH

for tool in node awk xmllint; do
	if ! command -v $tool >/dev/null; then
		echo "skip browser: no $tool"
		exit 0
	fi
done
if ! node -e 'require("puppeteer-core")' 2>/dev/null; then
	echo "skip browser: no puppeteer-core in $NODE_PATH"
	exit 0
fi

# picture OUTPUT INPUT OPTION...
picture()
{
	output=$1
	input=$2
	shift 2
	if ! "$B/cflame" --quiet -o "$files/$output" "$@" "$input"; then
		echo "FAIL browser: cflame $* $input ended with status $?"
		exit 1
	fi
}

# round_trip NAME INPUT: a picture, and the folded text that it must give back
round_trip()
{
	picture "$1.svg" "$2"
	picture "$1.want" "$2" --format folded
	ROUND_TRIPS="${ROUND_TRIPS:-} $1"
}

node tests/tools/nasty.js >"$files/nasty.folded"
awk '{ $NF = $NF * 4097; print }' $data/tour.folded >"$files/bytes.folded"
awk 'BEGIN {
	for (i = 1; i < 10000; i++) {
		path = path (i > 1 ? ";" : "") "f" i
		if (i % 1000 == 0)
			print path, 10
	}
	print path, 100
}' >"$files/deep.folded"

{
	cat $data/evil.folded
	printf '\342\200\256right to left;below 100\n'
	printf 'con\033[31mtrol\007 control;below 100\n'
	awk 'BEGIN { s = "x"; while (length(s) < 65536) s = s s; print s ";below 100" }'
} >"$files/evil.folded"

awk -f tests/tools/frames.awk -v N=220000 -v NAMES=6000 >"$files/large.folded"

picture large.svg "$files/large.folded"
picture evil.svg "$files/evil.folded"
picture evil.html "$files/evil.folded" --format html
picture evil.want "$files/evil.folded" --format folded
picture tour.svg $data/tour.folded
picture tour.html $data/tour.folded --format html
picture tour-no-script.svg $data/tour.folded --no-script
picture icicle.svg $data/tour.folded --inverted
picture light.svg $data/tour.folded --theme light
picture minwidth.svg $data/tour.folded --minwidth 200
"$B/cflame-diff" $data/tour.folded $data/tour-after.folded >"$files/difference.folded"
picture difference.svg "$files/difference.folded" --diff
picture difference-red.svg "$files/difference.folded" --diff --diff-colors red-blue --negate
picture search.svg $data/tour.folded --search '^lex$'
picture titles.svg $data/tour.folded --subtitle 'A subtitle, the second line' \
	--title 'A long title that says at great length what was measured, where, when and by whom'
picture width-600.svg $data/tour.folded --width 600
picture bytes.svg "$files/bytes.folded" --countname bytes
picture deep.svg "$files/deep.folded"
picture long.svg $data/long.folded
picture narrow.svg $data/narrow.folded
picture nasty.html "$files/nasty.folded" --format html

round_trip nasty "$files/nasty.folded"
round_trip decimals $data/decimals.folded
for folded in examples/*.folded "$corpus"/folded/*.folded; do
	[ -f "$folded" ] || continue
	name=${folded##*/}
	round_trip "${name%.folded}" "$folded"
done
export ROUND_TRIPS

for browser in ${BROWSERS:-chromium firefox}; do
	node $here/run.js "$files" "$B/shots" "$browser" "${PATTERN:-}" \
		>"$files/$browser.out" 2>"$files/$browser.err" &
done
wait
for browser in ${BROWSERS:-chromium firefox}; do
	cat "$files/$browser.out"
	cat "$files/$browser.err" >&2
done
