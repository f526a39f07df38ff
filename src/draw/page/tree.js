// Questions to a tree.

/** @param {Tree} t @param {number} i @returns {number[]} the names from below the root down to i */
function pathOf(t, i) {
	const path = [];
	for (; i > 0; i = t.par[i]) path.push(t.name[i]);
	return path.reverse();
}

/** @param {Tree} t @param {number} i @param {number} name @returns {number} the child, or -1 */
function childNamed(t, i, name) {
	for (let c = i + 1; c < t.end[i]; c = t.end[c]) if (t.name[c] === name) return c;
	return -1;
}

/** The node at the end of a path, or of as much of it as there is.
 * @param {Tree} t @param {number[]} path @returns {{node: number, found: number}} */
function followPath(t, path) {
	let node = 0;
	for (let k = 0; k < path.length; k++) {
		const c = childNamed(t, node, path[k]);
		if (c < 0) return {node, found: k};
		node = c;
	}
	return {node, found: path.length};
}

/** @param {Tree} t @param {number} i @param {number} dep
 * @returns {number} the ancestor at that depth */
function ancestorAt(t, i, dep) {
	while (t.dep[i] > dep) i = t.par[i];
	return i;
}

/** @param {Tree} t @param {number} a @param {number} b
 * @returns {number} the nearest common ancestor */
function commonAncestor(t, a, b) {
	while (a !== b)
		if (a > b) a = t.par[a];
		else b = t.par[b];
	return a;
}

/** How far i's left is from the left of its ancestor a.
 * @param {Tree} t @param {number} i @param {number} a @returns {number} */
function offsetIn(t, i, a) {
	let x = 0;
	for (; i !== a; i = t.par[i]) x += t.off[i];
	return x;
}

/** The children of a node. @param {Tree} t @param {number} i @returns {number[]} */
function childrenOf(t, i) {
	const list = [];
	for (let c = i + 1; c < t.end[i]; c = t.end[c]) list.push(c);
	return list;
}

/**
 * What each function has over all its places. A place below another of the same function
 * counts once in total.
 * @typedef {{self: Counts, total: Counts, self2: Counts | null, total2: Counts | null,
 *   places: Uint32Array}} Sums
 */

/** @type {WeakMap<Tree, Sums>} */
const sumsOf = new WeakMap();

/** @param {Tree} t @returns {Sums} */
function functionSums(t) {
	let s = sumsOf.get(t);
	if (s) return s;
	const k = names.length,
		{name, end, self, tot, self2, tot2} = t;
	const total = newCounts(k),
		own = newCounts(k),
		places = new Uint32Array(k);
	const total2 = tot2 && newCounts(k),
		own2 = tot2 && newCounts(k);
	// By name: where its outermost place that is still open ends.
	const until = new Int32Array(k);
	for (let i = name[0] < 0 ? 1 : 0; i < t.n; i++) {
		const f = name[i];
		own[f] += self[i];
		if (own2 && self2) own2[f] += self2[i];
		places[f]++;
		if (until[f] <= i) {
			until[f] = end[i];
			total[f] += tot[i];
			if (total2 && tot2) total2[f] += tot2[i];
		}
	}
	s = {self: own, total, self2: own2, total2, places};
	sumsOf.set(t, s);
	return s;
}

/** The places of a function that are below no other place of it.
 * @param {Tree} t @param {number} f @returns {number[]} */
function outermost(t, f) {
	const list = [];
	for (let i = 0; i < t.n;)
		if (t.name[i] === f) {
			list.push(i);
			i = t.end[i];
		} else {
			i++;
		}
	return list;
}
