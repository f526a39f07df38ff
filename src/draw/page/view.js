// What is looked at: settings, the panes, and where each is zoomed to.

const baseOrder = head.flamechart ? 'input' : head.order || 'name';

const settings = {
	order: baseOrder,
	color: head.diff ? 'diff' : 'palette',
	/** Of a differential profile: max, after or before. */
	widths: pick.width,
	scaled: 'no',
	labels: 'end',
	theme: head.theme || 'auto',
	icicle: !!head.inverted,
	minimap: true,
	table: false
};

const state = {
	/** flame, inverted or sandwich */
	view: 'flame',
	/** The function of the sandwich, or -1. */
	fn: -1,
	/** @type {Chip[]} */
	chips: []
};

/**
 * One graph on the screen: a tree, and the part of it that fills the width: [u0, u1) from
 * the left of the node root.
 * @typedef {object} Pane
 * @property {Tree} tree
 * @property {number} root
 * @property {number} u0
 * @property {number} u1
 * @property {number} scroll pixels away from the root's end
 * @property {boolean} down whether the root is at the top
 * @property {number} y
 * @property {number} h
 * @property {{top: number, from: number[], to: number[], start: number} | null} anim
 * @property {(path: number[]) => Tree} make the tree, opened along a path
 * @property {string} what flame, inverted, callers or callees
 * @property {number} levels of what is in view
 */

/** @type {Pane[]} */
let panes = [];

const rowHeight = head.height || 16;
const fontSize = head.fontsize || 12;
const ANIMATION = 220;

/** @param {Tree} t @returns {number} what the whole width stands for */
function fullWidth(t) {
	return t === base || (!state.chips.some(c => c.on) && t.name[0] < 0)
		? Math.max(t.wid[0], Number(head.wide || 0)) || 1
		: t.wid[0] || 1;
}

/** @param {Pane} p @returns {boolean} */
function isZoomed(p) {
	return p.root !== 0 || p.u0 > 0 || p.u1 < fullWidth(p.tree);
}

/** The tree that the chips leave, top down. @returns {Tree} */
function mainTree() {
	return treeAfter(state.chips);
}

/** @param {string} what @param {(path: number[]) => Tree} make @param {boolean} down
 * @returns {Pane} */
function newPane(what, make, down) {
	const tree = make([]);
	/** @type {Pane} */
	const p = {
		tree,
		root: 0,
		u0: 0,
		u1: 1,
		scroll: 0,
		down,
		y: 0,
		h: 0,
		anim: null,
		make,
		what,
		levels: 1
	};
	p.u1 = fullWidth(tree);
	p.levels = tree.levels;
	return p;
}

/** Make the panes that state asks for, each showing all. */
function openPanes() {
	const t = mainTree(),
		key = chipState() + settings.order + ' ',
		f = state.fn;
	/** @type {(name: string, path: number[], make: () => Tree) => Tree} */
	const kept = (name, path, make) =>
		remembered(key + name + ' ' + f + ' ' + path.join(';'), make);
	if (state.view === 'inverted')
		panes = [
			newPane('inverted', path => kept('inv', path, () => inverted(t, path)), settings.icicle)
		];
	else if (state.view === 'sandwich')
		panes = [
			newPane('callers', path => kept('up', path, () => callers(t, f, path)), false),
			newPane('callees', () => kept('down', [], () => callees(t, f)), true)
		];
	else panes = [newPane('flame', () => t, settings.icicle)];
	selection = {pane: panes[0], node: 0};
	search.current = -1;
}

/** @returns {string} */
function chipState() {
	return (
		state.chips
			.filter(c => c.on)
			.map(chipKey)
			.join(' ') +
		'|' +
		pick.width +
		pick.scale2 +
		'|'
	);
}

/** The part in view right now, which differs from the goal while the zoom is animated.
 * @param {Pane} p @returns {{top: number, x0: number, x1: number}} */
function shownPart(p) {
	const a = p.anim;
	if (!a) return {top: p.root, x0: p.u0, x1: p.u1};
	const s = Math.min(1, (performance.now() - a.start) / ANIMATION),
		ease = 1 - (1 - s) ** 3;
	if (s >= 1) {
		p.anim = null;
		return {top: p.root, x0: p.u0, x1: p.u1};
	}
	const w0 = a.from[1] - a.from[0],
		w1 = a.to[1] - a.to[0],
		w = w0 * (w1 / w0) ** ease;
	const done = Math.abs(w1 - w0) < 1e-9 * w0 ? ease : (w0 - w) / (w0 - w1);
	const x0 = a.from[0] + (a.to[0] - a.from[0]) * done;
	return {top: a.top, x0, x1: x0 + w};
}

/** Move to a part of the tree. @param {Pane} p @param {number} root @param {number} u0
 * @param {number} u1
 * @param {boolean} animate */
function look(p, root, u0, u1, animate) {
	const t = p.tree,
		now = shownPart(p);
	p.anim = null;
	if (animate && !calmQuery.matches && (now.top !== root || now.x0 !== u0 || now.x1 !== u1)) {
		const top = commonAncestor(t, now.top, root),
			a = offsetIn(t, now.top, top),
			b = offsetIn(t, root, top);
		p.anim = {
			top,
			from: [now.x0 + a, now.x1 + a],
			to: [u0 + b, u1 + b],
			start: performance.now()
		};
	}
	p.root = root;
	p.u0 = u0;
	p.u1 = u1;
	p.levels = t.dep[root] + 1;
	for (let i = root; i < t.end[root]; i++) if (t.dep[i] >= p.levels) p.levels = t.dep[i] + 1;
	clampScroll(p);
	redraw();
}

/** Fill the width with a node. @param {Pane} p @param {number} node @param {boolean} [still] */
function zoomTo(p, node, still) {
	if (hasClosed(p.tree, node) && p.tree.wid[node] < p.tree.wid[0]) {
		const path = pathOf(p.tree, node),
			root = pathOf(p.tree, p.root);
		p.tree = p.make(path);
		p.root = followPath(p.tree, root).node;
		p.anim = null;
		node = followPath(p.tree, path).node;
	}
	look(p, node, 0, node ? p.tree.wid[node] || 1 : fullWidth(p.tree), !still);
	selection = {pane: p, node};
}

/** Show [u0, u1) from the left of the root, moving up where that is outside of it.
 * @param {Pane} p @param {number} u0 @param {number} u1 @param {boolean} [animate] */
function showRange(p, u0, u1, animate) {
	const t = p.tree;
	let root = p.root;
	while (root > 0 && (u0 < 0 || u1 > t.wid[root])) {
		u0 += t.off[root];
		u1 += t.off[root];
		root = t.par[root];
	}
	const full = root ? t.wid[root] : fullWidth(t),
		w = Math.min(u1 - u0, full);
	u0 = Math.max(0, Math.min(u0, full - w));
	look(p, root, u0, u0 + w, !!animate);
}

/** @param {Pane} p @param {number} factor of the width in view
 * @param {number} at where, 0 to 1, stays
 * @param {boolean} [animate] */
function zoomBy(p, factor, at, animate) {
	const w = p.u1 - p.u0,
		w2 = Math.max(w * factor, Math.min(0.5, w), fullWidth(p.tree) * 1e-12);
	showRange(p, p.u0 + (w - w2) * at, p.u0 + (w - w2) * at + w2, animate);
	settleLater(p);
}

/** @param {Pane} p @param {number} by part of the width @param {boolean} [animate] */
function panBy(p, by, animate) {
	const dx = (p.u1 - p.u0) * by,
		full = fullWidth(p.tree),
		left = offsetIn(p.tree, p.root, 0);
	const d = Math.max(-left - p.u0, Math.min(dx, full - left - p.u1));
	showRange(p, p.u0 + d, p.u1 + d, animate);
	settleLater(p);
}

/** @param {Pane} p */
function clampScroll(p) {
	p.scroll = Math.max(0, Math.min(p.scroll, p.levels * rowHeight - p.h));
}

/** @param {Pane} p @param {number} dy pixels, down is positive */
function scrollPane(p, dy) {
	const old = p.scroll;
	p.scroll += p.down ? dy : -dy;
	clampScroll(p);
	if (p.scroll !== old) redraw();
}

/** @param {Pane} p @param {number} dep @returns {number} the top of a row, in the pane */
function rowTop(p, dep) {
	return p.down ? dep * rowHeight - p.scroll : p.h - (dep + 1) * rowHeight + p.scroll;
}

/** Scroll until that row is in view. @param {Pane} p @param {number} dep */
function revealRow(p, dep) {
	const y = rowTop(p, dep);
	if (y < 0) scrollPane(p, y);
	else if (y + rowHeight > p.h) scrollPane(p, y + rowHeight - p.h);
}

/** The frame that keys act on. @type {{pane: Pane, node: number}} */
let selection = /** @type {any} */ (null);

/** @type {ReturnType<typeof setTimeout> | 0} */
let settling = 0;

/** A stream of wheel or pan events becomes one step of the history, when it has ended.
 * @param {Pane} p */
function settleLater(p) {
	clearTimeout(settling);
	settling = setTimeout(() => {
		settling = 0;
		// What was not opened of a view by leaf, and is wide enough now.
		if (panes.includes(p) && p.tree.closed && p.u1 - p.u0 < p.tree.wid[0] / 4) openInView(p);
		remember();
	}, 300);
}

/** Open the deepest node that all of the view is in. @param {Pane} p */
function openInView(p) {
	const t = p.tree;
	let node = p.root,
		u0 = p.u0,
		u1 = p.u1;
	for (
		let c;
		(c = childrenOf(t, node).find(i => t.off[i] <= u0 && u1 <= t.off[i] + t.wid[i]));
		node = c
	) {
		u0 -= t.off[c];
		u1 -= t.off[c];
	}
	if (!hasClosed(t, node)) return;
	const root = pathOf(t, p.root);
	p.tree = p.make(pathOf(t, node));
	look(p, followPath(p.tree, root).node, p.u0, p.u1, false);
}
