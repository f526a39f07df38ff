// What the chips do: from one tree another, merged anew, its totals right.

/**
 * @typedef {object} Chip
 * @property {string} kind a key of TRANSFORMS
 * @property {number} name the function, or -1
 * @property {number[]} [path] of prune: the subtree
 * @property {boolean} on
 */

/**
 * By kind: its letter in URLs, what the chip says, and where node i of t goes in b, given
 * where its parent went (to): a node of b, or -1 when it and all below it are left out.
 * `start` is asked once before, and what it returns is handed to `place`.
 * @type {Record<string, {letter: string, text: string,
 *   start?: (t: Tree, chip: Chip) => any,
 *   place: (b: Builder, t: Tree, i: number, to: number, chip: Chip, got: any) => number}>}
 */
const TRANSFORMS = {
	focus: {
		letter: 'f',
		text: 'focus on',
		start: (t, chip) => through(t, chip.name),
		place: (b, t, i, to, chip, got) => (got[i] ? b.child(to, t.name[i]) : -1)
	},
	hide: {
		letter: 'h',
		text: 'hide',
		place: (b, t, i, to, chip) => (t.name[i] === chip.name ? to : b.child(to, t.name[i]))
	},
	drop: {
		letter: 'x',
		text: 'drop stacks with',
		place: (b, t, i, to, chip) => (t.name[i] === chip.name ? -1 : b.child(to, t.name[i]))
	},
	prune: {
		letter: 'p',
		text: 'drop subtree',
		start: (t, chip) => {
			const at = followPath(t, chip.path || []);
			return at.found === (chip.path || []).length ? at.node : 0;
		},
		place: (b, t, i, to, chip, got) => (got && i === got ? -1 : b.child(to, t.name[i]))
	},
	collapse: {
		letter: 'c',
		text: 'collapse below',
		place: (b, t, i, to, chip) => (b.name[to] === chip.name ? to : b.child(to, t.name[i]))
	},
	recursion: {
		letter: 'r',
		text: 'recursion collapsed',
		place: (b, t, i, to) => (b.name[to] === t.name[i] ? to : b.child(to, t.name[i]))
	},
	cycles: {
		letter: 'R',
		text: 'indirect recursion collapsed',
		place: (b, t, i, to) => {
			for (let p = to; p; p = b.par[p]) if (b.name[p] === t.name[i]) return p;
			return b.child(to, t.name[i]);
		}
	},
	chains: {
		letter: 'g',
		text: 'similar frames joined',
		place: (b, t, i, to) => {
			if (!to || t.wid[i] < 0.99 * t.wid[t.par[i]]) return b.child(to, t.name[i]);
			b.group = b.group || new Map();
			const own = t.group && t.group.get(i);
			b.group.set(to, (b.group.get(to) || []).concat(t.name[i], own || []));
			return to;
		}
	}
};

/** By node: 2 on a stack through f at or below it, 1 above it, 0 elsewhere.
 * @param {Tree} t @param {number} f @returns {Uint8Array} */
function through(t, f) {
	const got = new Uint8Array(t.n);
	for (let i = 1; i < t.n; i++) if (t.name[i] === f || got[t.par[i]] === 2) got[i] = 2;
	for (let i = t.n - 1; i > 0; i--) if (got[i] && !got[t.par[i]]) got[t.par[i]] = 1;
	return got;
}

/** @param {Tree} t @param {Chip} chip @returns {Tree} */
function transform(t, chip) {
	const rule = TRANSFORMS[chip.kind],
		b = new Builder(t.n, t.name[0], head.flamechart);
	const got = rule.start ? rule.start(t, chip) : null,
		to = new Int32Array(t.n);
	const counts = chip.kind === 'focus' ? /** @param {number} i */ i => got[i] === 2 : () => true;
	if (counts(0)) b.take(0, t, 0);
	for (let i = 1; i < t.n;) {
		const at = rule.place(b, t, i, to[t.par[i]], chip, got);
		if (at < 0) {
			i = t.end[i];
			continue;
		}
		to[i] = at;
		if (counts(i)) b.take(at, t, i);
		const own = t.group && t.group.get(i);
		if (own && chip.kind !== 'chains') {
			b.group = b.group || new Map();
			b.group.set(at, own);
		}
		i++;
	}
	return b.finish(head.flamechart ? 'input' : settings.order);
}

/** Results of the last few chip lists, newest last. @type {{key: string, tree: Tree}[]} */
const built = [];

/** @param {string} key @param {() => Tree} make @returns {Tree} */
function remembered(key, make) {
	let at = built.findIndex(e => e.key === key);
	if (at < 0) at = built.push({key, tree: make()}) - 1;
	const [e] = built.splice(at, 1);
	built.push(e);
	// As much as memory allows: four of usual size, or one of a million frames.
	while (
		built.length > 1 &&
		(built.length > 4 || built.reduce((n, b) => n + b.tree.n, 0) > 1.5e6)
	)
		built.shift();
	return e.tree;
}

/** @param {Chip} c @returns {string} */
function chipKey(c) {
	return TRANSFORMS[c.kind].letter + c.name + (c.path ? ':' + c.path.join(';') : '');
}

/** The profile after the chips that are on, in the chosen order.
 * @param {Chip[]} chips @returns {Tree} */
function treeAfter(chips) {
	const on = chips.filter(c => c.on),
		order = settings.order;
	if (!on.length)
		return order === baseOrder ? base : remembered(order, () => reorder(base, order));
	const key = order + ' ' + on.map(chipKey).join(' ') + ' ' + pick.width + pick.scale2;
	return remembered(key, () => transform(treeAfter(on.slice(0, -1)), on[on.length - 1]));
}

/** @param {Chip} c @returns {string} */
function chipText(c) {
	return TRANSFORMS[c.kind].text + (c.name >= 0 ? ' ' + nameText(c.name) : '');
}
