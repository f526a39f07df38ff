# How fast the page is in Chromium and Firefox, at 100,000 and 1,000,000 frames, beside
# flamegraph.pl's page at 100,000 where it is installed (FLAMEGRAPH_PL, or in PATH).
# Called by "make bench"; says numbers, judges nothing. Wants node, puppeteer-core
# (NODE_PATH, else build/node/node_modules) and the browsers.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
out=$B/bench/browser
mkdir -p "$out"
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH

if ! command -v node >/dev/null || ! node -e 'require("puppeteer-core")' 2>/dev/null; then
	echo "browsers: not measured, no node or no puppeteer-core in $NODE_PATH"
	exit 0
fi
for frames in 100000 1000000; do
	awk -f tests/tools/frames.awk -v N=$frames -v NAMES=$((frames / 45 + 2778)) >"$out/frames.folded"
	"$B/cflame" --quiet -o "$out/cflame-$frames.svg" "$out/frames.folded" || exit 1
	if [ "$frames" = 100000 ] && command -v "${FLAMEGRAPH_PL:-flamegraph.pl}" >/dev/null; then
		"${FLAMEGRAPH_PL:-flamegraph.pl}" --minwidth 0 "$out/frames.folded" \
			>"$out/flamegraph.pl-$frames.svg"
	fi
done
rm -f "$out/frames.folded"
node tests/bench/browser.js "$out"
