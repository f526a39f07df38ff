# Runs the recipes of examples/ as a user would, and looks at what they leave.
set -u
B=${B:-build}
out=$B/tests/examples
rm -rf "$out"
mkdir -p "$out"

# recipe NAME FILE...: ends with status 0 and leaves these files, whole
recipe()
{
	name=$1
	shift
	if [ "$name" = gate ] || [ "$name" = demo ]; then
		sh "examples/$name.sh" "$B" >"$out/$name.out" 2>"$out/$name.err"
	else
		sh "examples/$name.sh" "$B" "$out" >"$out/$name.out" 2>"$out/$name.err"
	fi
	status=$?
	if [ $status -ne 0 ]; then
		echo "FAIL $name: ended with status $status"
		cat "$out/$name.err"
		return
	fi
	for file; do
		case $file in
		*.svg) tail -n 1 "$file" | grep -q '^</svg>$' || {
			echo "FAIL $name: no whole $file"
			return
		} ;;
		*) [ -s "$file" ] || {
			echo "FAIL $name: no $file"
			return
		} ;;
		esac
	done
	echo "ok $name"
}

# says NAME PATTERN: what the recipe printed
says()
{
	if grep -q -e "$2" "$out/$1.out"; then
		echo "ok $1 says: $2"
	else
		echo "FAIL $1 says: no $2"
	fi
}

recipe demo "$B/demo.svg"
says demo "^$B/demo.svg: open it"
recipe perf "$out/perf.svg"
recipe filter "$out/sorting.svg" "$out/java.svg" "$out/python.svg"
recipe merge "$out/fleet.folded" "$out/fleet.merged" "$out/fleet.svg"
says merge 'sqlite3VdbeExec'
recipe diff "$out/diff.svg"
says diff '-15.40 pp .* sqlite3VdbeExec$'
recipe gate "$B/gate.folded"
says gate 'status 3'

if gzip -dc examples/sqlite.perf.gz | "$B/stackcollapse" --all --counts | cmp -s - examples/sqlite.folded
then
	echo "ok the folded sqlite profile is what stackcollapse makes of its samples"
else
	echo "FAIL the folded sqlite profile: not what stackcollapse makes of its samples"
fi
if LC_ALL=C sort -c "$out/fleet.merged" 2>/dev/null; then
	echo "ok merged text is sorted"
else
	echo "FAIL merged text: not in the order of LC_ALL=C sort"
fi
if [ "$(uname -s)" != Linux ]; then
	echo "skip record: not on Linux"
elif ! "$B/cflame-record" -q -o "$out/try.folded" -- true 2>"$out/try.err"; then
	echo "skip record: $(head -n 1 "$out/try.err")"
else
	recipe record "$out/record.folded" "$out/record.svg"
fi
