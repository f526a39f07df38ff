// Views by leaf: the whole profile inverted, the callers and the callees of one function.

/** A subtree narrower than this part of what is looked at is not opened until one zooms to it:
 * no screen shows it. */
const FINEST = 1 / 8192;

/** Whether something below i waits to be made. @param {Tree} t @param {number} i
 * @returns {boolean} */
function hasClosed(t, i) {
	if (t.closed) for (const c of t.closed) if (c >= i && c < t.end[i]) return true;
	return false;
}

/**
 * Stacks read from their other end. starts are nodes of t, and weigh what weights say; the
 * first level below the root are they themselves (with skipFirst: they are the root).
 * `path` is opened in full, and what is below it FINEST of it.
 * @param {Tree} t @param {number[] | Int32Array} starts
 * @param {(i: number) => Count} weight @param {(i: number) => Count} weight2
 * @param {number} rootName @param {boolean} skipFirst @param {number[]} path
 * @returns {Tree}
 */
function invertFrom(t, starts, weight, weight2, rootName, skipFirst, path) {
	const n = starts.length,
		at = Int32Array.from(starts),
		swap = new Int32Array(n);
	const w = newCounts(n),
		wSwap = newCounts(n),
		diff = !!t.self2;
	const w2 = diff ? newCounts(n) : w,
		w2Swap = diff ? newCounts(n) : w;
	let whole = 0;
	for (let i = 0; i < n; i++) {
		w[i] = weight(at[i]);
		if (diff) w2[i] = weight2(at[i]);
		whole += drawnWidth(w[i], diff ? w2[i] : ZERO);
		if (skipFirst) at[i] = t.par[at[i]];
	}
	const b = new GrowingBuilder(rootName);
	const groupOf = new Int32Array(names.length),
		stamp = new Int32Array(names.length);
	let round = 0;
	/** @type {{node: number, lo: number, hi: number, deep: number, limit: number}[]} */
	const open = [{node: 0, lo: 0, hi: n, deep: 0, limit: whole * FINEST}];
	for (let job; (job = open.pop());) {
		// Which names come next, and how many entries go to each.
		const found = [],
			sizes = [];
		round++;
		for (let e = job.lo; e < job.hi; e++) {
			const f = at[e] ? t.name[at[e]] : -1;
			if (f < 0) {
				b.count(job.node, w[e], diff ? w2[e] : ZERO);
				continue;
			}
			if (stamp[f] !== round) {
				stamp[f] = round;
				groupOf[f] = found.push(f) - 1;
				sizes.push(0);
			}
			sizes[groupOf[f]]++;
		}
		const begin = [];
		let sum = job.lo;
		for (const size of sizes) {
			begin.push(sum);
			sum += size;
		}
		const fill = begin.slice();
		for (let e = job.lo; e < job.hi; e++) {
			if (!at[e]) continue;
			const to = fill[groupOf[t.name[at[e]]]]++;
			swap[to] = t.par[at[e]];
			wSwap[to] = w[e];
			if (diff) w2Swap[to] = w2[e];
		}
		at.set(swap.subarray(job.lo, sum), job.lo);
		w.set(wSwap.subarray(job.lo, sum), job.lo);
		if (diff) w2.set(w2Swap.subarray(job.lo, sum), job.lo);
		for (let g = 0; g < found.length; g++) {
			const child = b.add(job.node, found[g]),
				lo = begin[g],
				hi = lo + sizes[g];
			let total = ZERO,
				total2 = ZERO;
			for (let e = lo; e < hi; e++) {
				total += w[e];
				if (diff) total2 += w2[e];
			}
			const wide = drawnWidth(total, total2);
			const onPath = job.deep >= 0 && job.deep < path.length && path[job.deep] === found[g];
			const deep = onPath ? job.deep + 1 : job.deep === path.length ? job.deep : -1;
			const finest = onPath && deep === path.length ? wide * FINEST : job.limit;
			if (onPath || wide >= finest) {
				open.push({node: child, lo, hi, deep, limit: finest});
			} else {
				b.count(child, total, total2);
				b.closed.add(child);
			}
		}
	}
	return b.done().finish(settings.order === 'input' ? 'name' : settings.order);
}

/** A Builder whose size is not known before. */
class GrowingBuilder {
	/** @param {number} rootName */
	constructor(rootName) {
		this.rootName = rootName;
		this.par = [0];
		this.name = [rootName];
		/** @type {Count[]} */
		this.self = [ZERO];
		/** @type {Count[]} */
		this.self2 = [ZERO];
		/** @type {Set<number>} */
		this.closed = new Set();
	}

	/** @param {number} par @param {number} name @returns {number} */
	add(par, name) {
		this.self.push(ZERO);
		this.self2.push(ZERO);
		this.par.push(par);
		return this.name.push(name) - 1;
	}

	/** @param {number} i @param {Count} now @param {Count} before */
	count(i, now, before) {
		this.self[i] += now;
		this.self2[i] += before;
	}

	/** @returns {Builder} */
	done() {
		const b = new Builder(this.par.length, this.rootName);
		b.n = this.par.length;
		b.closed = this.closed;
		b.par.set(this.par);
		b.name.set(this.name);
		b.self.set(this.self);
		if (b.self2) b.self2.set(this.self2);
		return b;
	}
}

/** Where stacks end, and how many: what was cut below a node ends, as far as we know, in it.
 * @param {Tree} t
 * @returns {{starts: number[], weight: (i: number) => Count, weight2: (i: number) => Count}} */
function leavesOf(t) {
	const starts = [],
		{self, self2} = t,
		cut = t.cut || new Map(),
		none = {total: ZERO, before: ZERO};
	for (let i = 0; i < t.n; i++) if (self[i] || (self2 && self2[i]) || cut.has(i)) starts.push(i);
	return {
		starts,
		weight: i => self[i] + (cut.get(i) || none).total,
		weight2: i => (self2 ? self2[i] : ZERO) + (cut.get(i) || none).before
	};
}

/** The profile by leaf. @param {Tree} t @param {number[]} path @returns {Tree} */
function inverted(t, path) {
	const {starts, weight, weight2} = leavesOf(t);
	return invertFrom(t, starts, weight, weight2, -1, false, path);
}

/** Who calls f, the nearest first. @param {Tree} t @param {number} f @param {number[]} path
 * @returns {Tree} */
function callers(t, f, path) {
	const {tot, tot2} = t;
	return invertFrom(
		t,
		outermost(t, f),
		i => tot[i],
		i => (tot2 ? tot2[i] : ZERO),
		f,
		true,
		path
	);
}

/** What f calls, of all its places together. @param {Tree} t @param {number} f @returns {Tree} */
function callees(t, f) {
	const places = outermost(t, f);
	let room = 1;
	for (const p of places) room += t.end[p] - p - 1;
	const b = new Builder(room, f),
		to = new Int32Array(t.n);
	for (const p of places) {
		b.take(0, t, p);
		for (let i = p + 1; i < t.end[p]; i++) {
			to[i] = b.child(to[t.par[i]], t.name[i]);
			b.take(to[i], t, i);
		}
	}
	return b.finish(settings.order === 'input' ? 'name' : settings.order);
}
