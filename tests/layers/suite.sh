# Who may include whom: base < fold < {collapse, draw, sample} < cmd; the three in
# the braces never include each other.  And what the house rules forbid anywhere, and how
# large the script and the style of every SVG may be.
status=0

# rule NAME PATTERN FILES...: no line of FILES matches PATTERN
rule() {
	name=$1 pattern=$2
	shift 2
	found=$(grep -nE -- "$pattern" "$@" /dev/null | head -5)
	if [ -z "$found" ]; then
		echo "ok $name"
	else
		status=1
		echo "$found"
		echo "FAIL $name"
	fi
}

files() { find "$@" -name '*.[ch]' | sort; }

rule "base includes only base" '#include "(fold|collapse|draw|sample|cmd)/' $(files src/base)
rule "fold includes base and fold" '#include "(collapse|draw|sample|cmd)/' $(files src/fold)
rule "collapse knows no draw, sample, cmd" '#include "(draw|sample|cmd)/' $(files src/collapse)
rule "draw knows no collapse, sample, cmd" '#include "(collapse|sample|cmd)/' $(files src/draw)
rule "sample knows no collapse, draw, cmd" '#include "(collapse|draw|cmd)/' $(files src/sample)
rule "no forbidden calls" '\b(strcpy|strcat|sprintf|gets|atoi|atol|strtok|strtol|strtoul|sscanf|fscanf|alloca|setlocale)\(' $(files src)
rule "malloc only in base" '\b(malloc|calloc|realloc)\(' $(files src/fold src/draw src/collapse src/sample src/cmd)
rule "exit only in cmd and diag" '[^_]\b(exit|die)\(' $(files src/base src/fold src/draw src/collapse src/sample | grep -v base/diag)

B=${B:-build}
bytes=$(cat "$B/draw/page.js" "$B/draw/page.css" | wc -c)
if [ "$bytes" -le 80000 ]; then
	echo "ok script and style are at most 80 KB"
else
	status=1
	echo "FAIL script and style are at most 80 KB: $bytes bytes"
fi
exit $status
