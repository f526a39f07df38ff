# The stacks that --perf-data finds beside those of perf script, of the same recordings,
# frame by frame: the same or longer in at least 99.5 % of the samples.
#
# Run by suite.sh, with T, R, here, verdict and skip.

# compare NAME: of the recording $T/data
compare() {
	"$R" -q --perf-data "$T/data" --addresses --time-order >"$T/ours" 2>"$T/err"
	perf script --no-inline -i "$T/data" -F comm,time,ip,sym,dso >"$T/theirs" 2>/dev/null
	awk -v show=1 -f "$here/agree.awk" "$T/ours" "$T/theirs" >"$T/found" 2>"$T/out"
	read -r samples same longer shorter differ unpaired <"$T/found"
	verdict "as perf script: $1" \
		"of $samples samples $same are the same, $longer longer, $shorter shorter, $differ differ, $unpaired are not in both" \
		[ "$samples" -gt 0 -a "$unpaired" = 0 -a \
		$(((same + longer) * 1000)) -ge $((samples * 995)) ]
}

# agree NAME COMMAND...: recorded by frame pointers, and by copies of the stack
agree() {
	name=$1
	shift
	command -v "$1" >/dev/null || { skip "as perf script: $name" "no $1"; return; }
	for mode in fp dwarf,16384; do
		perf record -q -F 499 --call-graph $mode -o "$T/data" -- "$@" >/dev/null 2>&1
		compare "$name, ${mode%,*}"
	done
}

if ! command -v perf >/dev/null || ! perf record -q -o "$T/data" -- true 2>"$T/err"; then
	skip "as perf script" "no perf that records"
else
	agree "C, 3 threads" "$T/work" truth 0.2
	cat >"$T/plus.cc" <<'END'
#include <algorithm>
#include <map>
#include <string>
#include <vector>
int main()
{
	std::map<std::string, int> m;
	for (int i = 0; i < 400000; i++)
		m[std::to_string(i % 1000)] += i;
	std::vector<std::string> v;
	for (auto &p : m)
		v.push_back(p.first);
	for (int i = 0; i < 100; i++)
		std::sort(v.begin(), v.end(), [i](auto &a, auto &b) { return i % 2 ? a < b : b < a; });
}
END
	if c++ -O2 -o "$T/plus" "$T/plus.cc" 2>/dev/null; then
		agree "C++" "$T/plus"
	fi
	agree "python3" "${PYTHON:-/usr/bin/python3}" -c "
import json, re
for i in range(800):
    s = json.dumps([{'a': i, 'b': [1, 2, 3] * 10}] * 10)
    json.loads(s)
    re.findall(r'[0-9]+', s)"
	agree "perl" perl -e 'for my $i (1..300000) {
		$h{$i % 1000} .= "x" if $i =~ /7$/;
		@a = sort { $a <=> $b } map { $_ * 7 % 13 } 1..10 if $i % 50 == 0 }'
	CCACHE_DISABLE=1
	export CCACHE_DISABLE
	agree "gcc, with its forks and execs" gcc -O2 -c "$here/work.c" -o "$T/x.o"
	# perf keeps the maps of the programs before
	agree "sh, which becomes env, which becomes a program" sh -c "exec env '$T/work' spin 0.3"
	perf record -q -z -F 499 --call-graph dwarf,16384 -o "$T/data" "$T/work" truth 0.1 \
		>/dev/null 2>&1 && command -v zstd >/dev/null && compare "compressed"
fi
