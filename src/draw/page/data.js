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
	if (!'&<>"\'\\`'.includes(String.fromCharCode(c))) RANK[c] = rank++;

/** Numbers of one stream, one after the other. */
class Digits {
	/** @param {string} mark */
	constructor(mark) {
		this.text = stream(mark);
		this.at = 0;
	}

	digit() {
		return RANK[this.text.charCodeAt(this.at++)];
	}

	number() {
		let v = 0,
			m = 1,
			d;
		while ((d = this.digit()) >= 60) {
			v += d * m;
			m *= 27;
		}
		return v + d * m;
	}

	/** @returns {Count} */
	count() {
		const from = this.at,
			v = this.number();
		if (!big) return v;
		if (v < 2 ** 53) return BigInt(v);
		let exact = 0n,
			m = 1n;
		for (let i = from; i < this.at; i++, m *= 27n)
			exact += BigInt(RANK[this.text.charCodeAt(i)]) * m;
		return exact;
	}
}

/** The names as folded text has them. */
const names = stream('text').split('\n');
names.pop();

/** By name: the letter of its annotation (k, j, i, w), or ''. */
const kinds = names.map(s => (/_\[([kjiw])\]$/.exec(s) || ['', ''])[1]);

/** By name: as it is shown, and as the search sees it. */
const shown = names.map((s, i) => (kinds[i] ? s.slice(0, -4) : s) || '(empty)');

/** By name: its colour class. */
const nameClass = Uint8Array.from(stream('class'), c => RANK[c.charCodeAt(0)]);

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

/** @returns {Map<number, Cut>} */
function decodeCuts() {
	const cuts = new Map(),
		s = new Digits('cut');
	for (let i = 0; s.at < s.text.length;) {
		i += s.number();
		const frames = s.number(),
			total = s.count();
		cuts.set(i, {frames, total, before: head.diff ? s.count() : ZERO});
	}
	return cuts;
}

/** @returns {Tree} */
function decodeTree() {
	const t = newTree(head.n),
		{par, name, self, self2} = t;
	const s = new Digits('tree'),
		one = head.zero ? ZERO : count(1);
	const before = head.diff ? new Digits('before') : null;
	name[0] = -1;
	self[0] = count(head.self || 0);
	if (self2 && head.diff) self2[0] = count(head.diff.self || 0);
	for (let n = 1, node = 0; n < t.n;) {
		const d = s.digit();
		let up = d >> 3,
			add = (d & 7) + 1;
		if (d >= 60) {
			s.digit();
			up = s.number();
			add = s.number() + 1;
		}
		while (up-- > 0) node = par[node];
		while (add-- > 0) {
			par[n] = node;
			node = n++;
		}
		self[node] = s.count() + one;
		if (self2 && before) self2[node] = before.count();
	}
	const index = new Digits('name');
	for (let i = 1; i < t.n; i++) name[i] = index.number();
	if (head.cut) t.cut = decodeCuts();
	finishTree(t);
	return t;
}

/** Every frame of the profile. */
const base = decodeTree();

/** What 100 % means, and how wide the root is drawn. */
const all = count(head.wide || head.total);
