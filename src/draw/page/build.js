// Building trees from parts: nodes found by parent and name, then put in order.

/** By name: its place in byte order. @type {Int32Array | null} */
let nameRanks = null;

/** @returns {Int32Array} */
function ranks() {
	if (!nameRanks) {
		const order = Array.from(names.keys()).sort((a, b) => byBytes(names[a], names[b]));
		nameRanks = new Int32Array(names.length);
		for (let i = 0; i < order.length; i++)
			nameRanks[order[i]] = i;
	}
	return nameRanks;
}

/**
 * Nodes in the order in which they were made, a parent before its children.
 * At most `room` of them.
 */
class Builder {
	/** @param {number} room @param {number} rootName @param {boolean} [inTime] */
	constructor(room, rootName, inTime) {
		this.n = 1;
		this.name = new Int32Array(room);
		this.par = new Int32Array(room);
		this.self = newCounts(room);
		this.self2 = head.diff ? newCounts(room) : null;
		this.name[0] = rootName;
		/** @type {Map<number, Cut> | null} */
		this.cut = null;
		/** @type {Map<number, number[]> | null} */
		this.group = null;
		/** @type {Set<number> | null} */
		this.closed = null;
		// In time order only neighbours are one node.
		this.last = inTime ? new Int32Array(room) : null;
		let bits = 4;
		while (1 << bits < 2 * room)
			bits++;
		this.shift = 32 - bits;
		this.slots = new Int32Array(this.last ? 0 : 1 << bits);
	}

	/** @param {number} par @param {number} name @returns {number} a new node */
	add(par, name) {
		const i = this.n++;
		this.par[i] = par;
		this.name[i] = name;
		return i;
	}

	/** @param {number} par @param {number} name @returns {number} that child, made if need be */
	child(par, name) {
		if (this.last) {
			const l = this.last[par];
			return l && this.name[l] === name ? l : (this.last[par] = this.add(par, name));
		}
		const {slots, shift} = this, mask = slots.length - 1;
		let h = Math.imul(Math.imul(par, 0x9e3779b1) ^ name, 0x85ebca6b) >>> shift;
		for (let i; (i = slots[h]); h = (h + 1) & mask)
			if (this.par[i] === par && this.name[i] === name)
				return i;
		return (slots[h] = this.add(par, name));
	}

	/** The counts of node i of t, told here to node to.
	 * @param {number} to @param {Tree} t @param {number} i */
	take(to, t, i) {
		this.self[to] += t.self[i];
		if (this.self2 && t.self2)
			this.self2[to] += t.self2[i];
		const c = t.cut && t.cut.get(i);
		if (c)
			this.takeCut(to, c);
	}

	/** @param {number} to @param {Cut} c */
	takeCut(to, c) {
		this.cut = this.cut || new Map();
		const old = this.cut.get(to) || {frames: 0, total: ZERO, before: ZERO};
		this.cut.set(to, {frames: old.frames + c.frames, total: old.total + c.total,
			before: old.before + c.before});
	}

	/** @param {string} order name, width or input @returns {Tree} */
	finish(order) {
		const {n, par, name} = this;
		// By node: its first child and its next sibling, in order.
		const first = new Int32Array(n), next = new Int32Array(n);
		for (const i of this.sequence(order)) {
			next[i] = first[par[i]];
			first[par[i]] = i;
		}
		const t = newTree(n), place = new Int32Array(n);
		t.name[0] = name[0];
		t.self[0] = this.self[0];
		if (t.self2 && this.self2)
			t.self2[0] = this.self2[0];
		for (let i = first[0], out = 1; i;) {
			place[i] = out;
			t.par[out] = place[par[i]];
			t.name[out] = name[i];
			t.self[out] = this.self[i];
			if (t.self2 && this.self2)
				t.self2[out] = this.self2[i];
			out++;
			if (first[i]) {
				i = first[i];
				continue;
			}
			while (i && !next[i])
				i = par[i];
			i = next[i];
		}
		t.cut = this.cut && new Map(Array.from(this.cut, ([i, c]) => [place[i], c]));
		t.group = this.group && new Map(Array.from(this.group, ([i, g]) => [place[i], g]));
		t.closed = this.closed && new Set(Array.from(this.closed, i => place[i]));
		finishTree(t);
		return t;
	}

	/** The nodes without the root, such that siblings stand last to first.
	 * @param {string} order @returns {Int32Array} */
	sequence(order) {
		const {n, par, name} = this, list = new Int32Array(n - 1);
		for (let i = 0; i < n - 1; i++)
			list[i] = n - 1 - i;
		if (order === 'input')
			return list;
		// Stable, by rank of the name: a counting sort.
		const rank = ranks(), from = new Int32Array(names.length + 1);
		for (let i = 1; i < n; i++)
			from[names.length - rank[name[i]]]++;
		for (let r = 1; r <= names.length; r++)
			from[r] += from[r - 1];
		const sorted = new Int32Array(n - 1);
		for (let i = 1; i < n; i++)
			sorted[from[names.length - rank[name[i]] - 1]++] = i;
		if (order === 'name')
			return sorted;
		const wid = new Float64Array(n);
		for (let i = n - 1; i > 0; i--) {
			const c = this.cut && this.cut.get(i);
			wid[i] += drawnWidth(this.self[i], this.self2 ? this.self2[i] : ZERO) + (c ? drawnWidth(c.total, c.before) : 0);
			wid[par[i]] += wid[i];
		}
		return sorted.sort((a, b) => wid[a] - wid[b]);
	}
}

/** The same tree with its siblings in another order.
 * @param {Tree} t @param {string} order @returns {Tree} */
function reorder(t, order) {
	const b = new Builder(t.n, t.name[0]);
	b.take(0, t, 0);
	for (let i = 1; i < t.n; i++) {
		b.add(t.par[i], t.name[i]);
		b.take(i, t, i);
	}
	b.group = t.group;
	return b.finish(order);
}
