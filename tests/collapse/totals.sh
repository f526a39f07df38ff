# Prints what the records of $input, of $format, add up to: counted by other means
# than ours, or by hand (a file NAME.total).  One row a format.
if [ -f "${input%.*}.total" ]; then
	cat "${input%.*}.total"
	return
fi
case $format in
folded) awk '/[0-9]$/ { s += $NF } END { printf "%.9g\n", s }' "$input" ;;
perf) # the periods of the first event, or samples where none is printed
	awk '/^#/ { next }
	match($0, /[a-z-]+:( |$)/) {
		event = substr($0, RSTART, RLENGTH)
		if (!first) first = event
		n = split(substr($0, 1, RSTART - 1), word, " ")
		if (event == first) { s += word[n - 1] ~ /:$/ ? word[n] : 1; next }
	}
	!/^[ \t]/ && NF == 1 { bare++ }
	END { printf "%.9g\n", s + bare }' "$input" ;;
callgrind) awk '/^summary:/ { printf "%.9g\n", $2 }' "$input" ;;
gprof) awk '/^index/ { exit } $1 ~ /[.]/ && NF > 3 { s += $3 * 1000 } END { printf "%.9g\n", s }' "$input" ;;
gperfheap) awk '$1 ~ /^[0-9]+:/ && /@/ { s += $2 } END { printf "%.9g\n", s }' "$input" ;;
dtrace | stap | ktap | bcc) awk 'NF == 1 && $1 ~ /^[0-9]+$/ { s += $1 } END { print s + 0 }' "$input" ;;
bpftrace) # the map of the first key that goes on over lines, or the first
	map=$(grep -m1 -E '^@[a-z]*\[( *|, *)$' "$input" || grep -m1 '^@' "$input")
	awk -v map="${map%%\[*}[" '/^@/ { on = index($0, map) == 1 }
	on && /\]: / { s += $NF } END { print s }' "$input" ;;
gdb | eu-stack) grep -c '^#0 ' "$input" ;;
procstack) grep -c '^-----' "$input" ;;
pyspy) grep -cE '^    [^ ].*:30\)|_bootstrap|accept' "$input" ;;
faulthandler) grep -c 'most recent call first' "$input" ;;
wcp) awk '/^Full stacks/ { on = 1 } on && match($0, /[0-9]+ samples/) { s += substr($0, RSTART) } END { print s }' "$input" ;;
ljp) awk '/^[0-9]+ [0-9]+ / { s += $1 } END { print s }' "$input" ;;
javacore) grep -c 'state:R,' "$input" ;;
java-exceptions) awk '/^\tat / { n += !on; on = 1; next } { on = 0 } END { print n }' "$input" ;;
go) awk '/^Locations/ { exit } on && match($0, /[0-9]+:( |$)/) { s += substr($0, RSTART) }
	/^Samples/ { on = 1 } END { printf "%.9g\n", s }' "$input" ;;
perf-report) # the overheads of the first event; of folded counts, these
	if grep -q '^[0-9][0-9]* ' "$input"; then
		awk '/^[0-9]+ / { s += $1 } END { print s }' "$input"
	else
		awk '/of event/ { n++ } n == 1 && /^ +[0-9.]+% .*\[[.k]\]/ { s += $1 } END { print s }' "$input"
	fi ;;
esac
