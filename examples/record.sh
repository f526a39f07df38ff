# A profile of a command: sampled, unwound, symbolised and drawn by one program.
# usage: sh examples/record.sh BUILD [FOLDER]
set -eu
build=${1:?usage: record.sh BUILD [FOLDER]}
out=${2:-$build}

"$build/cflame-record" -F 499 -o "$out/record.folded" -- \
	sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done'
"$build/cflame" --title "a loop in the shell" --colors kernel -o "$out/record.svg" \
	"$out/record.folded"
echo "$out/record.svg"
