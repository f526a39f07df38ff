// Building trees from parts: nodes found by parent and name, then put in order.

/** By name: its place in byte order. @type {Int32Array | null} */
let nameRanks = null;

/** @returns {Int32Array} */
function ranks() {
	if (!nameRanks) {
		const order = Array.from(names.keys()).sort((a, b) => byBytes(names[a], names[b]));
		nameRanks = new Int32Array(names.length);
		for (let i = 0; i < order.length; i++) nameRanks[order[i]] = i;
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
		while (1 << bits < 2 * room) bits++;
		this.shift = 32 - bits;
		/** @type {Int32Array | null} made when the first node is looked for */
		this.slots = null;
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
		const {shift} = this,
			slots = this.slots || (this.slots = new Int32Array(2 ** (32 - shift))),
			mask = slots.length - 1;
		let h = Math.imul(Math.imul(par, 0x9e3779b1) ^ name, 0x85ebca6b) >>> shift;
		for (let i; (i = slots[h]); h = (h + 1) & mask)
			if (this.par[i] === par && this.name[i] === name) return i;
		return (slots[h] = this.add(par, name));
	}

	/** The counts of node i of t, told here to node to.
	 * @param {number} to @param {Tree} t @param {number} i */
	take(to, t, i) {
		this.self[to] += t.self[i];
		if (this.self2 && t.self2) this.self2[to] += t.self2[i];
		const c = t.cut && t.cut.get(i);
		if (c) this.takeCut(to, c);
	}

	/** @param {number} to @param {Cut} c */
	takeCut(to, c) {
		this.cut = this.cut || new Map();
		const old = this.cut.get(to) || {frames: 0, total: ZERO, before: ZERO};
		this.cut.set(to, {
			frames: old.frames + c.frames,
			total: old.total + c.total,
			before: old.before + c.before
		});
	}

	/** @param {string} order name, width or input @returns {Tree} */
	finish(order) {
		const {n, par, name} = this;
		// By node: its first child and its next sibling.
		const first = new Int32Array(n),
			next = new Int32Array(n);
		for (let i = n - 1; i > 0; i--) {
			next[i] = first[par[i]];
			first[par[i]] = i;
		}
		if (order !== 'input') this.sort(first, next, order);
		const t = newTree(n),
			place = new Int32Array(n);
		t.name[0] = name[0];
		t.self[0] = this.self[0];
		if (t.self2 && this.self2) t.self2[0] = this.self2[0];
		for (let i = first[0], out = 1; i;) {
			place[i] = out;
			t.par[out] = place[par[i]];
			t.name[out] = name[i];
			t.self[out] = this.self[i];
			if (t.self2 && this.self2) t.self2[out] = this.self2[i];
			out++;
			if (first[i]) {
				i = first[i];
				continue;
			}
			while (i && !next[i]) i = par[i];
			i = next[i];
		}
		t.cut = this.cut && new Map(Array.from(this.cut, ([i, c]) => [place[i], c]));
		t.group = this.group && new Map(Array.from(this.group, ([i, g]) => [place[i], g]));
		t.closed = this.closed && new Set(Array.from(this.closed, i => place[i]));
		finishTree(t);
		return t;
	}

	/** Put the children of each node in order. Most stand so already.
	 * @param {Int32Array} first @param {Int32Array} next @param {string} order */
	sort(first, next, order) {
		const {n, name} = this,
			rank = ranks(),
			wid = order === 'width' ? this.widths() : null;
		/** @type {(a: number, b: number) => number} */
		const compare = wid
			? (a, b) => wid[b] - wid[a] || rank[name[a]] - rank[name[b]]
			: (a, b) => rank[name[a]] - rank[name[b]];
		for (let p = 0; p < n; p++) {
			let sorted = true;
			for (let c = first[p]; c && next[c]; c = next[c])
				sorted = sorted && compare(c, next[c]) <= 0;
			if (sorted) continue;
			/** @type {number[]} */
			const list = [];
			for (let c = first[p]; c; c = next[c]) list.push(c);
			list.sort(compare).forEach((c, i) => (next[c] = list[i + 1] || 0));
			first[p] = list[0];
		}
	}

	/** @returns {Float64Array} by node: how wide it is drawn */
	widths() {
		const {n, par, self, self2, cut} = this,
			wid = new Float64Array(n);
		for (let i = n - 1; i > 0; i--) {
			const c = cut && cut.get(i);
			wid[i] +=
				drawnWidth(self[i], self2 ? self2[i] : ZERO) +
				(c ? drawnWidth(c.total, c.before) : 0);
			wid[par[i]] += wid[i];
		}
		return wid;
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
