// Everything one can do, once: keys, menus and the help are made from this table.

/**
 * @typedef {object} Command
 * @property {string} text
 * @property {string[]} keys as shown; the first in tool tips
 * @property {() => void} run
 * @property {string} [group] of the help and the menu
 * @property {boolean} [hidden] not in the menu
 * @property {() => string | boolean} [on] what is chosen now
 */

/** @type {Record<string, Command>} */
const commands = {
	zoom: {group: 'Zoom', text: 'Zoom to the selected frame', keys: ['Enter'], hidden: true,
		run: () => goTo(selection.pane, selection.node)},
	back: {group: 'Zoom', text: 'Back one step', keys: ['Esc', 'Backspace'], run: () => void goBack()},
	reset: {group: 'Zoom', text: 'Show everything', keys: ['0', 'Home'], run: resetZoom},
	closer: {group: 'Zoom', text: 'Closer', keys: ['+', 'W'], hidden: true,
		run: () => zoomBy(selection.pane, 0.5, centre(), true)},
	farther: {group: 'Zoom', text: 'Farther', keys: ['-', 'S'], hidden: true,
		run: () => zoomBy(selection.pane, 2, centre(), true)},
	left: {group: 'Zoom', text: 'To the left', keys: ['A'], hidden: true, run: () => panBy(selection.pane, -0.25, true)},
	right: {group: 'Zoom', text: 'To the right', keys: ['D'], hidden: true, run: () => panBy(selection.pane, 0.25, true)},
	pageUp: {group: 'Zoom', text: 'Scroll up', keys: ['PgUp'], hidden: true,
		run: () => scrollPane(selection.pane, -0.8 * selection.pane.h)},
	pageDown: {group: 'Zoom', text: 'Scroll down', keys: ['PgDn'], hidden: true,
		run: () => scrollPane(selection.pane, 0.8 * selection.pane.h)},
	minimap: {group: 'Zoom', text: 'Minimap while zoomed', keys: ['M'], on: () => settings.minimap,
		run: () => set('minimap', !settings.minimap)},
	search: {group: 'Search', text: 'Search', keys: ['/', 'Ctrl+F', 'F3'], hidden: true, run: () => {
		field.focus();
		field.select();
	}},
	next: {group: 'Search', text: 'Next match', keys: ['N'], hidden: true, run: () => stepMatch(1)},
	previous: {group: 'Search', text: 'Previous match', keys: ['Shift+N'], hidden: true, run: () => stepMatch(-1)},
	clear: {group: 'Search', text: 'Clear the search', keys: [], hidden: true, run: () => find('')},
	table: {group: 'Views', text: 'Top table: self and total', keys: ['T'], on: () => settings.table,
		run: () => set('table', !settings.table)},
	invert: {group: 'Views', text: 'By leaf: what the time was spent in, and who called it', keys: ['V'],
		on: () => state.view === 'inverted', run: () => setView(state.view === 'inverted' ? 'flame' : 'inverted')},
	sandwich: {group: 'Views', text: 'Callers and callees of the selected function', keys: ['P'],
		on: () => state.view === 'sandwich', run: () => ofSelected(f => setView('sandwich', f))},
	flip: {group: 'Views', text: 'Flip: flames upwards or icicles', keys: ['I'], on: () => settings.icicle, run: () => {
		settings.icicle = !settings.icicle;
		if (panes.length === 1)
			panes[0].down = settings.icicle;
		setting();
	}},
	color: {group: 'Looks', text: 'Colour by', keys: ['K'], on: () => COLORINGS[settings.color],
		run: () => set('color', after(Object.keys(COLORINGS), settings.color))},
	order: {group: 'Looks', text: 'Order of siblings', keys: ['O'], on: () => settings.order, run: () => {
		settings.order = after(['name', 'width'].concat(head.flamechart ? 'input' : []), settings.order);
		rebuild();
		setting();
	}},
	labels: {group: 'Looks', text: 'Cut long names at the', keys: ['L'], on: () => settings.labels,
		run: () => set('labels', after(['end', 'start', 'middle'], settings.labels))},
	theme: {group: 'Looks', text: 'Theme', keys: ['Z'],
		on: () => settings.theme === 'contrast' ? 'high contrast' : settings.theme,
		run: () => set('theme', after(['auto', 'light', 'dark', 'contrast'], settings.theme))},
	focus: {group: 'Change the profile', text: 'Focus: only stacks through the selected function', keys: ['F'], hidden: true,
		run: () => ofSelected(f => addChip('focus', f))},
	hide: {group: 'Change the profile', text: 'Hide the function: callers take its place', keys: ['H'], hidden: true,
		run: () => ofSelected(f => addChip('hide', f))},
	drop: {group: 'Change the profile', text: 'Drop all stacks with the function', keys: ['X'], hidden: true,
		run: () => ofSelected(f => addChip('drop', f))},
	collapse: {group: 'Change the profile', text: 'Collapse what the function calls', keys: ['C'], hidden: true,
		run: () => ofSelected(f => addChip('collapse', f))},
	recursion: {group: 'Change the profile', text: 'Collapse recursion', keys: ['R'], on: () => hasChip('recursion'),
		run: () => toggleChip('recursion')},
	cycles: {group: 'Change the profile', text: 'Collapse indirect recursion too', keys: ['Shift+R'],
		on: () => hasChip('cycles'), run: () => toggleChip('cycles')},
	chains: {group: 'Change the profile', text: 'Join chains of frames as wide as their parent', keys: ['G'],
		on: () => hasChip('chains'), run: () => toggleChip('chains')},
	undo: {group: 'Change the profile', text: 'Undo the last change of the profile', keys: ['U', 'Ctrl+Z'],
		run: () => setChips(state.chips.slice(0, -1))},
	copy: {group: 'Out', text: 'Copy the name', keys: ['Y', 'Ctrl+C'], hidden: true, run: () => copy('name')},
	copyStack: {group: 'Out', text: 'Copy the stack', keys: ['Shift+Y'], hidden: true, run: () => copy('stack')},
	export: {group: 'Out', text: 'Save as…', keys: ['E'], run: () => exportMenu()},
	menu: {group: 'Out', text: 'Menu of the selected frame', keys: ['Shift+F10'], hidden: true, run: () => selectedMenu()},
	help: {group: 'Out', text: 'Help', keys: ['?'], run: () => toggleHelp()},
};

/** @param {string} id */
function run(id) {
	notice('');
	commands[id].run();
}

/** @template T @param {T[]} list @param {T} value @returns {T} */
function after(list, value) {
	return list[(list.indexOf(value) + 1) % list.length];
}

/** @param {'minimap' | 'table' | 'color' | 'labels' | 'theme'} key @param {any} value */
function set(key, value) {
	/** @type {any} */ (settings)[key] = value;
	setting();
}

function setting() {
	changed();
	addressLater();
}

/** Where on the screen the keys zoom: the middle of the selected frame. @returns {number} 0 to 1 */
function centre() {
	const p = selection.pane, t = p.tree, i = selection.node;
	if (t.dep[i] <= t.dep[p.root] || commonAncestor(t, i, p.root) !== p.root)
		return 0.5;
	const x = (offsetIn(t, i, p.root) + t.wid[i] / 2 - p.u0) / (p.u1 - p.u0);
	return x >= 0 && x <= 1 ? x : 0.5;
}

/** Zoom, as a step that can be undone. @param {Pane} p @param {number} node */
function goTo(p, node) {
	zoomTo(p, node);
	revealRow(p, p.tree.dep[p.root]);
	afterZoom();
}

function afterZoom() {
	remember();
	updateHeader();
	updateBar();
	say(sentence(selection.pane, selection.node));
}

function resetZoom() {
	for (const p of panes)
		zoomTo(p, 0);
	afterZoom();
}

/** @param {(f: number) => void} act */
function ofSelected(act) {
	const f = functionOf(selection.pane, selection.node);
	if (f >= 0)
		act(f);
	else
		notice('Select a frame first.');
}

/** @param {string} view @param {number} [fn] */
function setView(view, fn = -1) {
	state.view = view;
	state.fn = fn;
	openPanes();
	changed();
	remember();
}

/** Make the panes again, and look at the same places as far as they are still there. */
function rebuild() {
	const was = panes.map(p => pathOf(p.tree, p.root)), chosen = pathOf(selection.pane.tree, selection.node);
	const f = functionOf(selection.pane, selection.node);
	openPanes();
	panes.forEach((p, i) => {
		if (was[i] && was[i].length)
			zoomTo(p, followPath(p.tree, was[i]).node, true);
	});
	const p = panes[0], {node} = followPath(p.tree, chosen);
	selection = {pane: p, node: functionOf(p, node) === f || node ? node : p.root};
}

/** @param {Chip[]} chips */
function setChips(chips) {
	if (chips.length === state.chips.length && !chips.length)
		return;
	state.chips = chips;
	rebuild();
	changed();
	remember();
	const t = mainTree();
	say(chips.length ? plural(t.n - 1, 'frame') + ' and ' + amount(t.tot[0]) + ' left' : 'The whole profile');
}

/** @param {string} kind @param {number} name @param {number[]} [path] */
function addChip(kind, name, path) {
	const chip = path ? {kind, name, path, on: true} : {kind, name, on: true};
	setChips(state.chips.filter(c => chipKey(c) !== chipKey(chip)).concat(chip));
}

/** @param {string} kind @returns {boolean} */
function hasChip(kind) {
	return state.chips.some(c => c.kind === kind && c.on);
}

/** @param {string} kind */
function toggleChip(kind) {
	if (hasChip(kind))
		setChips(state.chips.filter(c => c.kind !== kind));
	else
		addChip(kind, -1);
}

/** @param {string} query */
function find(query) {
	setQuery(query);
	updateHeader();
	updateTable();
	redraw();
	addressLater();
}

/** To the next match, zooming out or in where it could not be seen. @param {number} by 1 or -1 */
function stepMatch(by) {
	const p = searchPane(), t = p.tree, before = matchesBefore(t), n = before[t.n];
	if (!n)
		return;
	const from = search.current >= 0 ? before[search.current] + by : before[p.root] - (by < 0 ? 1 : 0);
	const want = (from + n) % n;
	let lo = 0, hi = t.n - 1;
	while (lo < hi) {
		const mid = (lo + hi) >> 1;
		if (before[mid + 1] > want)
			hi = mid;
		else
			lo = mid + 1;
	}
	search.current = lo;
	reveal(p, lo);
}

/** @param {Pane} p @param {number} node */
function reveal(p, node) {
	const t = p.tree, width = sizes.graph.w, inView = node >= p.root && node < t.end[p.root];
	const x = inView ? offsetIn(t, node, p.root) - p.u0 : -1, k = width / (p.u1 - p.u0);
	if (x < 0 || t.wid[node] * k < 40 || x + t.wid[node] > p.u1 - p.u0 + 1e-9 * p.u1) {
		let to = node;
		for (let a = node; a > 0; a = t.par[a])
			if (t.wid[node] / t.wid[t.par[a]] * width >= 40)
				to = t.par[a];
		zoomTo(p, to);
	}
	selection = {pane: p, node};
	revealRow(p, t.dep[node]);
	redraw();
	afterZoom();
}
