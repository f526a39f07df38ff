# The sampler, live.  Where perf events are not allowed all of it is skipped.
#
# Counts are exact where the event is (breakpoints, page faults, probes); where time
# is sampled, only what holds on any machine under any load is asked.
set -u
R=$PWD/$B/cflame-record
here=$PWD/tests/sampler
T=$(mktemp -d) || exit 1
chmod 755 "$T"
trap 'rm -rf "$T"' EXIT
cc=${CC:-cc}
failed=0

ok() { echo "ok $1"; }
skip() { echo "skip $1: $2"; }
fail() {
	failed=1
	echo "FAIL $1: $2"
	head -n 12 "$T/out" "$T/err" 2>/dev/null
}

# verdict NAME WHY COMMAND...: the test holds when the command succeeds
verdict() {
	name=$1 why=$2
	shift 2
	if "$@" >/dev/null 2>&1; then ok "$name"; else fail "$name" "$why"; fi
}

# run ARGUMENTS...: into $T/out and $T/err; its status in $status
run() {
	timeout 60 "$R" "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
}

# total PATTERN: the sum of the counts of the lines that match
total() {
	grep -aE "$1" "$T/out" | awk '{n += $NF} END {print n + 0}'
}

# lines from main on
from_main() {
	sed 's/^.*;main;/main;/' "$T/out"
}

# without libc's and the loader's frames that depend on how they were built
truncated_share() {
	awk '{all += $NF} /;\[(truncated|incomplete)\]/ {n += $NF}
	     END {print all ? int(1000 * n / all) : 1000}' "$T/out"
}

"$R" --help | sed -n 's/^ *\(-[a-zA-Z], \)\{0,1\}--\([a-z][a-z-]*\).*/\2/p' | sort >"$T/want"
sed -n 's/^\.It \(Fl [a-zA-Z] , \)\{0,1\}Fl Fl \([a-z][a-z-]*\).*/\2/p' docs/cflame-record.1 | sort >"$T/got"
verdict "the manual has the options of --help" "$(diff "$T/want" "$T/got")" cmp "$T/want" "$T/got"

# --- recordings of perf: no privileges needed
for data in tests/fuzz/corpus/perfdata/*; do
	if [ "$data" = tests/fuzz/corpus/perfdata/packed ] && ! command -v zstd >/dev/null; then
		skip "perf.data: packed" "no zstd"
		continue
	fi
	"$R" --perf-data "$data" >"$T/out" 2>"$T/err"
	"$B/stackcollapse" "$data" >"$T/got" 2>>"$T/err"
	name=$(basename "$data")
	verdict "perf.data: $name" "no stack of its program" grep -q '^tiny;' "$T/out"
	verdict "perf.data: $name, by stackcollapse" "other stacks" cmp "$T/out" "$T/got"
	"$R" --perf-data - <"$data" >"$T/got" 2>>"$T/err"
	verdict "perf.data: $name, through a pipe" "other stacks" cmp "$T/out" "$T/got"
	head -c 200 "$data" >"$T/cut"
	"$R" --perf-data "$T/cut" >"$T/out" 2>"$T/err"
	verdict "perf.data: $name, cut off" "status $?" [ $? -le 1 ]
done
two=tests/fuzz/corpus/perfdata/two
"$R" --perf-data $two >"$T/out" 2>"$T/err"
verdict "perf.data: of two events the first is counted" "$(total .)" [ "$(total .)" = 1 ]
verdict "perf.data: what is left out is said" "not said" \
	grep -q "4 samples of 'page-faults' are left out" "$T/err"
"$R" --perf-data $two -e page-faults >"$T/out" 2>"$T/err"
verdict "perf.data: the other event" "$(total .)" [ "$(total .)" = 4 ]
"$B/stackcollapse" --event-filter page-faults $two >"$T/got" 2>"$T/err"
verdict "perf.data: the other event, by stackcollapse" "other stacks" cmp "$T/out" "$T/got"
"$R" --perf-data $two -e nothing >"$T/out" 2>"$T/err"
verdict "perf.data: an event that is not there" "not said" grep -q 'no such event' "$T/err"
# A recording through a pipe: its magic and size, and a record of no body but zeroes.
{
	printf 'PERFILE2\20\0\0\0\0\0\0\0'
	printf '\106\0\0\0\0\0\20\0\0\0\0\0\0\0\0\0'
} >"$T/aux"
"$R" --perf-data "$T/aux" >"$T/out" 2>"$T/err"
verdict "perf.data: traces of hardware" "status $?" [ $? = 1 ]
verdict "perf.data: traces of hardware, and what to do" "not said" \
	grep -q 'has traces of hardware: perf inject --itrace' "$T/err"
printf '2ELIFREP\0\0\0\0\0\0\0\150%096d' 0 >"$T/big"
for program in "$R --perf-data" "$B/stackcollapse"; do
	$program "$T/big" >"$T/out" 2>"$T/err"
	verdict "perf.data: big-endian, by ${program##*/}" "status $?" [ $? = 1 ]
	verdict "perf.data: big-endian, by ${program##*/}, is said" "not said" \
		grep -q 'of a big-endian machine' "$T/err"
done
"$R" --perf-data tests/sampler/work.c >"$T/out" 2>"$T/err"
verdict "perf.data: another file" "no message" grep -q 'is not a recording of perf' "$T/err"

if ! $cc -O1 -g -fno-omit-frame-pointer -o "$T/work" "$here/work.c" -pthread -ldl 2>"$T/err"; then
	skip "sampler" "the C compiler cannot build the program that is sampled"
	exit 0
fi
run -d 0.05 -- "$T/work" spin 0.05
if grep -qE 'seccomp|cannot sample|no perf events' "$T/err"; then
	skip "sampler" "$(cat "$T/err")"
	exit 0
fi

# --- exact events
run -e bp:target -- "$T/work" exact
echo "main;exact;level1;level2;target 1000" >"$T/want"
from_main >"$T/got"
verdict "1000 calls by a breakpoint" "other stacks or counts" cmp "$T/got" "$T/want"
verdict "the status of the command is passed on" "it is $status" [ "$status" = 7 ]

run -e page-faults --stack 2048 -- "$T/work" exact
verdict "500 page faults" "not 500 under touch" [ "$(total ';main;exact;touch( |;[^;]*_\[k\])')" = 500 ]

if [ "$(id -u)" = 0 ] && [ -e /sys/bus/event_source/devices/uprobe/type ]; then
	run -e "uprobe:$T/work:target" --stack 4096 -- "$T/work" exact
	from_main >"$T/got"
	verdict "1000 calls by a uprobe" "other stacks or counts" cmp "$T/got" "$T/want"
	run -e sched:sched_process_exit -- "$T/work" spin 0
	if grep -q 'need tracefs' "$T/err"; then
		skip "a tracepoint" "$(cat "$T/err")"
	else
		verdict "a tracepoint" "not one exit" [ "$(total .)" = 1 ]
	fi
else
	skip "1000 calls by a uprobe" "for root, with uprobes in the kernel"
fi

# --- who is sampled, and what is said
run -e bp:nowhere -- "$T/work" exact
verdict "a function that is not there" "no message" grep -q "no function 'nowhere'" "$T/err"
run -- "$T/nothing"
verdict "a command that is not there" "status $status" [ "$status" = 127 ]
run -- "$T"
verdict "a command that cannot be run" "status $status" [ "$status" = 126 ]
run -d 0.1 -p 4194300
verdict "a process that is not there" "no message" grep -q 'no such process 4194300' "$T/err"
run
verdict "no target is wrong use" "status $status" [ "$status" = 2 ]
run -- "$T/work" spin 0.2
verdict "the closing line" "not as it should be" \
	grep -qE 'record: [0-9]+ samples, [0-9]+ lost, .* complete, .* truncated, .* s, .* of CPU' "$T/err"
run -o "$T/x.svg" -- "$T/work" spin 0.1
verdict "a picture" "no SVG" grep -q '<svg' "$T/x.svg"
"$R" -o "$T/x.folded" -- "$T/work" spin 20 2>"$T/err" &
pid=$!
while kill -0 $pid 2>/dev/null && ! pgrep -P $pid >/dev/null; do sleep 0.05; done
sleep 0.3
kill -INT $pid
wait $pid
status=$?
verdict "a signal ends it and goes on to the command" "status $status" [ "$status" = 130 ]
verdict "what was sampled until the signal is written" "nothing is" grep -q ';spin' "$T/x.folded"

"$T/work" spin 30 &
pid=$!
run -F 499 -d 0.5 -p $pid
verdict "a process that runs already" "no stack" [ "$(total ';main;spin')" -gt 20 ]
run -F 499 -d 0.5 -t $pid
verdict "a thread that runs already" "no stack" [ "$(total ';main;spin')" -gt 20 ]
kill $pid
wait $pid 2>/dev/null
sh -c 'sleep 0.3' &
run -d 30 -p $!
verdict "the target's end is the end" "status $status" grep -q 'no samples' "$T/err"

# Processes that end while they are being attached to, in any state of that.
gone=0 try=0
while [ $try -lt 20 ]; do
	try=$((try + 1))
	sh -c 'exec 2>/dev/null; sleep 0.00'$try & # of the time that attaching takes
	run -d 1 -p $!
	[ "$status" -gt 1 ] && gone=$status
	grep -qE 'no samples|no such process|[0-9]+ samples' "$T/err" || gone=silent
	wait $!
done
verdict "a process that goes while it is attached to" "status $gone" [ "$gone" = 0 ]

# --- cgroups, and labels from them
group=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
pod=pod00000000-1111-2222-3333-444444444444
id=$(printf %064d 5)
part=cflame-test-$$
if [ "$(id -u)" = 0 ] && mkdir -p "$group/$part/$pod/$id" 2>/dev/null; then
	sh -c "echo \$\$ >'$group/$part/$pod/$id/cgroup.procs'; exec '$T/work' spin 60" &
	inside=$!
	"$T/work" jit none & # busy as well, and outside
	while ! grep -q . "$group/$part/$pod/$id/cgroup.procs" && kill -0 $inside; do sleep 0.05; done
	run -F 499 -d 0.5 --per-pid --cgroup "$part"
	verdict "a cgroup" "it is not seen" [ "$(total "^work-$inside;.*;main;spin")" -gt 4 ]
	cut -d';' -f1 "$T/out" | grep -vE "^(work|sh)-$inside\$" >"$T/got"
	verdict "a cgroup, and nothing else" "$(cat "$T/got")" [ ! -s "$T/got" ]
	run -d 0.1 --cgroup "$group/$part/none"
	verdict "a cgroup that is not there" "not said" grep -q "no cgroup '$group/$part/none'" "$T/err"

	mkdir -p "$T/host/var/log/containers" "$T/host/var/log/pods"
	NODE_NAME=n1 "$R" -F 499 -d 0.4 --labels --host-root "$T/host" -p $inside \
		>"$T/out" 2>"$T/err"
	verdict "labels: a pod that nobody names" "others" \
		[ "$(total "^node:n1;pod:${pod#pod};container:000000000000;work;.*;spin")" -gt 4 ]
	ln -s /nowhere "$T/host/var/log/containers/web-0_shop_nginx-$id.log"
	NODE_NAME=n1 "$R" -F 499 -d 0.4 --labels --host-root "$T/host" -p $inside \
		>"$T/out" 2>"$T/err"
	verdict "labels: as the kubelet names them" "others" \
		[ "$(total '^node:n1;namespace:shop;pod:web-0;container:nginx;work;.*;spin')" -gt 4 ]
	kill $inside
	wait $inside 2>/dev/null
	rmdir "$group/$part/$pod/$id" "$group/$part/$pod" "$group/$part"
else
	skip "a cgroup, and labels" "for root, with a cgroup file system of version 2"
fi

# --- completeness and truth
run -F 999 -- "$T/work" truth 0.7
verdict "whole stacks of three threads" "$(truncated_share) per mille are not whole" \
	[ "$(truncated_share)" -le 10 ]
all=$(grep -avE ';main|;truth_thread( |;(thread_seconds|asm_))|_dl_|^work(;[^;]*_\[k\])* ' "$T/out" |
	awk '{n += $NF} END {print n + 0}')
under=$(total ';truth_thread;(do_sort|do_print|do_copy)')
verdict "every sample is under its function" "$under of $all" \
	[ $((under * 1000)) -ge $((all * 990)) ]
for try in 1 2 3; do
	run -F 997 -- "$T/work" split 2
	awk -v a="$(total ';seventy')" -v b="$(total ';twenty')" -v c="$(total ';ten[; ]')" 'BEGIN {
		n = a + b + c
		split("0.7 0.2 0.1", p); split(a " " b " " c, x)
		bad = n < 800
		for (i = 1; i <= 3; i++) {
			d = x[i] / (n ? n : 1) - p[i]
			if (d * d > 16 * p[i] * (1 - p[i]) / (n ? n : 1)) bad = 1
		}
		print a, b, c, n
		exit bad
	}' >"$T/split" && break
done
verdict "70/20/10 within four standard errors" "$(cat "$T/split")" [ "$try" -lt 3 -o $? = 0 ]

for _ in 1 2 3 4 5 6; do
	run -F 1499 -- sh -c "exec env '$T/work' spin 0.1"
	cat "$T/out" >>"$T/execs"
done
cp "$T/execs" "$T/out"
verdict "exec in either order of addresses" "$(truncated_share) per mille are not whole" \
	[ "$(truncated_share)" -le 20 ]
verdict "exec, and its functions" "no spin" [ "$(total 'work;.*;main;spin')" -gt 200 ]

run -F 4999 --stack 4096 -- "$T/work" storm 100
verdict "a storm of forks: nothing lost" "$(cat "$T/err")" grep -q ' 0 lost' "$T/err"
verdict "a storm of forks: every frame has its file" "unknown frames" \
	[ "$(total '\[unknown\]')" -le $(($(total .) / 50)) ]

# --- many threads, few descriptors
(
	ulimit -n 1024
	"$T/work" threads 2000 >"$T/ready" &
	pid=$!
	while ! grep -q ready "$T/ready" && kill -0 $pid 2>/dev/null; do sleep 0.05; done
	"$R" -F 199 -d 0.5 -p $pid >"$T/out" 2>"$T/err"
	setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null &&
		kill $pid && wait $pid
	exit 0
) 2>/dev/null
verdict "2000 threads under 1024 descriptors" "the busy one was not sampled" \
	[ "$(total ';busy_thread;spin')" -gt 2 ]

# --- kinds of programs
cp "$T/work" "$T/gone"
"$T/gone" spin 30 &
pid=$!
sleep 0.1
rm "$T/gone"
run -F 499 -d 0.4 -p $pid
kill $pid
wait $pid 2>/dev/null
if [ "$(id -u)" = 0 ]; then
	verdict "a deleted program" "no names" [ "$(total ';main;spin')" -gt 4 ]
fi
for kind in a b; do
	$cc -O1 -g -fPIC -shared -DNAME=library_$kind -o "$T/$kind.so" "$here/library.c"
done
run -F 999 -- "$T/work" libraries "$T/a.so" "$T/b.so" "$T/a.so"
verdict "libraries at each other's place" "a: $(total 'run;library_a;spin'), b: $(total 'run;library_b;spin')" \
	[ "$(total 'run;library_a;spin')" -gt "$(total 'run;library_b;spin')" ] &&
	verdict "the second library" "not seen" [ "$(total 'run;library_b;spin')" -gt 40 ]
if $cc -O1 -g -static -no-pie -o "$T/static" "$here/work.c" -pthread -ldl 2>/dev/null; then
	run -F 999 -- "$T/static" spin 0.2
	verdict "a static program" "$(truncated_share) per mille are not whole" \
		[ "$(truncated_share)" -le 20 ]
	verdict "functions of a static program" "no spin" [ "$(total ';main;spin')" -gt 80 ]
fi
if musl-gcc -O1 -g -o "$T/musl" "$here/work.c" 2>/dev/null; then
	run -F 999 -- "$T/musl" spin 0.2
	verdict "a program of musl" "no spin" [ "$(total ';main;spin')" -gt 80 ]
else
	skip "a program of musl" "no musl-gcc"
fi
run -F 999 --stack 64 -- "$T/work" truth 0.1
verdict "a copy of the stack that is too small" "not marked" [ "$(total ';\[truncated\];')" -gt 20 ]
run -F 999 -- "$T/work" altstack
verdict "a handler on its own stack" "not seen" [ "$(total ';handler;spin')" -gt 40 ]
run -F 999 -- "$T/work" names
verdict "names of threads" "not as they should be" [ "$(
	cut -d';' -f1 "$T/out" | sort -u | grep -acFx -e 'a:b' -e "q\"uote'" -e '12345 6' \
		-e '#_x' -e ':colon 42 [0]' -e "$(printf 'new\357\277\275line')" \
		-e "$(printf '\357\277\275\357\277\275!')"
)" = 7 ]
run -F 999 --thread-frames --per-pid -- "$T/work" names
verdict "frames for threads and ids" "not as they should be" \
	grep -qE '^work-[0-9]+;12345 6-[0-9]+;' "$T/out"
run -F 999 --time-order -- "$T/work" split 0.2
verdict "in the order of time" "merged" [ "$(grep -c ';seventy;' "$T/out")" -gt 3 ]
run --off-cpu -- "$T/work" blocked
blocked=$(total 'nanosleep')
verdict "time off the CPU" "$blocked us of 200000" [ "$blocked" -ge 195000 ]

# --- code of JIT compilers, and maps that are traps
for mode in map none link fifo huge other; do
	run -F 999 -- "$T/work" jit $mode
	[ "$status" = 77 ] && { skip "jit $mode" "no memory that can be written and run"; continue; }
	if [ $mode = map ] || [ $mode = huge ]; then want=';jit;jitted_function_\[j\];called_by_code;spin'
	else want=';jit;\[jit\]_\[j\];called_by_code;spin'; fi
	[ "$mode" = other ] && [ "$(id -u)" != 0 ] && continue
	verdict "jit $mode" "other frames" [ "$(total "$want")" -gt 60 ]
done
rm -f /tmp/perf-[0-9]*.map.other

# --- without privileges
drop="setpriv --reuid 65534 --regid 65534 --clear-groups"
if [ "$(id -u)" = 0 ] && [ "$(cat /proc/sys/kernel/perf_event_paranoid)" = 2 ] && $drop true; then
	$drop "$R" -F 999 -- "$T/work" spin 0.2 >"$T/out" 2>"$T/err"
	verdict "own command, unprivileged" "no stack" [ "$(total ';main;spin')" -gt 80 ]
	verdict "kernel frames: what is left out is said" "not said" \
		grep -q 'kernel frames are left out: perf_event_paranoid=2' "$T/err"
	$drop "$R" -e bp:target --stack 512 -- "$T/work" exact >"$T/out" 2>"$T/err"
	from_main >"$T/got"
	verdict "a breakpoint, unprivileged" "other stacks or counts" cmp "$T/got" "$T/want"
	$drop "$R" -d 0.1 -a >"$T/out" 2>"$T/err"
	verdict "all processes, unprivileged" "not said how" grep -q 'perf_event_paranoid=0' "$T/err"
	$drop "$R" -d 0.1 -p 1 >"$T/out" 2>"$T/err"
	verdict "another's process, unprivileged" "not said how" \
		grep -q 'cannot sample process 1: ' "$T/err"
	$drop "$R" --off-cpu -- "$T/work" blocked >"$T/out" 2>"$T/err"
	verdict "time off the CPU, unprivileged" "$(total .) us of 200000" [ "$(total .)" -ge 190000 ]
	(ulimit -l 64; $drop "$R" -F 99 -- "$T/work" spin 0.2 >"$T/out" 2>"$T/err")
	verdict "little memory to lock" "no samples" [ "$(total ';main;spin')" -gt 8 ] # of 19
	(
		ulimit -n 256
		$drop "$T/work" threads 400 >"$T/ready" &
		while ! grep -q ready "$T/ready"; do sleep 0.05; done
		pid=$(pgrep -n -f "$T/work threads 400")
		sleep 0.1
		$drop "$R" -F 199 -d 0.5 -p "$pid" >"$T/out" 2>"$T/err"
		kill "$pid"
	) 2>/dev/null
	verdict "too few descriptors: the busiest threads" "$(cat "$T/err")" \
		grep -q 'busiest are sampled' "$T/err"
	verdict "the busy thread is among them" "it is not" [ "$(total ';busy_thread;spin')" -gt 2 ]
else
	skip "unprivileged runs" "for root, with setpriv and perf_event_paranoid=2"
fi

# --- windows
mkdir "$T/windows"
"$R" -F 199 --every 1 --keep 1h -d 2.5 --output-dir "$T/windows" -a 2>"$T/err"
cat "$T"/windows/*.folded >"$T/out"
verdict "windows" "$(ls "$T/windows")" [ "$(ls "$T/windows" | grep -c '^20[0-9]*T[0-9]*Z.folded$')" -ge 3 ]
verdict "no file is left behind" "$(ls "$T/windows")" [ "$(ls "$T/windows" | grep -vc folded$)" = 0 ]

# shellcheck source=tests/sampler/agreement.sh
. "$here/agreement.sh"
exit $failed
