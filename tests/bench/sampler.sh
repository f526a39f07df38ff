# cflame-record beside perf record, perf script and the folder: cost, completeness,
# and the time until there is something to look at.
#
# Needs root and a machine that is not busy with other things.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
R=$B/cflame-record
SECONDS_LONG=${SECONDS_LONG:-20}
work=$BENCH_DIR/work
T=$(mktemp -d)
trap 'rm -rf "$T" "$rows"' EXIT
${CC:-cc} -O2 -g -o "$work" tests/sampler/work.c -pthread -ldl || exit 1

if ! "$R" -q -d 0.05 -o /dev/null -- true 2>"$T/err" && grep -q 'cannot sample' "$T/err"; then
	echo "no perf events here: $(cat "$T/err")"
	exit 0
fi
perf=$(command -v perf) || echo "no perf here: only cflame-record is measured"

# used COMMAND...: its wall seconds, CPU seconds and peak KiB, after " "
used() { "$BENCH_DIR/measure" "$T/out" "$@" 2>"$T/err"; }

# The profiled program runs by itself, so that its CPU time is nobody's cost.
start() {
	"$work" truth "$((SECONDS_LONG * 2))" &
	target=$!
}
stop() {
	kill "$target"
	wait "$target" 2>/dev/null
}

echo "### Cost: 3 busy threads, $SECONDS_LONG s"
echo
echo "| what | Hz | samples | cpu s | us/sample | MB | on disk MB |"
echo "|---|---:|---:|---:|---:|---:|---:|"

# row WHAT HZ SAMPLES CPU KIB DISK_BYTES
row() {
	awk -v w="$1" -v hz="$2" -v n="$3" -v cpu="$4" -v kib="$5" -v disk="$6" 'BEGIN {
		printf "| %s | %d | %d | %.3f | %.1f | %.1f | %.1f |\n",
			w, hz, n, cpu, n ? cpu * 1e6 / n : 0, kib / 1024, disk / 1e6
	}'
}

total() { awk '{n += $NF} END {print n + 0}' "$1"; }

for hz in 99 999; do
	start
	set -- $(used "$R" -F $hz -d "$SECONDS_LONG" -p $target -o "$T/ours")
	stop
	row "cflame-record" $hz "$(total "$T/ours")" "$2" "$3" 0
	[ -n "$perf" ] || continue
	for mode in fp dwarf,16384; do
		start
		set -- $(used "$perf" record -q -F $hz --call-graph $mode -p $target -o "$T/data" \
			sleep "$SECONDS_LONG")
		cpu=$2 kib=$3
		stop
		set -- $(used "$perf" script --no-inline -i "$T/data")
		cp "$T/out" "$T/text"
		cpu="$cpu $2" kib="$kib $3"
		set -- $(used "$B/stackcollapse" --counts "$T/text")
		row "perf $mode, script, stackcollapse" $hz "$(total "$T/out")" \
			"$(echo "$cpu $2" | awk '{print $1 + $2 + $3}')" \
			"$(echo "$kib $3" | awk '{m = $1; for (i = 2; i <= NF; i++) if ($i > m) m = $i; print m}')" \
			"$(wc -c <"$T/data")"
	done
done

echo
echo "### The whole machine, 99 Hz, 60 s"
echo
set -- $(used "$R" -a -d "${SECONDS_MACHINE:-60}" -o "$T/ours")
echo "$(total "$T/ours") samples, $2 s of CPU (at most 0.3 % is the aim), $(awk -v c="$2" -v s="${SECONDS_MACHINE:-60}" \
	'BEGIN {printf "%.2f", 100 * c / s}') % of one CPU, $(awk -v k="$3" 'BEGIN {printf "%.0f", k / 1024}') MB"

echo
echo "### From the command's end to the written output"
echo
for i in 1 2 3; do
	"$R" -q -F 999 -o "$T/ours" -- sh -c "'$work' truth 1; date +%s%N >'$T/end'"
	echo "cflame-record: $((($(date +%s%N) - $(cat "$T/end")) / 1000000)) ms"
done

# share FILE: per cent of the samples whose stack begins where threads and programs do
whole_stacks() {
	awk '{all += $NF}
	     /;(_start|__libc_start_|_dl_start_user|clone3|__clone|start_thread)/ && !/;\[(truncated|incomplete)\]/ ||
	     /^[^;]*(;[^;]*_\[k\])+ / {n += $NF}
	     END {printf "%.1f", all ? 100 * n / all : 0}' "$1"
}

# closing FILE: the share that the closing line has
closing() { sed -n 's/.* lost, \([0-9.]*\) % complete.*/\1/p' "$1"; }

echo
echo "### Complete stacks, per cent of samples, 499 Hz"
echo
echo "| program | cflame-record | perf fp | perf dwarf,8192 | perf dwarf,65528 |"
echo "|---|---:|---:|---:|---:|"

# programs COMMAND...: one line of the table
programs() {
	name=$1
	shift
	command -v "$1" >/dev/null || { echo "| $name | not here |"; return; }
	"$R" -F 499 -o "$T/ours" -- "$@" >/dev/null 2>"$T/err"
	printf '| %s | %s |' "$name" "$(closing "$T/err")"
	for mode in fp dwarf,8192 dwarf,65528; do
		[ -n "$perf" ] || break
		"$perf" record -q -F 499 --call-graph $mode -o "$T/data" "$@" >/dev/null 2>&1
		"$perf" script --no-inline -i "$T/data" >"$T/text" 2>/dev/null
		"$B/stackcollapse" --counts --kernel -q "$T/text" >"$T/folded" 2>/dev/null
		printf ' %s |' "$(whole_stacks "$T/folded")"
	done
	echo
}

cat >"$T/c++.cc" <<'END'
#include <algorithm>
#include <map>
#include <string>
#include <vector>
struct worker {
	virtual ~worker() {}
	virtual void run() {
		std::map<std::string, int> m;
		for (int i = 0; i < 400000; i++)
			m[std::to_string(i % 1000)] += i;
		std::vector<std::string> v;
		for (auto &p : m)
			v.push_back(p.first);
		for (int i = 0; i < 50; i++)
			std::sort(v.begin(), v.end(), [i](auto &a, auto &b) { return i % 2 ? a < b : b < a; });
	}
};
int main() { for (int i = 0; i < 8; i++) { worker w; w.run(); } }
END
programs "C, 3 threads" "$work" truth 1
if command -v c++ >/dev/null && c++ -O2 -o "$T/c++" "$T/c++.cc" 2>/dev/null; then
	programs "C++" "$T/c++"
fi
programs "python3" "${PYTHON:-/usr/bin/python3}" -c "
import json, re
for i in range(6000):
    s = json.dumps([{'a': i, 'b': [1, 2, 3] * 10}] * 10)
    json.loads(s)
    re.findall(r'[0-9]+', s)"
programs "perl" perl -e 'for my $i (1..1500000) { $h{$i % 1000} .= "x" if $i =~ /7$/; @a = sort { $a <=> $b } map { $_ * 7 % 13 } 1..10 if $i % 50 == 0 }'
programs "sqlite3" sqlite3 :memory: "with recursive c(x) as (select 1 union all select x+1 from c where x<3000000) select sum(x*x) from c;"
programs "gcc (fork and exec)" gcc -O2 -c tests/sampler/work.c -o "$T/work.o"
programs "node --perf-basic-prof" node --perf-basic-prof --no-logfile-per-isolate "--logfile=$T/v8.log" -e "
function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) }
let s = 0; for (let i = 0; i < 60; i++) s += f(32); console.log(s)"
programs "sh, exec env" sh -c "exec env '$work' truth 0.5"

[ -n "$perf" ] || exit 0
echo
echo "### perf.data to folded text"
echo
# The fastest folder that is here stands behind perf script.
fold=$B/stackcollapse
command -v inferno-collapse-perf >/dev/null && fold=inferno-collapse-perf

# replay NAME HZ SECONDS MODE: recorded, then both ways
replay() {
	"$perf" record -q -F "$2" --call-graph "$4" -o "$T/data" "$work" truth "$3" >/dev/null 2>&1
	name="$1, $(($(wc -c <"$T/data") / 1000000)) MB"
	"$R" -q --perf-data "$T/data" -o /dev/null # the kernel's names are there from now on
	i=0
	while [ "$i" -lt "$ROUNDS" ]; do
		measure "$name" "cflame-record" "$R" -q --perf-data "$T/data"
		measure "$name" "script+collapse" sh -c \
			"perf script --no-inline -i '$T/data' >'$T/text' && '$fold' '$T/text'"
		i=$((i + 1))
	done
}

replay "dwarf" 99 2 dwarf,8192
replay "dwarf" 999 2 dwarf,8192
replay "frame pointers" 999 2 fp
replay "frame pointers" 9999 3 fp
if [ "${BENCH:-}" = full ]; then
	replay "dwarf" 999 20 dwarf,8192
	replay "frame pointers" 20000 20 fp
fi
table cflame-record
