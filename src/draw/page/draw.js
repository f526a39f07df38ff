// The boxes of a pane: what is in view, found in the tree and put into one path per colour class.

const CLASS_HIT = 32,
	CLASS_ROOT = 33,
	CLASS_CUT = 34,
	CLASSES = 35;
const MOST_BOXES = 60000;

/**
 * The elements of a pane, and what was drawn last: boxes by node, left, width and depth. A node
 * below zero is what was cut from node -1 - n.
 * @typedef {object} Canvas
 * @property {SVGElement} frame
 * @property {SVGElement} ground
 * @property {SVGElement[]} paths by class
 * @property {SVGElement} fade
 * @property {SVGElement} labels
 * @property {SVGElement[]} pool the labels
 * @property {SVGElement} over
 * @property {SVGElement} same
 * @property {SVGElement} hover
 * @property {SVGElement} tree the parent of item
 * @property {SVGElement | null} item the selected frame
 * @property {SVGElement} bar the scroll bar
 * @property {number} n
 * @property {Int32Array} node
 * @property {Float64Array} x
 * @property {Float64Array} w
 * @property {Int32Array} dep
 * @property {Uint8Array} cls
 * @property {number} width
 */

/** @type {Canvas[]} */
const canvases = [];

/** @param {Element} parent @param {string} label @returns {Canvas} */
function newCanvas(parent, label) {
	const frame = shape('svg', {class: 'cf-pane', role: 'none', overflow: 'hidden'}, parent);
	const ground = shape(
		'rect',
		{class: 'cf-ground', 'pointer-events': 'all', fill: 'none', width: '100%', height: '100%'},
		frame
	);
	const boxes = shape('g', {class: 'cf-boxes', 'pointer-events': 'none'}, frame);
	const paths = Array.from({length: CLASSES}, (_, i) =>
		shape('path', {class: 'cf-c' + i}, boxes)
	);
	put(paths[CLASS_HIT], {class: 'cf-match'});
	put(paths[CLASS_CUT], {class: 'cf-cut', 'stroke-dasharray': '3 3', 'fill-opacity': 0.4});
	const fade = shape(
		'path',
		{class: 'cf-fade', 'pointer-events': 'none', 'fill-opacity': 0.55},
		frame
	);
	const labels = shape(
		'g',
		{class: 'cf-labels', 'pointer-events': 'none', 'aria-hidden': 'true'},
		frame
	);
	const over = shape('g', {class: 'cf-over', 'pointer-events': 'none', fill: 'none'}, frame);
	const same = shape('path', {class: 'cf-same'}, over),
		hover = shape('path', {class: 'cf-hover'}, over);
	const tree = shape('g', {class: 'cf-tree', role: 'tree', 'aria-label': label}, frame);
	const bar = shape('rect', {class: 'cf-bar', width: 6, rx: 3}, frame);
	return {
		frame,
		ground,
		paths,
		fade,
		labels,
		pool: [],
		over,
		same,
		hover,
		tree,
		item: null,
		bar,
		n: 0,
		width: 0,
		node: new Int32Array(MOST_BOXES),
		x: new Float64Array(MOST_BOXES),
		w: new Float64Array(MOST_BOXES),
		dep: new Int32Array(MOST_BOXES),
		cls: new Uint8Array(MOST_BOXES)
	};
}

/** @param {Canvas} c @param {number} node @param {number} x @param {number} w @param {number} dep
 * @param {number} cls */
function addBox(c, node, x, w, dep, cls) {
	if (c.n === MOST_BOXES) return;
	const i = c.n++;
	c.node[i] = node;
	c.x[i] = x;
	c.w[i] = w;
	c.dep[i] = dep;
	c.cls[i] = cls;
}

/** Neighbours of one row too narrow to be seen alone, joined. */
class Slivers {
	/** @param {Canvas} c @param {number} levels */
	constructor(c, levels) {
		this.c = c;
		this.from = new Float64Array(levels);
		this.to = new Float64Array(levels).fill(-1e9);
		this.cls = new Uint8Array(levels);
		this.node = new Int32Array(levels);
	}

	/** @param {number} dep @param {number} x @param {number} w @param {number} node
	 * @param {number} cls */
	add(dep, x, w, node, cls) {
		if (x - this.to[dep] > 0.5) {
			this.flush(dep);
			this.from[dep] = x;
			this.cls[dep] = cls;
			this.node[dep] = node;
		} else if (cls === CLASS_HIT) {
			this.cls[dep] = cls;
		}
		this.to[dep] = x + w;
	}

	/** @param {number} dep */
	flush(dep) {
		const x = this.from[dep],
			w = this.to[dep] - x,
			hit = this.cls[dep] === CLASS_HIT;
		if (this.to[dep] >= 0 && (w >= 0.1 || hit))
			addBox(this.c, this.node[dep], x, Math.max(w, hit ? 1 : 0.5), dep, this.cls[dep]);
		this.to[dep] = -1e9;
	}
}

/** @param {Pane} p @returns {(i: number) => number} the class of a node */
function classifier(p) {
	const t = p.tree,
		{byName, byNode} = coloring(),
		{name} = t,
		{hit} = search,
		found = search.hits > 0;
	const view = p.root ? t.wid[p.root] : fullWidth(t);
	return i => {
		const f = name[i];
		if (found && ((f >= 0 && hit[f]) || (t.group && matches(t, i)))) return CLASS_HIT;
		if (byNode) return i || t.tot2 ? byNode(t, i, view) : CLASS_ROOT;
		return f < 0 || !byName ? CLASS_ROOT : byName[f];
	};
}

/** Find what is in view: rows lo to hi of the part that is shown.
 * @param {Pane} p @param {Canvas} c @param {number} width @param {number} lo @param {number} hi
 * @param {number} least pixels below which a frame is a sliver */
function collect(p, c, width, lo, hi, least) {
	const t = p.tree,
		{par, end, dep, wid, off, cut} = t,
		{top, x0, x1} = shownPart(p),
		k = width / (x1 - x0);
	const classOf = classifier(p),
		found = search.hits ? matchesBefore(t) : null;
	const left = new Float64Array(t.levels + 1),
		slivers = new Slivers(c, hi + 1);
	const skip = Math.max(least, head.minwidth || 0),
		stop = end[top];
	c.n = 0;
	for (let i = par[top], d = dep[top]; d-- > 0; i = par[i])
		if (d >= lo && d <= hi) addBox(c, i, 0, width, d, classOf(i));
	for (let i = top; i < stop;) {
		const d = dep[i],
			x = i === top ? -x0 * k : left[d - 1] + off[i] * k,
			w = (i ? wid[i] : fullWidth(t)) * k;
		if (x > width) {
			i = i === top ? stop : end[par[i]];
			continue;
		}
		if (x + w < 0) {
			i = end[i];
			continue;
		}
		if (w < skip) {
			const hit = found && found[end[i]] > found[i];
			if (d >= lo && d <= hi && ((w < least && skip === least) || hit))
				slivers.add(d, x, w, i, hit ? CLASS_HIT : classOf(i));
			i = end[i];
			continue;
		}
		left[d] = x;
		if (d >= lo && d <= hi) addBox(c, i, x, w, d, classOf(i));
		if (cut && d + 1 >= lo && d + 1 <= hi && cut.has(i)) addCut(c, t, i, x + wid[i] * k, k);
		i = d >= hi ? end[i] : i + 1;
	}
	for (let d = lo; d <= hi; d++) slivers.flush(d);
}

/** @param {Canvas} c @param {Tree} t @param {number} i @param {number} right @param {number} k */
function addCut(c, t, i, right, k) {
	const w = cutWidth(t, i) * k;
	if (w >= 0.5) addBox(c, -1 - i, right - w, w, t.dep[i] + 1, CLASS_CUT);
}

/** @param {Tree} t @param {number} i @returns {number} */
function cutWidth(t, i) {
	const c = t.cut && t.cut.get(i);
	return c ? drawnWidth(c.total, c.before) : 0;
}

/** The boxes as paths. @param {Pane} p @param {Canvas} c */
function paintBoxes(p, c) {
	const parts = Array.from({length: CLASSES}, () => ''),
		{node, x, w, dep, cls, width} = c;
	const dpr = window.devicePixelRatio || 1,
		h = rowHeight - 1;
	const fadeBelow = p.tree.dep[p.root];
	let fade = '';
	for (let i = 0; i < c.n; i++) {
		let a = Math.max(-2, x[i]),
			b = Math.min(width + 2, x[i] + w[i]);
		if (b - a >= 2) {
			// Whole pixels, and a gap to the next.
			a = Math.round(a * dpr) / dpr;
			b = Math.round(b * dpr) / dpr - (b - a > 3 ? 1 / dpr : 0);
		} else {
			a = Math.round(a * 10) / 10;
			b = Math.round(b * 10) / 10;
		}
		const box =
			'M' +
			a +
			' ' +
			rowTop(p, dep[i]) +
			'h' +
			Math.round((b - a) * 100) / 100 +
			'v' +
			h +
			'H' +
			a +
			'z';
		parts[cls[i]] += box;
		if (dep[i] < fadeBelow && node[i] >= 0) fade += box;
	}
	for (let i = 0; i < CLASSES; i++) put(c.paths[i], {d: parts[i]});
	put(c.fade, {d: fade});
}

/** Colours of the present theme, on the paths. @param {Canvas} c */
function paintColors(c) {
	const dark = isDark(),
		{classes} = coloring();
	for (let i = 0; i < 32; i++) if (classes[i]) put(c.paths[i], {fill: classColor(i)});
	put(c.paths[CLASS_HIT], {
		fill: classColor(CLASS_HIT),
		stroke: dark ? '#f5b8f5' : '#400040',
		'stroke-width': 0.5
	});
	put(c.paths[CLASS_ROOT], {fill: classColor(CLASS_ROOT)});
	put(c.paths[CLASS_CUT], {fill: classColor(CLASS_CUT), stroke: dark ? '#999' : '#777'});
	put(c.fade, {fill: dark ? '#16181d' : '#ffffff'});
}

/** @param {number} cls @returns {string} */
function classColor(cls) {
	const dark = isDark();
	if (cls === CLASS_HIT) return head.searchcolor || (dark ? '#d23bd2' : '#e600e6');
	if (cls >= CLASS_ROOT) return ((cls === CLASS_ROOT && head.classes[0]) || GREY)[dark ? 1 : 0];
	const c = coloring().classes[cls] || GREY;
	return c[dark ? 1 : 0] || c[0];
}

/** Draw a pane. @param {Pane} p @param {Canvas} c */
function paint(p, c) {
	const levels = p.tree.levels - 1,
		slack = Math.ceil(p.scroll / rowHeight),
		rows = Math.ceil(p.h / rowHeight);
	collect(p, c, c.width, Math.max(0, slack - 1), Math.min(levels, slack + rows), 0.5);
	paintBoxes(p, c);
	paintLabels(p, c);
	paintBar(p, c);
	paintOver(p, c);
}

/** The scroll bar. @param {Pane} p @param {Canvas} c */
function paintBar(p, c) {
	const whole = p.levels * rowHeight,
		over = whole > p.h + 0.5;
	show(c.bar, over);
	if (over) {
		const h = Math.max(24, (p.h * p.h) / whole),
			y = ((p.h - h) * p.scroll) / (whole - p.h);
		put(c.bar, {x: c.width - 7, y: p.down ? y : p.h - h - y, height: h});
	}
}

/** The node at a point of a pane, or -1; below zero but for -1: -2 - n, what was cut from n.
 * @param {Pane} p @param {Canvas} c @param {number} x @param {number} y @returns {number} */
function nodeAt(p, c, x, y) {
	const t = p.tree,
		d = Math.floor((p.down ? y + p.scroll : p.h - y + p.scroll) / rowHeight);
	const {top, x0, x1} = shownPart(p);
	if (d < 0 || d >= t.levels || x < 0 || x > c.width) return -1;
	if (d <= t.dep[top])
		return d === t.dep[top] && top === 0 && x0 + (x * (x1 - x0)) / c.width > fullWidth(t)
			? -1
			: ancestorAt(t, top, d);
	const tolerance = (0.5 * (x1 - x0)) / c.width;
	let u = x0 + (x * (x1 - x0)) / c.width,
		i = top;
	while (t.dep[i] < d) {
		let next = -1;
		for (let k = i + 1; k < t.end[i] && t.off[k] <= u + tolerance; k = t.end[k])
			if (u <= t.off[k] + t.wid[k] + tolerance && (next < 0 || u >= t.off[k])) next = k;
		if (next < 0) {
			const w = cutWidth(t, i);
			return w && t.dep[i] + 1 === d && u >= t.wid[i] - w && u <= t.wid[i] ? -2 - i : -1;
		}
		u -= t.off[next];
		i = next;
	}
	return i;
}
