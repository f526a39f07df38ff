# awk -v shape=NAME -v n=NODES [-v long=1] -f shapes.awk: folded text whose trie has about
# so many nodes, of shapes that are dear to keep; long: names of 70 bytes and more.
function name(i) {
	return (long ? "std::collections::hash_map::HashMap<alloc::string::String>::entry_" : "") \
		sprintf("f%x", i)
}

function chain(first, last, few,   i) {
	for (i = first; i < last; i++)
		printf "%s;", name(few ? i % few : i)
	print name(few ? last % few : last), 1 + last % 7
}

BEGIN {
	if (shape == "flat")     # unique names side by side
		for (i = 1; i < n; i++)
			print "main;" name(i), 1 + i % 7
	if (shape == "half")     # every second name unique
		for (i = 1; i < n / 2; i++)
			print "main;" name(i) ";leaf", 1 + i % 7
	if (shape == "deep")     # unique names, 1,000 below each other
		for (i = 0; i < n; i += 1000)
			chain(i, i + 999, 0)
	if (shape == "few")      # 1,000 names
		for (i = 0; i < n; i++)
			print name(int(i / 1000000)) ";" name(int(i / 1000) % 1000) ";" name(i % 1000), 1 + i % 7
	if (shape == "columns")  # two counts, unique names
		for (i = 1; i < n; i++)
			print "main;" name(i), i % 7, 1 + i % 5
	if (shape == "columns-few") # two counts, 1,000 names
		for (i = 0; i < n; i++)
			print name(int(i / 1000000)) ";" name(int(i / 1000) % 1000) ";" name(i % 1000), i % 7, 1 + i % 5
	if (shape == "one")      # one stack of few names
		chain(1, n, 100)
	if (shape == "one-unique")
		chain(1, n, 0)
	if (shape == "four")     # four stacks, four names at the roots
		for (i = 0; i < 4; i++) {
			printf "root%d;", i
			chain(1, int(n / 4) - 1, 100)
		}
}
