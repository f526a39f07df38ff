# Programs of several languages, to be sampled; read with ".".  Wants T (a folder to
# compile in), work (the compiled work.c) and here (where that stands).

# each_program FUNCTION TIMES: FUNCTION NAME COMMAND... for each that can be had; TIMES 1
# is some tenths of a second
each_program() {
	seconds=$(($2 / 5)).$(($2 * 2 % 10))
	"$1" "C, 3 threads" "$work" truth "$seconds"
	cat >"$T/plus.cc" <<'END'
#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>
struct worker {
	virtual ~worker() {}
	virtual void run()
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
};
int main(int, char **argv)
{
	for (int i = std::atoi(argv[1]); i > 0; i--) {
		worker w;
		w.run();
	}
}
END
	if c++ -O2 -o "$T/plus" "$T/plus.cc" 2>/dev/null; then
		"$1" "C++" "$T/plus" "$2"
	fi
	"$1" "python3" "${PYTHON:-/usr/bin/python3}" -c "
import json, re
for i in range($2 * 800):
    s = json.dumps([{'a': i, 'b': [1, 2, 3] * 10}] * 10)
    json.loads(s)
    re.findall(r'[0-9]+', s)"
	"$1" "perl" perl -e 'for my $i (1..300000 * $ARGV[0]) {
		$h{$i % 1000} .= "x" if $i =~ /7$/;
		@a = sort { $a <=> $b } map { $_ * 7 % 13 } 1..10 if $i % 50 == 0 }' "$2"
	CCACHE_DISABLE=1
	export CCACHE_DISABLE
	"$1" "gcc, with its forks and execs" gcc -O2 -c "$here/work.c" -o "$T/compiled.o"
	# perf keeps the maps of the programs before
	"$1" "sh, which becomes env, which becomes a program" sh -c "exec env '$work' spin $seconds"
}
