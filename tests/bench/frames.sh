# How time, memory and the size of the SVG grow with its frames: whole runs, from folded
# text to a file, that keep every frame.
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# kept FILE: the least seconds and the most KiB of all rounds, and the bytes of the SVG
kept() {
	rounds "$run/measure" "$run/out" "$B/cflame" --quiet --no-diff --max-frames 0 "$1" | awk '
		NR == 1 || $1 < s { s = $1 }
		$3 > kib { kib = $3 }
		END { print s, kib }'
	wc -c <"$run/out"
}

echo "| frames | s | µs a frame | SVG bytes | bytes a frame | MB | bound MB |"
echo "|---:|---:|---:|---:|---:|---:|---:|"
sizes="10000 140000 1900000 25000000"
[ "${BENCH:-}" != full ] || sizes="$sizes 290000000"
for size in $sizes; do
	path=$(input wide "$size")
	n=$(nodes "$path")
	# shellcheck disable=SC2046 # three words
	set -- $(kept "$path")
	awk -v n="$n" -v s="$1" -v kib="$2" -v bytes="$3" -v bound="$(memory_bound "$n")" 'BEGIN {
		printf "| %d | %.4f | %.2f | %d | %.1f | %.1f | %.1f |\n", n, s, 1e6 * s / n, bytes,
			bytes / n, kib * 1024 / 1e6, bound
	}'
done
