# cflame-record beside perf record, perf script and the folder: cost, completeness,
# and the time until there is something to look at.  SECONDS_LONG and SECONDS_MACHINE are
# how long programs and the machine are sampled.
#
# Needs root and a machine that is not busy with other things.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
R=$B/cflame-record
SECONDS_LONG=${SECONDS_LONG:-20}
SECONDS_MACHINE=${SECONDS_MACHINE:-60}
T=$run here=tests/sampler work=$run/work
# shellcheck source=tests/sampler/programs.sh
. tests/sampler/programs.sh
${CC:-cc} -O2 -g -o "$work" tests/sampler/work.c -pthread -ldl || exit 1

if ! "$R" -q -d 0.05 -o /dev/null -- true 2>"$T/err" && grep -q 'cannot sample' "$T/err"; then
	echo "no perf events here: $(cat "$T/err")"
	exit 0
fi
perf=$(command -v perf) || echo "no perf here: only cflame-record is measured"

# used COMMAND...: its wall seconds, CPU seconds and peak KiB, with blanks between them
used() { "$run/measure" "$T/out" "$@" 2>"$T/err"; }

# The profiled program runs by itself, so that its CPU time is nobody's cost.
start() {
	"$work" truth "$((SECONDS_LONG * 2))" &
	target=$!
}
stop() {
	kill "$target"
	wait "$target" 2>/dev/null
}

# row WHAT HZ SAMPLES CPU KIB DISK_BYTES
row() {
	awk -v w="$1" -v hz="$2" -v n="$3" -v cpu="$4" -v kib="$5" -v disk="$6" 'BEGIN {
		printf "| %s | %d | %d | %.3f | %.1f | %.1f | %.1f |\n",
			w, hz, n, cpu, n ? cpu * 1e6 / n : 0, kib * 1024 / 1e6, disk / 1e6
	}'
}

total() { awk '{n += $NF} END {print n + 0}' "$1"; }

# cost_of_perf HZ MODE: recorded, printed and folded
cost_of_perf() {
	start
	set -- "$1" "$2" $(used "$perf" record -q -F "$1" --call-graph "$2" -p $target -o "$T/data" \
		sleep "$SECONDS_LONG")
	stop
	set -- "$@" $(used "$perf" script --no-inline -i "$T/data")
	cp "$T/out" "$T/text"
	set -- "$@" $(used "$B/stackcollapse" --counts "$T/text")
	row "perf $2, script, stackcollapse" "$1" "$(total "$T/out")" \
		"$(echo "$4 $7 ${10}" | awk '{ print $1 + $2 + $3 }')" \
		"$(printf '%s\n' "$5" "$8" "${11}" | sort -n | tail -n 1)" "$(wc -c <"$T/data")"
}

cost() {
	echo "### Cost: 3 busy threads, $SECONDS_LONG s"
	echo
	echo "| what | Hz | samples | cpu s | us/sample | MB | on disk MB |"
	echo "|---|---:|---:|---:|---:|---:|---:|"
	for hz in 99 999; do
		start
		set -- $(used "$R" -F $hz -d "$SECONDS_LONG" -p $target -o "$T/ours")
		stop
		row "cflame-record" $hz "$(total "$T/ours")" "$2" "$3" 0
		[ -n "$perf" ] || continue
		cost_of_perf $hz fp
		cost_of_perf $hz dwarf,16384
	done
}

machine() {
	echo "### The whole machine, 99 Hz, $SECONDS_MACHINE s"
	echo
	set -- $(used "$R" -a -d "$SECONDS_MACHINE" -o "$T/ours")
	awk -v n="$(total "$T/ours")" -v cpu="$2" -v kib="$3" -v s="$SECONDS_MACHINE" 'BEGIN {
		printf "%d samples, %.3f s of CPU, %.2f %% of one CPU (at most 0.3 %% is the aim), %.0f MB\n",
			n, cpu, 100 * cpu / s, kib * 1024 / 1e6
	}'
}

latency() {
	echo "### From the command's end to the written output"
	echo
	for i in 1 2 3; do
		"$R" -q -F 999 -o "$T/ours" -- sh -c "'$work' truth 1; date +%s%N >'$T/end'"
		echo "cflame-record: $((($(date +%s%N) - $(cat "$T/end")) / 1000000)) ms"
	done
}

# whole_stacks FILE: per cent of the samples whose stack begins where threads and programs do
whole_stacks() {
	awk '{all += $NF}
	     /;(_start|__libc_start_|_dl_start_user|clone3|__clone|start_thread)/ && !/;\[(truncated|incomplete)\]/ ||
	     /^[^;]*(;[^;]*_\[k\])+ / {n += $NF}
	     END {printf "%.1f", all ? 100 * n / all : 0}' "$1"
}

# complete_of NAME COMMAND...: one line of the table
complete_of() {
	name=$1
	shift
	command -v "$1" >/dev/null || { echo "| $name | not here |"; return; }
	"$R" -F 499 -o "$T/ours" -- "$@" >/dev/null 2>"$T/err"
	printf '| %s | %s |' "$name" "$(sed -n 's/.* lost, \([0-9.]*\) % complete.*/\1/p' "$T/err")"
	for mode in fp dwarf,8192 dwarf,65528; do
		[ -n "$perf" ] || break
		"$perf" record -q -F 499 --call-graph $mode -o "$T/data" "$@" >/dev/null 2>&1
		"$perf" script --no-inline -i "$T/data" >"$T/text" 2>/dev/null
		"$B/stackcollapse" --counts --kernel -q "$T/text" >"$T/folded" 2>/dev/null
		printf ' %s |' "$(whole_stacks "$T/folded")"
	done
	echo
}

completeness() {
	echo "### Complete stacks, per cent of samples, 499 Hz"
	echo
	echo "| program | cflame-record | perf fp | perf dwarf,8192 | perf dwarf,65528 |"
	echo "|---|---:|---:|---:|---:|"
	each_program complete_of 5
	complete_of "sqlite3" sqlite3 :memory: \
		"with recursive c(x) as (select 1 union all select x+1 from c where x<3000000) select sum(x*x) from c;"
	complete_of "node --perf-basic-prof" \
		node --perf-basic-prof --no-logfile-per-isolate "--logfile=$T/v8.log" -e "
function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) }
let s = 0; for (let i = 0; i < 60; i++) s += f(32); console.log(s)"
}

both_ways() {
	measure "$1" "cflame-record" "$R" -q --perf-data "$T/data"
	measure "$1" "script+collapse" sh -c \
		"perf script --no-inline -i '$T/data' >'$T/text' && '$fold' '$T/text'"
}

# replay NAME HZ SECONDS MODE: recorded, then both ways
replay() {
	"$perf" record -q -F "$2" --call-graph "$4" -o "$T/data" "$work" truth "$3" >/dev/null 2>&1
	"$R" -q --perf-data "$T/data" -o /dev/null # the kernel's names are there from now on
	rounds both_ways "$1, $(($(wc -c <"$T/data") / 1000000)) MB"
}

cost
echo
machine
echo
latency
echo
completeness
[ -n "$perf" ] || exit 0
echo
echo "### perf.data to folded text"
echo
# The fastest folder that is here stands behind perf script.
fold=$B/stackcollapse
command -v inferno-collapse-perf >/dev/null && fold=inferno-collapse-perf
replay "dwarf" 99 2 dwarf,8192
replay "dwarf" 999 2 dwarf,8192
replay "frame pointers" 999 2 fp
replay "frame pointers" 9999 3 fp
if [ "${BENCH:-}" = full ]; then
	replay "dwarf" 999 20 dwarf,8192
	replay "frame pointers" 20000 20 fp
fi
table cflame-record
