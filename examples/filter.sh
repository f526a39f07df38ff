# Folded text is lines: grep, sed and awk choose what is drawn.
# usage: sh examples/filter.sh BUILD [FOLDER]
set -eu
build=${1:?usage: filter.sh BUILD [FOLDER]}
out=${2:-$build}
here=$(dirname "$0")

# only stacks that reach sqlite's sorter
grep 'Sorter' "$here/sqlite.folded" | "$build/cflame" --title "sorting" >"$out/sorting.svg"

# without Java's compiler threads
grep -v '^C[12]_CompilerThre' "$here/java.folded" |
	"$build/cflame" --title "java" --colors java >"$out/java.svg"

# Python's functions alone, without the frames of the interpreter between them
awk '{
	count = $NF
	sub(/ [0-9]+$/, "")
	n = split($0, frame, ";")
	stack = frame[1]
	for (i = 2; i <= n; i++)
		if (frame[i] ~ /^py::/)
			stack = stack ";" substr(frame[i], 5)
	print stack, count
}' "$here/python.folded" | "$build/cflame" --title "python" --colors python >"$out/python.svg"
echo "$out/sorting.svg, $out/java.svg, $out/python.svg"
