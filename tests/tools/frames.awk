# Writes a folded profile of exactly N frames (distinct paths), the same bytes for the same
# arguments with any awk, in the manner of a C++ service: 8 to 30 levels, most counts small.
# Each name stands in each place with the same likelihood, whatever is around it: nothing
# can foretell it.
#
# usage: awk -f frames.awk -v N=100000 [-v NAMES=5000] [-v SEED=1]

function random(n)
{
	seed = (seed * 16807) % 2147483647
	return seed % n
}

function word(    text, i)
{
	for (i = 1 + random(2); i >= 0; i--)
		text = text part[random(parts)]
	return text
}

function make_names(    i, kind)
{
	parts = split("read write make find open close get set add cache page node list map tree " \
		"hash lock queue task event frame stack graph index key value buffer stream " \
		"string parse print copy move sort merge split", part, " ")
	part[0] = "do"
	for (i = 0; i < NAMES; i++) {
		kind = random(9)
		name[i] = word() "_" part[random(parts)]
		if (kind == 1)
			name[i] = word() "::" name[i]
		else if (kind == 2)
			name[i] = "std::" word() "<" word() ">::" name[i] "(" word() " const&)"
		name[i] = name[i] i
	}
}

# a name that no earlier child of the node at this depth has
function push()
{
	id[depth + 1] = random(NAMES)
	while ((depth, id[depth + 1]) in taken && taken[depth, id[depth + 1]] == visit[depth])
		id[depth + 1] = (id[depth + 1] + 1) % NAMES
	taken[depth, id[depth + 1]] = visit[depth]
	depth++
	visit[depth] = ++visits
	path[depth] = depth == 1 ? name[id[1]] : path[depth - 1] ";" name[id[depth]]
	frames++
}

BEGIN {
	if (!NAMES)
		NAMES = 5000
	seed = SEED ? SEED : 1
	make_names()
	depth = id[0] = 0
	visit[0] = visits = 1
	while (frames < N) {
		for (goal = 8 + random(8) + (random(4) ? 0 : random(16)); frames < N && depth < goal;) {
			push()
			if (!random(9) && depth < goal && frames < N)
				print path[depth], 1 + random(5)
		}
		print path[depth], 1 + random(4) * random(4) + (random(50) ? 0 : random(500))
		bottom = random(60) ? 2 : 0
		for (down = 1 + random(4) + (random(5) ? 0 : random(14)); down > 0 && depth > bottom; down--)
			depth--
	}
}
