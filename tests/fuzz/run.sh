# Runs every fuzzer for FUZZ_SECONDS, starting from its corpus.
status=0
for fuzz in "$B"/tests/fuzz/*_fuzz; do
	name=$(basename "$fuzz" _fuzz)
	work=$(mktemp -d)
	echo "fuzz $name, $FUZZ_SECONDS seconds"
	"$fuzz" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix="$work/" "$work" "tests/fuzz/corpus/$name" \
		>"$work.log" 2>&1 || { status=1; tail -n 40 "$work.log"; echo "FAIL fuzz $name"; }
	grep -E 'number_of_executed_units|new_units_added' "$work.log"
	[ $status -ne 0 ] || rm -rf "$work" "$work.log"
done
exit $status
