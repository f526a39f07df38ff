// Steps back, and the state of the page in its address.

/**
 * serial: of the tree, which a step does not keep alive.
 * @typedef {{serial: number, root: number, path: number[], u0: number, u1: number, scroll: number}} Look
 * @typedef {{view: string, fn: number, chips: Chip[], panes: Look[]}} Step
 */

/** @type {Step[]} */
let steps = [];
let step = -1;
const session = Math.random().toString(36).slice(2);

/** Whether the page is ours, and its address with it. */
const ownsWindow = /** @type {Element} */ (document.documentElement) === svg || !!head.page;
const ownsAddress =
	ownsWindow &&
	(() => {
		try {
			return window.top === window;
		} catch (e) {
			return false;
		}
	})();

/** @type {WeakMap<Tree, number>} */
const serials = new WeakMap();
let lastSerial = 0;

/** @param {Tree} t @returns {number} its own */
function serialOf(t) {
	const serial = serials.get(t) || ++lastSerial;
	serials.set(t, serial);
	return serial;
}

/** @returns {Step} */
function snapshot() {
	return {
		view: state.view,
		fn: state.fn,
		chips: state.chips.map(c => Object.assign({}, c)),
		panes: panes.map(p => ({
			serial: serialOf(p.tree),
			root: p.root,
			path: pathOf(p.tree, p.root),
			u0: p.u0,
			u1: p.u1,
			scroll: p.scroll
		}))
	};
}

/** @param {Step} a @param {Step} b @returns {boolean} */
function sameStep(a, b) {
	return (
		a.view === b.view &&
		a.fn === b.fn &&
		JSON.stringify(a.chips) === JSON.stringify(b.chips) &&
		a.panes.every(
			(p, i) =>
				p.u0 === b.panes[i].u0 &&
				p.u1 === b.panes[i].u1 &&
				p.path.join() === b.panes[i].path.join() &&
				(p.serial !== b.panes[i].serial || p.root === b.panes[i].root)
		)
	);
}

/** Make what is seen now a step that one can come back to. */
function remember() {
	const now = snapshot();
	if (step >= 0 && sameStep(steps[step], now)) {
		steps[step] = now;
		return;
	}
	steps = steps.slice(0, step + 1);
	step = steps.push(now) - 1;
	address(step > 0);
}

/** @type {ReturnType<typeof setTimeout> | 0} */
let addressing = 0;

/** @param {boolean} push a new entry of the browser's history; else the present one */
function address(push) {
	clearTimeout(addressing);
	if (!ownsAddress) return;
	const entry = {cflame: session, step},
		hash = '#' + toHash();
	try {
		if (push) history.pushState(entry, '', hash);
		else history.replaceState(entry, '', hash);
	} catch (e) {
		// Sandboxed, or longer than this browser allows.
		try {
			if (push) history.pushState(entry, '');
		} catch (e2) {
			return;
		}
	}
}

/** The address follows what is typed, a little later. */
function addressLater() {
	clearTimeout(addressing);
	addressing = setTimeout(() => address(false), 300);
}

/** @returns {boolean} whether there was a step to go back to */
function goBack() {
	if (settling) {
		clearTimeout(settling);
		settling = 0;
		remember();
	}
	if (step <= 0) return false;
	try {
		if (ownsAddress && history.state && history.state.cflame === session) {
			history.back();
			return true;
		}
	} catch (e) {
		// Our own list does it then.
	}
	restore(step - 1);
	return true;
}

/** @param {number} to */
function restore(to) {
	const s = steps[to];
	step = to;
	const same =
		s.view === state.view &&
		s.fn === state.fn &&
		JSON.stringify(s.chips) === JSON.stringify(state.chips);
	state.view = s.view;
	state.fn = s.fn;
	state.chips = s.chips.map(c => Object.assign({}, c));
	if (!same) openPanes();
	s.panes.forEach((was, i) => {
		const p = panes[i];
		if (serialOf(p.tree) === was.serial) {
			look(p, was.root, was.u0, was.u1, same);
			selection = {pane: p, node: was.root};
		} else {
			const {node, found} = followPath(p.tree, was.path);
			zoomTo(p, node, !same);
			if (
				found === was.path.length &&
				was.u1 <= Math.max(p.tree.wid[node], fullWidth(p.tree))
			)
				look(p, node, was.u0, was.u1, false);
		}
		p.scroll = was.scroll;
		clampScroll(p);
	});
	changed();
	say(sentence(selection.pane, selection.node));
}

/** @param {number[]} path @returns {string} */
function pathHash(path) {
	return path.map(f => encodeURIComponent(names[f])).join(';');
}

/** Settings as they stand in addresses: the letter, and the values in order; the first is never
 * written.
 * @type {[string, 'order' | 'color' | 'labels' | 'theme' | 'widths' | 'scaled', string[]][]} */
const HASHED = [
	['o', 'order', [baseOrder, 'name', 'width'].concat(head.flamechart ? 'input' : [])],
	['c', 'color', [settings.color].concat(Object.keys(COLORINGS))],
	['l', 'labels', ['end', 'start', 'middle', 'short']],
	['w', 'widths', [pick.width].concat(head.diff ? ['max', 'after', 'before'] : [])],
	['n', 'scaled', ['no'].concat(head.diff ? 'yes' : [])],
	['th', 'theme', [settings.theme, 'auto', 'light', 'dark', 'contrast']]
];

/** @returns {string} */
function toHash() {
	const parts = [];
	if (state.view === 'inverted') parts.push('m=inverted');
	if (state.view === 'sandwich') parts.push('m=sandwich:' + encodeURIComponent(names[state.fn]));
	for (const c of state.chips)
		parts.push(
			't=' +
				TRANSFORMS[c.kind].letter +
				(c.on ? '' : '-') +
				(c.path
					? ':' + pathHash(c.path)
					: c.name >= 0
						? ':' + encodeURIComponent(names[c.name])
						: '')
		);
	panes.forEach((p, i) => {
		if (p.root) parts.push((i ? 'z2=' : 'z=') + pathHash(pathOf(p.tree, p.root)));
		const full = p.root ? p.tree.wid[p.root] : fullWidth(p.tree);
		if (p.u0 > 0 || p.u1 < full)
			parts.push(
				(i ? 'x2=' : 'x=') +
					(p.u0 / full).toPrecision(6) +
					',' +
					(p.u1 / full).toPrecision(6)
			);
	});
	if (head.flamechart && panes[0].root) parts.push('f=' + panes[0].root);
	if (search.query) parts.push('q=' + encodeURIComponent(search.query));
	for (const [letter, key, values] of HASHED)
		if (settings[key] !== values[0]) parts.push(letter + '=' + settings[key]);
	if (settings.icicle !== !!head.inverted) parts.push('i=' + (settings.icicle ? 1 : 0));
	if (settings.table) parts.push('top=1');
	return parts.join('&');
}

/** @param {string} s @returns {string} */
function decoded(s) {
	try {
		return decodeURIComponent(s);
	} catch (e) {
		return s;
	}
}

/** @type {Map<string, number> | null} */
let indexOfName = null;

/** @param {string} s @returns {number} the index of a name, or -1 */
function nameIndex(s) {
	indexOfName = indexOfName || new Map(names.map((n, i) => [n, i]));
	const f = indexOfName.get(s);
	return f === undefined ? -1 : f;
}

/** @param {string} s @param {string[]} notes @returns {number} the index of a name, or -1 */
function nameFrom(s, notes) {
	const f = nameIndex(decoded(s));
	if (f < 0) notes.push('no function “' + clip(visible(decoded(s)), 60) + '” here');
	return f;
}

/** @param {string} s @param {string[]} notes @returns {Chip | null} */
function chipFrom(s, notes) {
	const [, letter, off, name] = /^(.)(-?)(?::(.*))?$/.exec(s) || [];
	const kind = Object.keys(TRANSFORMS).find(k => TRANSFORMS[k].letter === letter);
	const ofName = !'pgrR'.includes(letter);
	if (!kind || (name === undefined) === (ofName || letter === 'p')) {
		notes.push('an unknown transform “' + clip(visible(s), 20) + '”');
		return null;
	}
	if (letter === 'p') {
		const path = name.split(';').map(x => nameFrom(x, notes));
		return path.includes(-1) ? null : {kind, name: path[path.length - 1], path, on: !off};
	}
	const f = ofName ? nameFrom(name, notes) : -1;
	return ofName && f < 0 ? null : {kind, name: f, on: !off};
}

/** Take over the state of an address. What does not fit is left out, and said.
 * @param {string} hash without # */
function fromHash(hash) {
	/** @type {string[]} */
	const notes = [];
	/** @type {Map<string, string>} */
	const one = new Map();
	state.view = 'flame';
	state.fn = -1;
	state.chips = [];
	for (const part of hash.split('&').filter(Boolean)) {
		const [, key, value] = /^([^=]*)=?([^]*)$/.exec(part) || ['', '', ''];
		if (key === 't') {
			const chip = chipFrom(value, notes);
			if (chip) state.chips.push(chip);
		} else if (/^([mqif]|top|[zx]2?)$/.test(key) || HASHED.some(h => h[0] === key)) {
			one.set(key, value);
		} else {
			notes.push('“' + clip(visible(decoded(part)), 40) + '” means nothing here');
		}
	}
	for (const [letter, key, values] of HASHED) {
		const v = one.get(letter);
		if (v !== undefined && values.includes(v)) settings[key] = v;
		else if (v !== undefined)
			notes.push('no ' + key + ' “' + clip(visible(decoded(v)), 20) + '”');
	}
	applyWidths();
	settings.icicle = one.has('i') ? one.get('i') === '1' : !!head.inverted;
	settings.table = one.get('top') === '1';
	const m = one.get('m') || '';
	if (m === 'inverted') {
		state.view = m;
	} else if (m.startsWith('sandwich:')) {
		state.fn = nameFrom(m.slice(9), notes);
		state.view = state.fn < 0 ? 'flame' : 'sandwich';
	} else if (m) {
		notes.push('no view “' + clip(visible(decoded(m)), 20) + '”');
	}
	setQuery(one.has('q') ? decoded(one.get('q') || '') : head.search || '');
	openPanes();
	panes.forEach((p, i) =>
		zoomFrom(p, one.get(i ? 'z2' : 'z'), one.get(i ? 'x2' : 'x'), Number(one.get('f')), notes)
	);
	notice(notes.length ? 'Of the link: ' + notes.join('; ') + '. The rest holds.' : '');
}

/** @param {Pane} p @param {string | undefined} z @param {string | undefined} x
 * @param {number} which a node, or NaN @param {string[]} notes */
function zoomFrom(p, z, x, which, notes) {
	if (z !== undefined) {
		const want = z.split(';').map(decoded),
			known = want.map(w => nameIndex(w)),
			miss = known.indexOf(-1);
		const path = miss < 0 ? known : known.slice(0, miss);
		p.tree = p.make(path);
		const {node, found} = followPath(p.tree, path);
		if (found < want.length)
			notes.push(
				'no frame “' +
					clip(visible(want[found]), 60) +
					'” ' +
					(node ? 'below “' + clip(nameText(p.tree.name[node]), 60) + '”' : 'at the root')
			);
		// Of a flame chart, where several frames have this path: the one that it was.
		const same =
			which > 0 &&
			which % 1 === 0 &&
			which < p.tree.n &&
			pathOf(p.tree, which).join() === path.join();
		zoomTo(p, same ? which : node, true);
	}
	const range = x && /^([\d.e-]+),([\d.e-]+)$/.exec(x);
	if (range) {
		const full = p.root ? p.tree.wid[p.root] : fullWidth(p.tree),
			a = +range[1],
			b = +range[2];
		if (a >= 0 && b > a && b <= 1) look(p, p.root, a * full, b * full, false);
	}
}
