# The stacks of two readers of one recording, sample by sample: of cflame-record
# (--addresses --time-order, folded) and of perf script (-F ip,sym,dso).  In both they are
# in the order of time.
#
#     awk -f agree.awk OURS PERF
#
# prints "samples same longer shorter differ unpaired".  Longer is every stack that has all of
# perf's frames in their order, and more; where perf's unwinder went on to addresses that no
# file is at, those do not count.  Addresses are compared in their page: perf
# prints offsets in files.  Of a return address perf has it or one less, we one less.

BEGIN { samples = total = 0 }

# the last three hexadecimal digits as a number
function page(text,   i, v) {
	v = 0
	sub(/^0x/, "", text)
	for (i = length(text) - 2; i <= length(text); i++)
		v = v * 16 + (i > 0 ? index("0123456789abcdef", substr(text, i, 1)) - 1 : 0)
	return v
}

function same(ours, theirs) {
	return ours == theirs || (ours + 1) % 4096 == theirs
}

function compare(stack,   ours, n, i, k, parts, equal) {
	n = split(stack, parts, " ")
	for (i = n; i > 0; i--)
		ours[n - i + 1] = page(parts[i])
	equal = n == frames
	for (i = 1; i <= n && i <= frames && equal; i++)
		equal = same(ours[i], perf[i])
	if (equal)
		return "same"
	k = 1
	for (i = 1; i <= n && k <= frames; i++)
		k += same(ours[i], perf[k])
	if (k > frames)
		return "longer"
	for (i = 1; i <= n && i <= frames && same(ours[i], perf[i]); i++)
		continue
	return i > n ? "shorter" : "differ"
}

# Of two neighbours, one the beginning of the other, the shorter is written first.
function swap(   stack) {
	stack = stacks[samples]
	stacks[samples] = stacks[samples + 1]
	stacks[samples + 1] = stack
}

function take() {
	if (!open)
		return
	open = 0
	if (samples >= total) {
		count["unpaired"]++
		return
	}
	verdict = compare(stacks[samples])
	if ((verdict == "shorter" || verdict == "differ") && samples + 1 < total) {
		swap()
		if (compare(stacks[samples]) == "same")
			verdict = "same"
		else
			swap()
	}
	if (verdict == "shorter" || verdict == "differ") {
		while (frames && astray[frames])
			frames--
		verdict = compare(stacks[samples])
	}
	count[verdict]++
	if (show && (verdict == "shorter" || verdict == "differ")) {
		print verdict ": ours  " stacks[samples] >"/dev/stderr"
		for (i = frames; i > 0; i--)
			printf " %03x", perf[i] >"/dev/stderr"
		print " perf's, " header >"/dev/stderr"
	}
	samples++
}

FNR == NR {
	n = $NF
	sub(/ [0-9]+$/, "")
	stack = ""
	parts_n = split($0, parts, ";")
	for (i = 2; i <= parts_n; i++)
		if (parts[i] ~ /^0x[0-9a-f]+$/)
			stack = stack " " parts[i]
	while (n--)
		stacks[total++] = stack
	next
}

/^[^ \t]/ {
	take()
	open = 1
	frames = 0
	header = $0
	next
}

# 0 is where a chain of frame pointers led astray, -1 where perf's unwinder did: no code
/^[ \t]+[0-9a-f]+/ && $1 != "0" && $1 != "ffffffffffffffff" {
	perf[++frames] = page($1)
	astray[frames] = $NF == "([unknown])"
}

END {
	take()
	count["unpaired"] += total - samples
	printf "%d %d %d %d %d %d\n", samples, count["same"], count["longer"],
		count["shorter"], count["differ"], count["unpaired"]
}
