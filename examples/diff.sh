# What an index changed: the two profiles of sqlite3 as one picture, and as a report.
# usage: sh examples/diff.sh BUILD [FOLDER]
set -eu
build=${1:?usage: diff.sh BUILD [FOLDER]}
out=${2:-$build}
here=$(dirname "$0")

"$build/cflame-diff" "$here/sqlite.folded" "$here/sqlite-indexed.folded" |
	"$build/cflame" --diff --title "an index added" >"$out/diff.svg"
"$build/cflame-diff" --report text --rows 8 "$here/sqlite.folded" "$here/sqlite-indexed.folded"
echo "$out/diff.svg: orange grew, blue shrank"
