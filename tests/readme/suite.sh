# The README says what is so: its blocks of commands run, its links and programs are there.
set -u
B=${B:-build}
out=$B/tests/readme
rm -rf "$out"
mkdir -p "$out/work"
programs=$(cd "$B" && pwd)
root=$PWD

# the inputs that the blocks speak of
gzip -dc examples/sqlite.perf.gz >"$out/work/perf.txt"
cp examples/sqlite.folded "$out/work/host1.folded"
cp examples/node.folded "$out/work/host2.folded"
cp examples/sqlite.folded "$out/work/before.folded"
cp examples/sqlite.folded "$out/work/after.folded"

awk -v "out=$out" '
	/^```/ && inside { inside = 0; close(file); next }
	/^```sh$/ { inside = 1; file = out "/block" ++n ".sh"; next }
	inside { print >file }' README.md
for block in "$out"/block*.sh; do
	name=$(head -n 1 "$block")
	case $name in
	make*) continue ;; # tests/examples runs the demo
	esac
	if (cd "$out/work" && PATH=$programs:$PATH sh -eu "$root/$block") >"$block.out" 2>"$block.err"
	then
		echo "ok $name"
	else
		echo "FAIL $name: ended with status $?"
		cat "$block.err"
	fi
done
for svg in "$out"/work/*.svg; do
	if ! tail -n 1 "$svg" | grep -q '^</svg>$'; then
		echo "FAIL ${svg##*/}: not whole"
	fi
done

for link in $(grep -o '](\([^)]*\))' README.md docs/*.md examples/*.md | sed 's/](\(.*\))/\1/'); do
	from=${link%%:*}
	to=${link#*:}
	case $to in
	http* | '#'*) continue ;;
	esac
	if [ -e "$(dirname "$from")/${to%%#*}" ]; then
		echo "ok $from links to $to"
	else
		echo "FAIL $from links to $to: there is none"
	fi
done

for source in src/cmd/*.c; do
	program=${source##*/}
	program=${program%.c}
	if grep -q "^| \`$program\` |" README.md; then
		echo "ok the table has $program"
	else
		echo "FAIL the table has $program: no row"
	fi
done

make -s help >"$out/help"
for target in demo test lint bench fuzz install; do
	if grep -q "^  make $target " "$out/help"; then
		echo "ok make help has $target"
	else
		echo "FAIL make help has $target: no line"
	fi
done
