# Folded files add up: the profiles of many machines are one file, in any order and any split.
# usage: sh examples/merge.sh BUILD [FOLDER]
set -eu
build=${1:?usage: merge.sh BUILD [FOLDER]}
out=${2:-$build}
here=$(dirname "$0")

# each program is a frame below all
for name in sqlite node java python; do
	sed "s/^/$name.service;/" "$here/$name.folded"
done >"$out/fleet.folded"

# merged and sorted, so that the next merge, diff and comm are cheap
"$build/cflame" --format folded "$out/fleet.folded" >"$out/fleet.merged"
"$build/cflame" --title "a fleet" --search 'malloc|free' -o "$out/fleet.svg" "$out/fleet.merged"

# the same as text, for a terminal
"$build/cflame" --format top "$out/fleet.merged" | head -n 12
echo "$out/fleet.svg: opens with a search for the allocator"
