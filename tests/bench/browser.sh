# How fast the page is in Chromium and Firefox, at 100,000 and 1,000,000 frames, beside
# async-profiler's page where its converter is (JFR_CONVERTER=jfr-converter.jar), and
# flamegraph.pl's at 10,000 frames where it is installed (FLAMEGRAPH_PL, or in PATH): at
# 100,000 one click takes it seconds in Chromium and minutes in Firefox.
# Called by "make bench"; says numbers, judges nothing. Wants node, puppeteer-core
# (NODE_PATH, else build/node/node_modules) and the browsers.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
out=$BENCH_DIR/browser
mkdir -p "$out"
NODE_PATH=${NODE_PATH:-$PWD/build/node/node_modules}
export NODE_PATH

if ! command -v node >/dev/null || ! node -e 'require("puppeteer-core")' 2>/dev/null; then
	echo "browsers: not measured, no node or no puppeteer-core in $NODE_PATH"
	exit 0
fi
rm -f "$out"/*.svg "$out"/*.html
for frames in 10000 100000 1000000; do
	awk -f tests/tools/frames.awk -v N=$frames -v NAMES=$((frames / 40 + 500)) >"$out/frames.folded"
	if [ "$frames" = 10000 ]; then
		pl=$(find_flamegraph_pl)
		[ ! -f "$pl" ] || perl "$pl" --minwidth 0 "$out/frames.folded" \
			>"$out/flamegraph.pl-$frames.svg"
		continue
	fi
	"$B/cflame" --quiet -o "$out/cflame-$frames.svg" "$out/frames.folded" || exit 1
	if [ -n "${JFR_CONVERTER:-}" ]; then
		mv "$out/frames.folded" "$out/frames.collapsed"
		java -jar "$JFR_CONVERTER" -o html "$out/frames.collapsed" \
			"$out/async-profiler-$frames.html" >/dev/null || exit 1
		rm -f "$out/frames.collapsed"
	fi
done
[ -n "${JFR_CONVERTER:-}" ] || echo "async-profiler's page: not measured, JFR_CONVERTER is not set"
rm -f "$out/frames.folded"
node tests/bench/browser.js "$out"
