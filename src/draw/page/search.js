// Search: which names match, how much of the view they cover, and the way from match to match.

/** Of a query; a pattern has to stay one that browsers take. */
const LONGEST = 4000;

const search = {
	query: '',
	/** The pattern, or null. @type {RegExp | null} */
	pattern: null,
	/** Why the query is not a pattern (it is taken literally then), or ''. */
	problem: '',
	/** By name: 1 where it matches. */
	hit: new Uint8Array(names.length),
	hits: 0,
	/** Where next and previous go from: a node of the tree that is searched. */
	current: -1
};

/** Lower case finds both cases, an upper-case letter only itself.
 * @param {string} query @returns {{pattern: RegExp, problem: string}} */
function compile(query) {
	const flags = /[A-Z]/.test(query.replace(/\\./g, '')) ? 'u' : 'iu';
	let problem = '';
	// What only the strict grammar refuses ("foo-bar\-") is still a pattern.
	for (const f of [flags, flags.replace('u', '')])
		try {
			const pattern = new RegExp(query, f);
			// Some are found to be too large only when used.
			pattern.test('');
			return {pattern, problem: ''};
		} catch (e) {
			problem = String(/** @type {Error} */ (e).message).split(': ').pop() || 'not a pattern';
		}
	return {pattern: new RegExp(literal(query), flags), problem};
}

/** @param {string} s @returns {string} a pattern for exactly this */
function literal(s) {
	return s.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** @param {string} query */
function setQuery(query) {
	query = query.slice(0, LONGEST);
	search.query = query;
	search.current = -1;
	search.problem = '';
	search.pattern = null;
	search.hits = 0;
	search.hit.fill(0);
	counted.clear();
	if (!query) return;
	const {pattern, problem} = compile(query);
	search.pattern = pattern;
	search.problem = problem;
	for (let i = 0; i < shown.length; i++)
		if (pattern.test(shown[i])) {
			search.hit[i] = 1;
			search.hits++;
		}
}

/** @param {Tree} t @param {number} i @returns {boolean} */
function matches(t, i) {
	if (t.name[i] >= 0 && search.hit[t.name[i]]) return true;
	const group = t.group && t.group.get(i);
	return !!group && group.some(f => search.hit[f]);
}

/** By tree: how many matches stand before each node. @type {Map<Tree, Uint32Array>} */
const counted = new Map();

/** @param {Tree} t @returns {Uint32Array} */
function matchesBefore(t) {
	let list = counted.get(t);
	if (!list) {
		list = new Uint32Array(t.n + 1);
		const {hit} = search,
			{name} = t;
		let n = 0;
		for (let i = 0; i < t.n; i++) {
			list[i] = n;
			if ((name[i] >= 0 && hit[name[i]]) || (t.group && matches(t, i))) n++;
		}
		list[t.n] = n;
		counted.set(t, list);
	}
	return list;
}

/** The samples in the subtree of i whose stacks have a match at i or below it.
 * @param {Tree} t @param {number} i @returns {Count} */
function matchedIn(t, i) {
	const before = matchesBefore(t),
		{end, tot} = t;
	let sum = ZERO;
	for (let k = i, stop = end[i]; k < stop;)
		if (before[k + 1] > before[k]) {
			sum += tot[k];
			k = end[k];
		} else {
			// Skip what has none.
			k = before[end[k]] === before[k] ? end[k] : k + 1;
		}
	return sum;
}

/** By leaf, the same question asked of the stacks themselves: of those from each of starts to the
 * root that begin as `path` reads, the weight of those with a match from the last of path on.
 * @param {Tree} t @param {number[]} starts @param {number[]} path
 * @param {(i: number) => Count} weight
 * @returns {Count} */
function matchedUp(t, starts, path, weight) {
	const before = matchesBefore(t);
	let sum = ZERO;
	for (const start of starts) {
		let at = start,
			k = 0,
			last = start;
		for (; k < path.length && at > 0 && t.name[at] === path[k]; k++) {
			last = at;
			at = t.par[at];
		}
		if (k < path.length) continue;
		while (last > 0 && before[last + 1] === before[last]) last = t.par[last];
		if (last > 0) sum += weight(start);
	}
	return sum;
}

/** @param {number} f @returns {string} the query for this function, or what it begins with */
function patternOf(f) {
	const s = shown[f];
	return '^' + (s.length > 999 ? literal(s.slice(0, 999)) : literal(s) + '$');
}
