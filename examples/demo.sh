# make demo: renders a real profile and says where the picture is.
# usage: sh examples/demo.sh BUILD   (the folder with the programs)
set -eu
build=${1:?usage: demo.sh BUILD}
here=$(dirname "$0")
svg=$build/demo.svg

"$build/cflame" --title "sqlite3: one script of queries" -o "$svg" "$here/sqlite.folded"
echo "$svg: open it in a browser, for instance: firefox $svg"
