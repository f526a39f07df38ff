# The benches: all of tests/bench, or those named ("sh tests/bench/run.sh render").
cd "$(dirname "$0")/../.." || exit 1
export B="${B:-build}"
status=0
[ $# -gt 0 ] || set -- tests/bench/*.sh
for bench; do
	bench=$(basename "$bench" .sh)
	case $bench in
	run | lib) continue ;;
	esac
	echo "## $bench"
	echo
	sh "tests/bench/$bench.sh" || status=1
	echo
done
exit $status
