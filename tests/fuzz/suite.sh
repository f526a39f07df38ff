# Replays the corpus of every fuzz target.
status=0
for target in tests/fuzz/*_fuzz.c; do
	replay=$B/tests/fuzz/$(basename "$target" _fuzz.c)_replay
	name=$(basename "$replay" _replay)
	if [ ! -d "tests/fuzz/corpus/$name" ]; then
		status=1
		echo "FAIL fuzz $name: no corpus"
	elif "$replay" tests/fuzz/corpus/"$name"/* >/dev/null; then
		echo "ok fuzz $name"
	else
		status=1
		echo "FAIL fuzz $name: ended with status $?"
	fi
done
exit $status
