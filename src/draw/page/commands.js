// Everything one can do, once: keys, menus and the help are made from this table.

/**
 * @typedef {object} Command
 * @property {string} group of the help and the menu
 * @property {string} text
 * @property {string[]} keys as shown; the first in tool tips
 * @property {() => void} run
 * @property {() => string | boolean} [on] what is chosen now
 */

/** @type {Record<string, Command>} */
const commands = {};

/** Rows: id, text, keys apart by blanks, what it does, what is chosen now.
 * @param {string} group
 * @param {[string, string, string, () => void, (() => string | boolean)?][]} rows */
function define(group, rows) {
	for (const [id, text, keys, act, on] of rows)
		commands[id] = {group, text, keys: keys.split(' '), run: act, on};
}

define('Zoom', [
	['zoom', 'Zoom to the selected frame', 'Enter', () => goTo(selection.pane, selection.node)],
	['back', 'Back one step', 'Esc Backspace Alt+←', () => void goBack()],
	['reset', 'Show everything', '0 Home', resetZoom],
	['closer', 'Closer', '+ W', () => zoomBy(selection.pane, 0.5, centre(), true)],
	['farther', 'Farther', '- S', () => zoomBy(selection.pane, 2, centre(), true)],
	['left', 'To the left', 'A', () => panBy(selection.pane, -0.25, true)],
	['right', 'To the right', 'D', () => panBy(selection.pane, 0.25, true)],
	['up', 'Scroll up', 'PgUp', () => scrollPane(selection.pane, -0.8 * selection.pane.h)],
	['down', 'Scroll down', 'PgDn', () => scrollPane(selection.pane, 0.8 * selection.pane.h)],
	[
		'minimap',
		'Minimap while zoomed',
		'M',
		() => set('minimap', !settings.minimap),
		() => settings.minimap
	]
]);
define('Search', [
	[
		'search',
		'Search',
		'/ Ctrl+F F3',
		() => {
			field.focus();
			field.select();
		}
	],
	['next', 'Next match', 'N', () => stepMatch(1)],
	['previous', 'Previous match', 'Shift+N', () => stepMatch(-1)]
]);
define('Views', [
	[
		'table',
		'Top table: self and total',
		'T',
		() => set('table', !settings.table),
		() => settings.table
	],
	[
		'invert',
		'By leaf: where samples end, and who called',
		'V',
		() => setView(state.view === 'inverted' ? 'flame' : 'inverted'),
		() => state.view === 'inverted'
	],
	[
		'sandwich',
		'Callers and callees',
		'P',
		() => ofSelected(f => setView('sandwich', f)),
		() => state.view === 'sandwich'
	],
	[
		'flip',
		'Flip: flames or icicles',
		'I',
		() => {
			settings.icicle = !settings.icicle;
			if (panes.length === 1) panes[0].down = settings.icicle;
			setting();
		},
		() => settings.icicle
	]
]);
define('Looks', [
	[
		'color',
		'Colour by',
		'K',
		() => set('color', after(Object.keys(COLORINGS), settings.color)),
		() => COLORINGS[settings.color]
	],
	[
		'order',
		'Order of siblings',
		'O',
		() => {
			settings.order = after(
				['name', 'width'].concat(head.flamechart ? 'input' : []),
				settings.order
			);
			heavy(() => {
				rebuild();
				setting();
			});
		},
		() => settings.order
	],
	[
		'labels',
		'Cut long names',
		'L',
		() => set('labels', after(['end', 'start', 'middle', 'short'], settings.labels)),
		() => settings.labels
	],
	[
		'theme',
		'Theme',
		'Z',
		() => set('theme', after(['auto', 'light', 'dark', 'contrast'], settings.theme)),
		() => settings.theme
	]
]);
if (head.diff)
	define('Difference', [
		[
			'widths',
			'Widths of',
			'B',
			() => inDiff({widths: after(['max', 'after', 'before'], settings.widths)}),
			() => settings.widths
		],
		[
			'scaled',
			'Scale the earlier profile to the later',
			'Shift+B',
			() => inDiff({scaled: after(['no', 'yes'], settings.scaled)}),
			() => settings.scaled === 'yes'
		]
	]);
define('Change the profile', [
	['focus', 'Focus: only stacks through it', 'F', () => ofSelected(f => addChip('focus', f))],
	['hide', 'Hide: its callers take its place', 'H', () => ofSelected(f => addChip('hide', f))],
	['drop', 'Drop all stacks with it', 'X', () => ofSelected(f => addChip('drop', f))],
	['collapse', 'Collapse what it calls', 'C', () => ofSelected(f => addChip('collapse', f))],
	[
		'recursion',
		'Collapse recursion',
		'R',
		() => toggleChip('recursion'),
		() => hasChip('recursion')
	],
	[
		'cycles',
		'Collapse indirect recursion too',
		'Shift+R',
		() => toggleChip('cycles'),
		() => hasChip('cycles')
	],
	[
		'chains',
		'Join chains of equal width',
		'G',
		() => toggleChip('chains'),
		() => hasChip('chains')
	],
	['undo', 'Undo the last change', 'U Ctrl+Z', () => setChips(state.chips.slice(0, -1))]
]);
define('Out', [
	['copy', 'Copy the name', 'Y Ctrl+C', () => copy('name')],
	['copyStack', 'Copy the stack', 'Shift+Y', () => copy('stack')],
	['export', 'Save as…', 'E', () => exportMenu()],
	['menu', 'Menu of the frame', 'Shift+F10', () => selectedMenu()],
	['help', 'Help', '?', () => toggleHelp()]
]);

/** By key, as shown: the command. */
const commandOfKey = new Map(
	Object.keys(commands).flatMap(id => commands[id].keys.map(k => [k, id]))
);

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

/** Work that waits until it is seen that it goes on. @type {(() => void) | null} */
let waiting = null;

/** Do what takes long with a large profile, after saying so. @param {() => void} act */
function heavy(act) {
	finishWaiting();
	if (base.n < 2e5) {
		act();
		return;
	}
	waiting = act;
	put(svg, {'aria-busy': true, 'data-cflame-state': 'busy'});
	setText(statusText, 'Working…');
	requestAnimationFrame(() => setTimeout(finishWaiting));
}

/** Whatever comes next comes after it. */
function finishWaiting() {
	const act = waiting;
	waiting = null;
	if (!act) return;
	act();
	svg.removeAttribute('aria-busy');
}

/** @param {Partial<typeof settings>} choice */
function inDiff(choice) {
	Object.assign(settings, choice);
	heavy(() => {
		applyWidths();
		rebuild();
		setting();
	});
}

/** Where on the screen the keys zoom: the middle of the selected frame. @returns {number} 0 to 1 */
function centre() {
	const p = selection.pane,
		t = p.tree,
		i = selection.node;
	if (t.dep[i] <= t.dep[p.root] || commonAncestor(t, i, p.root) !== p.root) return 0.5;
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
	hideTip();
	remember();
	updateHeader();
	updateBar();
	say(sentence(selection.pane, selection.node));
}

function resetZoom() {
	for (const p of panes) {
		p.scroll = 0;
		zoomTo(p, 0);
	}
	afterZoom();
}

/** Act on the function of the table's row that has the keyboard, or of the selected frame.
 * @param {(f: number) => void} act */
function ofSelected(act) {
	const row = rowName(document.activeElement),
		f = row >= 0 ? row : functionOf(selection.pane, selection.node);
	if (f >= 0) act(f);
	else notice('Select a frame first.');
}

/** @param {string} view @param {number} [fn] */
function setView(view, fn = -1) {
	heavy(() => showView(view, fn));
}

/** @param {string} view @param {number} fn */
function showView(view, fn) {
	state.view = view;
	state.fn = fn;
	openPanes();
	changed();
	remember();
	const said = sentence(panes[0], 0);
	say(
		view === 'sandwich'
			? 'Callers and callees of ' + said
			: view === 'inverted'
				? 'By leaf: ' + said
				: said
	);
}

/** Make the panes again, and look at the same places as far as they are still there. */
function rebuild() {
	const was = panes.map(p => pathOf(p.tree, p.root)),
		chosen = pathOf(selection.pane.tree, selection.node);
	const f = functionOf(selection.pane, selection.node);
	openPanes();
	panes.forEach((p, i) => {
		if (was[i] && was[i].length) zoomTo(p, followPath(p.tree, was[i]).node, true);
	});
	const p = panes[0],
		{node} = followPath(p.tree, chosen);
	selection = {pane: p, node: functionOf(p, node) === f || node ? node : p.root};
}

/** @param {Chip[]} chips */
function setChips(chips) {
	if (chips.length === state.chips.length && !chips.length) return;
	heavy(() => takeChips(chips));
}

/** @param {Chip[]} chips */
function takeChips(chips) {
	state.chips = chips;
	rebuild();
	changed();
	remember();
	const t = mainTree();
	say(
		chips.length
			? plural(t.n - 1, 'frame') + ' and ' + amount(t.tot[0]) + ' left'
			: 'The whole profile'
	);
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
	if (hasChip(kind)) setChips(state.chips.filter(c => c.kind !== kind));
	else addChip(kind, -1);
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
	const p = searchPane(),
		t = p.tree,
		before = matchesBefore(t),
		n = before[t.n];
	if (!n) return;
	const from =
		search.current >= 0 ? before[search.current] + by : before[p.root] - (by < 0 ? 1 : 0);
	const want = (from + n) % n;
	let lo = 0,
		hi = t.n - 1;
	while (lo < hi) {
		const mid = (lo + hi) >> 1;
		if (before[mid + 1] > want) hi = mid;
		else lo = mid + 1;
	}
	search.current = lo;
	reveal(p, lo);
}

/** @param {Pane} p @param {number} node */
function reveal(p, node) {
	const t = p.tree,
		width = sizes.graph.w;
	const x = inView(p, node) ? offsetIn(t, node, p.root) - p.u0 : -1,
		k = width / (p.u1 - p.u0);
	if (x < 0 || t.wid[node] * k < 40 || x + t.wid[node] > p.u1 - p.u0 + 1e-9 * p.u1) {
		let to = node;
		for (let a = node; a > 0; a = t.par[a])
			if ((t.wid[node] / t.wid[t.par[a]]) * width >= 40) to = t.par[a];
		zoomTo(p, to);
	}
	selection = {pane: p, node};
	revealRow(p, t.dep[node]);
	redraw();
	afterZoom();
}
