// The data layer of the SVG (docs/data.md), decoded into typed arrays.

/**
 * A count: a number, or a bigint where the total of the profile passes 2^53-1 (then Counts is
 * a BigUint64Array).
 * @typedef {any} Count
 * @typedef {Float64Array} Counts
 */

/**
 * What --max-frames left out below one node.
 * @typedef {{frames: number, total: Count, before: Count}} Cut
 */

/**
 * A tree in preorder: a parent stands before its children, a subtree is [i, end[i]).
 * Node 0 is the root. wid and off (from the left of the parent) are what is drawn, in counts;
 * self and tot are what is said, and exact.
 * @typedef {object} Tree
 * @property {number} n
 * @property {Int32Array} name index of names; the root of a whole profile has -1
 * @property {Int32Array} par
 * @property {Int32Array} end
 * @property {Int32Array} dep
 * @property {Counts} self
 * @property {Counts} tot
 * @property {Float64Array} wid
 * @property {Float64Array} off
 * @property {Counts | null} self2 differential: the earlier counts
 * @property {Counts | null} tot2
 * @property {Map<number, Cut> | null} cut
 * @property {Map<number, number[]> | null} group names that a node has taken in
 * @property {number} levels
 * @property {Set<number> | null} closed nodes whose children were not made yet (views by leaf)
 */

/**
 * @typedef {object} Head
 * @property {number} n
 * @property {string} total
 * @property {string} [self]
 * @property {number} [scale]
 * @property {boolean} [zero]
 * @property {{total: string, self: string, width: string, negate: boolean, scale: string[][],
 *   steps: number[]}} [diff]
 * @property {string} [background]
 * @property {string} [wide]
 * @property {string} [title]
 * @property {string} [subtitle]
 * @property {string} [nametype]
 * @property {string} [countname]
 * @property {string} [unit]
 * @property {number} [factor]
 * @property {string} [order]
 * @property {boolean} [inverted]
 * @property {boolean} [flamechart]
 * @property {boolean} [reverse]
 * @property {boolean} [page]
 * @property {number} [height]
 * @property {number} [fontsize]
 * @property {number} [fontwidth]
 * @property {string} [fonttype]
 * @property {number} [width]
 * @property {number} [minwidth]
 * @property {string} [theme]
 * @property {string} [colors]
 * @property {string[][]} classes
 * @property {string} [searchcolor]
 * @property {string} [search]
 * @property {Record<string, Record<string, string>>} [attr]
 * @property {number} [cut]
 */

const SVG_NS = 'http://www.w3.org/2000/svg';
const XHTML_NS = 'http://www.w3.org/1999/xhtml';

/** This script, and the picture that it stands in. */
const script = /** @type {SVGScriptElement} */ (document.currentScript);
const svg = /** @type {SVGSVGElement} */ (script.closest('svg'));

/** @param {string} mark @returns {string} */
function stream(mark) {
	let text = '';
	for (const e of svg.children)
		if (e.localName === 'metadata' && e.getAttribute('data-cflame') === mark)
			text += e.textContent;
	return text;
}

/** @type {Head} */
const head = JSON.parse(stream('head'));

/** Whether counts are bigints. */
const big = [head.total, head.wide, head.diff && head.diff.total].some(
	t => t && BigInt(t) > BigInt(Number.MAX_SAFE_INTEGER)
);

/** @type {(v: string | number) => Count} */
const count = big ? BigInt : Number;
const ZERO = count(0);
/** @type {(n: number) => Counts} */
const newCounts = big ? n => /** @type {any} */ (new BigUint64Array(n)) : n => new Float64Array(n);

const RANK = new Uint8Array(128);
for (let c = 33, rank = 0; c < 127; c++)
	if (!'&<>'.includes(String.fromCharCode(c))) RANK[c] = rank++;

/** The bits of one stream, one after the other. */
class Bits {
	/** @param {string} mark */
	constructor(mark) {
		const text = new TextEncoder().encode(stream(mark)),
			n = text.length;
		/** The bits, 32 in each. */
		this.words = new Uint32Array(((n * 13) >> 6) + 3);
		/** How many bits have been read. */
		this.at = 0;
		const {words} = this;
		for (let i = 0, at = 0; i < n; i += 2, at += 13) {
			const pair = RANK[text[i]] + 91 * RANK[text[i + 1]],
				k = at >> 5;
			words[k] |= pair << at;
			if ((at & 31) > 19) words[k + 1] = pair >> (32 - (at & 31));
		}
	}

	/** The next 32 bits. */
	peek() {
		const {words, at} = this,
			k = at >> 5;
		return (words[k] >>> at) | ((words[k + 1] << 1) << (31 - (at & 31)));
	}

	/** @param {number} n at most 18 */
	take(n) {
		const v = this.peek() & ((1 << n) - 1);
		this.at += n;
		return v;
	}

	/** A code: by the next 12 bits, 16 * symbol + length. */
	code() {
		const length = new Uint8Array(512),
			code = new Uint16Array(4096),
			n = this.take(10);
		for (let i = 0; i < n; i++) if (!(length[i] = this.take(4))) i += this.take(4);
		for (let l = 1, next = 0; l < 13; l++, next *= 2)
			for (let i = 0; i < n; i++)
				if (length[i] === l) {
					let bits = 0;
					for (let k = 0; k < l; k++) bits |= ((next >> k) & 1) << (l - 1 - k);
					next++;
					for (; bits < 4096; bits += 1 << l) code[bits] = 16 * i + l;
				}
		return code;
	}

	/** @param {Uint16Array} code */
	symbol(code) {
		const e = code[this.peek() & 4095];
		this.at += e & 15;
		return e >> 4;
	}

	/** @param {Uint16Array} code */
	number(code) {
		return this.value(this.symbol(code));
	}

	/** @param {number} s a symbol @returns {number} what it and further bits stand for */
	value(s) {
		const more = (s >> 2) - 2,
			top = 4 + (s & 3);
		if (s < 16) return s;
		return more < 19 ? (top << more) + this.take(more) : top * 2 ** more + this.wide(more);
	}

	/** @param {number} n @returns {number} */
	wide(n) {
		return n < 19 ? this.take(n) : this.take(18) + 2 ** 18 * this.wide(n - 18);
	}

	/** @param {Uint16Array} code @returns {Count} */
	count(code) {
		const s = this.symbol(code);
		if (!big) return this.value(s);
		let v = s < 16 ? BigInt(s) : BigInt(4 + (s & 3)) << BigInt((s >> 2) - 2);
		for (let n = (s >> 2) - 2, at = 0; n > 0; n -= 18, at += 18)
			v += BigInt(this.take(Math.min(n, 18))) << BigInt(at);
		return v;
	}
}

/** What text was squeezed from. @param {string} mark @returns {string} */
function unsqueezed(mark) {
	const s = new Bits(mark);
	let text = new Uint8Array(1 << 16),
		n = 0;
	while (s.take(1)) {
		const what = s.code(),
			back = s.code();
		for (let v; (v = s.symbol(what)) !== 256;) {
			let end = n + (v < 256 ? 1 : s.value(v - 257) + 4),
				from = v < 256 ? 0 : n - s.number(back) - 1;
			if (end > text.length) {
				const old = text;
				text = new Uint8Array(2 * end);
				text.set(old);
			}
			if (v < 256) text[n++] = v;
			else if (end - n > n - from) while (n < end) text[n++] = text[from++];
			else {
				text.copyWithin(n, from, from + end - n);
				n = end;
			}
		}
	}
	return new TextDecoder('utf-8', {ignoreBOM: true}).decode(text.subarray(0, n));
}

/** The names as folded text has them. */
const names = unsqueezed('text').split('\n');
names.pop();

/** By name: the letter of its annotation (k, j, i, w), or ''. */
const kinds = names.map(s => (/_\[([kjiw])\]$/.exec(s) || ['', ''])[1]);

/** By name: as it is shown, and as the search sees it. */
const shown = names.map((s, i) => (kinds[i] ? s.slice(0, -4) : s) || '(empty)');

/** By name: its colour class. */
const nameClass = new Uint8Array(names.length);
{
	const s = new Bits('class'),
		code = s.code();
	for (let i = 0; i < names.length; i++) nameClass[i] = s.symbol(code);
}

/** @param {number} n @returns {Tree} */
function newTree(n) {
	const tot = newCounts(n),
		diff = head.diff;
	return {
		n,
		tot,
		name: new Int32Array(n),
		par: new Int32Array(n),
		end: new Int32Array(n),
		dep: new Int32Array(n),
		self: newCounts(n),
		wid: big || diff ? new Float64Array(n) : tot,
		off: new Float64Array(n),
		self2: diff ? newCounts(n) : null,
		tot2: diff ? newCounts(n) : null,
		cut: null,
		group: null,
		levels: 1,
		closed: null
	};
}

/** How wide so much is drawn: of the two counts of a differential profile, the one chosen.
 * @param {Count} now @param {Count} before @returns {number} */
function drawnWidth(now, before) {
	const a = Number(now),
		b = Number(before);
	switch (pick.width) {
		case 'before':
			return b * pick.scale2;
		case 'after':
			return a;
		default:
			return Math.max(a, b * pick.scale2);
	}
}

/** Which of two profiles gives the width, and what a count of the earlier one weighs. */
const pick = {width: head.diff ? head.diff.width : 'after', scale2: 1};

/**
 * From names, parents, own counts and cuts: all the rest.
 * @param {Tree} t
 */
function finishTree(t) {
	const {n, par, end, dep, self, tot, self2, tot2, wid, off} = t;
	const at = new Float64Array(n);
	tot.set(self);
	if (tot2 && self2) tot2.set(self2);
	if (t.cut)
		for (const [i, c] of t.cut) {
			tot[i] += c.total;
			if (tot2) tot2[i] += c.before;
		}
	if (wid !== tot)
		for (let i = 0; i < n; i++) {
			at[i] = drawnWidth(self[i], self2 ? self2[i] : ZERO);
			const c = t.cut && t.cut.get(i);
			wid[i] = at[i] + (c ? drawnWidth(c.total, c.before) : 0);
		}
	else at.set(self);
	end.fill(0);
	for (let i = n - 1; i > 0; i--) {
		const p = par[i];
		if (!end[i]) end[i] = i + 1;
		if (!end[p]) end[p] = end[i];
		tot[p] += tot[i];
		if (tot2) tot2[p] += tot2[i];
		if (wid !== tot) wid[p] += wid[i];
	}
	end[0] = n;
	let levels = 0;
	for (let i = 1; i < n; i++) {
		const p = par[i],
			d = dep[p] + 1;
		dep[i] = d;
		if (d > levels) levels = d;
		off[i] = at[p];
		at[p] += wid[i];
	}
	t.levels = levels + 1;
}

/** The codes of a stream's numbers. @param {Bits} s @returns {Uint16Array[]} */
function codes(s) {
	return Array.from({length: head.diff ? 4 : 3}, () => s.code());
}

/** @returns {Map<number, Cut>} */
function decodeCuts() {
	const cuts = new Map(),
		s = new Bits('cut'),
		code = codes(s);
	for (let i = s.number(code[0]); i < head.n; i += s.number(code[0])) {
		const frames = s.number(code[1]) + 1,
			total = s.count(code[2]);
		cuts.set(i, {frames, total, before: head.diff ? s.count(code[3]) : ZERO});
	}
	return cuts;
}

/** The names of nodes in preorder, told by what their parents' names have called before.
 * @param {Tree} t */
function decodeNames({n, name, par}) {
	const ROWS = 32768,
		CALLEES = 16;
	const s = new Bits('name'),
		states = [s.code(), s.code(), s.code(), s.code()];
	const callee = new Int32Array(ROWS * CALLEES),
		known = new Int32Array(ROWS);
	name[0] = -1;
	for (let i = 1, met = 0; i < n; i++) {
		const row = (name[par[i]] + 1) % ROWS,
			k = known[row],
			v = s.symbol(states[k > 3 ? 3 : k > 1 ? 2 : k]);
		if (v < CALLEES) {
			name[i] = callee[row * CALLEES + v];
			continue;
		}
		const told = s.value(v - CALLEES),
			id = told ? told - 1 : met++;
		name[i] = callee[row * CALLEES + (k % CALLEES)] = id;
		known[row] = k + 1;
	}
}

/** @returns {Tree} */
function decodeTree() {
	const t = newTree(head.n),
		{par, self, self2} = t;
	const s = new Bits('tree'),
		code = codes(s),
		one = head.zero ? ZERO : count(1);
	self[0] = count(head.self || 0);
	if (self2 && head.diff) self2[0] = count(head.diff.self || 0);
	for (let n = 1, node = 0; n < t.n;) {
		let up = s.number(code[0]),
			add = s.number(code[1]) + 1;
		while (up-- > 0) node = par[node];
		while (add-- > 0) {
			par[n] = node;
			node = n++;
		}
		self[node] = s.count(code[2]) + one;
		if (self2) self2[node] = s.count(code[3]);
	}
	decodeNames(t);
	if (head.cut) t.cut = decodeCuts();
	finishTree(t);
	return t;
}

/** Every frame of the profile. */
const base = decodeTree();

/** What 100 % means, and how wide the root is drawn. */
const all = count(head.wide || head.total);
