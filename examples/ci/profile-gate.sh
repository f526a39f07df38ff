#!/bin/sh
# Profiles a command and compares it with a baseline.
#
#   profile-gate.sh BASELINE OUT PERCENT COMMAND...
#
# BASELINE is a folded profile of an earlier version (made by an earlier run of this
# script: OUT/profile.folded); where there is none yet, nothing is compared.  OUT is a
# folder for the results:
#
#   profile.folded  profile.svg      this version
#   diff.folded     diff.svg         what changed
#   report.md                        the functions that moved most
#
# The status is 3 where the self share of a function rose by more than PERCENT points
# (and by more than chance explains), the command's own where that failed, else 0.
set -eu
[ $# -ge 4 ] || { echo "usage: $0 BASELINE OUT PERCENT COMMAND..." >&2; exit 2; }
baseline=$1 out=$2 percent=$3
shift 3
mkdir -p "$out"

cflame-record -F 999 -o "$out/profile.folded" -- "$@"
cflame --title "This version" -o "$out/profile.svg" "$out/profile.folded"
if [ ! -s "$baseline" ]; then
	echo "there is no baseline yet: $out/profile.folded can be the first" >&2
	exit 0
fi
cflame-diff -n -o "$out/diff.folded" "$baseline" "$out/profile.folded"
cflame --diff --title "What changed" -o "$out/diff.svg" "$out/diff.folded"
cflame-diff --report markdown -o "$out/report.md" "$baseline" "$out/profile.folded"
cflame-diff --fail-above "$percent" -o /dev/null "$baseline" "$out/profile.folded"
