# From the samples that perf script printed to a picture, in one pipeline.
# usage: sh examples/perf.sh BUILD [FOLDER]
set -eu
build=${1:?usage: perf.sh BUILD [FOLDER]}
out=${2:-$build}
here=$(dirname "$0")

# perf record -F 1499 --call-graph dwarf sqlite3 ...; perf script >sqlite.perf
gzip -dc "$here/sqlite.perf.gz" |
	"$build/stackcollapse" --all --counts |
	"$build/cflame" --title "sqlite3" --colors kernel >"$out/perf.svg"
echo "$out/perf.svg: kernel frames have a hue of their own"
