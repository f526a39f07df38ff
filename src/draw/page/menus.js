// Menus and the help: one popup at a time.

/** Where the keyboard was before the popup. @type {Element | null} */
let before = null;

function popupOpen() {
	return !popup.box.hasAttribute('display');
}

/** @param {number} x @param {number} y @param {number} most width */
function openPopup(x, y, most) {
	tip.frozen = false;
	hideTip();
	show(popup.box, true);
	const w = Math.min(most, sizes.width - 16);
	place(popup.box, 0, 0, w, 10);
	popup.body.style.maxHeight = sizes.height - 16 + 'px';
	const r = popup.body.getBoundingClientRect();
	place(
		popup.box,
		Math.max(8, Math.min(x, sizes.width - 8 - r.width)),
		Math.max(8, Math.min(y, sizes.height - 8 - r.height)),
		w,
		r.height
	);
}

function closePopup() {
	if (!popupOpen()) return;
	show(popup.box, false);
	popup.body.textContent = '';
	if (before instanceof HTMLElement || before instanceof SVGElement)
		before.focus({preventScroll: true});
}

/** @param {string} cls @param {string} role @param {string} label */
function startPopup(cls, role, label) {
	if (!popupOpen()) before = document.activeElement;
	popup.body.textContent = '';
	put(popup.body, {class: 'cf-ui cf-popup ' + cls, role: role, 'aria-label': label});
}

/**
 * @typedef {{text: string, hint?: string, on?: string | boolean, run: () => void} | null} Item
 * null: a line between
 */

/** @param {string} label @param {Item[]} items @param {number} x @param {number} y */
function openMenu(label, items, x, y) {
	startPopup('cf-menu', 'menu', label);
	for (const item of items) {
		if (!item) {
			put(html('div', 'cf-line', '', popup.body), {role: 'separator'});
			continue;
		}
		const b = html('button', 'cf-menuitem', '', popup.body),
			on = item.on;
		put(b, {type: 'button', role: typeof on === 'boolean' ? 'menuitemcheckbox' : 'menuitem'});
		if (typeof on === 'boolean') put(b, {'aria-checked': on});
		b.tabIndex = -1;
		html('span', 'cf-check', on === true ? '✓' : '', b);
		html('span', 'cf-text', item.text + (typeof on === 'string' ? ': ' + on : ''), b);
		html('kbd', '', item.hint || '', b);
		hear(b, 'click', () => {
			closePopup();
			item.run();
		});
	}
	openPopup(x, y, 340);
	moveInMenu(0, 1);
}

/** @param {number} from @param {number} by */
function moveInMenu(from, by) {
	const items = /** @type {HTMLElement[]} */ (
		Array.from(popup.body.querySelectorAll('.cf-menuitem'))
	);
	const e = items[(from + items.length) % items.length];
	if (e && by) e.focus({preventScroll: true});
}

/** @param {KeyboardEvent} e @returns {boolean} whether the popup took the key */
function popupKey(e) {
	if (!popupOpen()) return false;
	const items = Array.from(popup.body.querySelectorAll('.cf-menuitem'));
	const at = items.indexOf(/** @type {Element} */ (document.activeElement));
	if (e.key === 'Escape' || (e.key === 'Tab' && items.length)) closePopup();
	else if (items.length && e.key === 'ArrowDown') moveInMenu(at + 1, 1);
	else if (items.length && e.key === 'ArrowUp') moveInMenu(at < 0 ? -1 : at - 1, 1);
	else if (items.length && (e.key === 'Home' || e.key === 'End'))
		moveInMenu(e.key === 'Home' ? 0 : -1, 1);
	else return !(e.key === 'Enter' || e.key === ' ' || e.key === 'Tab') && items.length > 0;
	e.preventDefault();
	return true;
}

/** @param {string} id @returns {Item} */
function commandItem(id) {
	const c = commands[id];
	return {text: c.text, hint: c.keys[0], on: c.on && c.on(), run: () => run(id)};
}

/** All that is not about one frame. */
function mainMenu() {
	/** @type {Item[]} */
	const items = [];
	let group = '';
	for (const id in commands) {
		const c = commands[id];
		if (!c.on && !/^(back|reset|undo|export|help)$/.test(id)) continue;
		if (group && c.group !== group) items.push(null);
		group = c.group;
		items.push(commandItem(id));
	}
	openMenu('All commands', items, sizes.width, moreButton.offsetHeight + 14);
}

/** @param {number} f @returns {Item[]} what one can do with a function */
function functionItems(f) {
	const chip = /** @param {string} kind @returns {Item} */ kind => ({
		text: commands[kind].text,
		hint: commands[kind].keys[0],
		run: () => addChip(kind, f)
	});
	return [
		{text: commands.sandwich.text, hint: 'P', run: () => setView('sandwich', f)},
		{text: 'Search for it', run: () => find(patternOf(f))},
		null,
		...['focus', 'hide', 'drop', 'collapse'].map(chip)
	];
}

/** @param {number} f @returns {Item[]} */
function copyItems(f) {
	const link = linkOf(f);
	return [
		{text: 'Copy the name', hint: 'Y', run: () => copyText(shown[f])},
		{text: 'Copy a pattern for it', run: () => copyText(patternOf(f))},
		...(link
			? [
					{
						text: 'Open ' + clip(link.href, 40),
						run: () => void window.open(link.href, link.target, 'noopener')
					}
				]
			: [])
	];
}

/** @param {Pane} p @param {number} node @param {number} x @param {number} y */
function frameMenu(p, node, x, y) {
	const f = functionOf(p, node);
	if (f < 0) {
		mainMenu();
		return;
	}
	select(p, node);
	const items = [commandItem('zoom'), ...functionItems(f)];
	if (p.what === 'flame')
		items.push({
			text: 'Drop this subtree',
			hint: 'Ctrl+click',
			run: () => addChip('prune', f, pathOf(p.tree, node))
		});
	items.push(null, ...copyItems(f), commandItem('copyStack'), {
		text: 'Copy the folded line',
		run: () => copy('folded')
	});
	openMenu(nameText(f), items, x, y);
}

/** What --nameattr gives a name to open, if that is harmless.
 * @param {number} f @returns {{href: string, target: string} | null} */
function linkOf(f) {
	const attr =
		head.attr && Object.prototype.hasOwnProperty.call(head.attr, names[f])
			? head.attr[names[f]]
			: null;
	try {
		const url = attr && attr.href ? new URL(attr.href, document.baseURI) : null;
		return url && attr && /^(https?|file):$/.test(url.protocol)
			? {href: url.href, target: attr.target || '_blank'}
			: null;
	} catch (e) {
		return null;
	}
}

/** The menu of the selected frame, beside it. */
function selectedMenu() {
	const p = selection.pane,
		c = canvases[panes.indexOf(p)];
	const ring = c && c.item && c.item.firstElementChild;
	const x = ring ? Number(ring.getAttribute('x')) : 0;
	frameMenu(
		p,
		selection.node,
		sizes.graph.x + x,
		p.y + rowTop(p, p.tree.dep[selection.node]) + rowHeight
	);
}

function exportMenu() {
	openMenu(
		'Save as',
		[
			{text: 'SVG picture of this view', run: () => saveSvg()},
			{text: 'PNG picture of this view', run: () => savePng()},
			{
				text: 'Folded stacks of this view',
				run: () => save(foldedText(), 'folded', 'text/plain')
			},
			{text: 'Table of functions (CSV)', run: () => save(csvText(), 'csv', 'text/csv')}
		],
		sizes.width,
		moreButton.offsetHeight + 14
	);
}

function toggleHelp() {
	if (popupOpen()) {
		closePopup();
		return;
	}
	startPopup('cf-help', 'dialog', 'Help');
	const title = html('div', 'cf-help-title', '', popup.body);
	html('b', '', 'Keys and mouse', title);
	const close = button('cf-tool', '×', 'Close', closePopup, title);
	const columns = html('div', 'cf-help-columns', '', popup.body);
	/** @type {Record<string, HTMLElement>} */
	const lists = {};
	/** @param {string} group @param {string} text @param {string[]} keys */
	const row = (group, text, keys) => {
		if (!lists[group]) {
			const part = html('section', '', '', columns);
			html('h3', '', group, part);
			lists[group] = html('dl', '', '', part);
		}
		const dt = html('dt', '', '', lists[group]);
		keys.forEach(k => html('kbd', '', k, dt));
		html('dd', '', text, lists[group]);
	};
	for (const [text, keys] of MOUSE) row('Mouse and touch', text, keys);
	for (const id in commands) {
		const c = commands[id];
		row(c.group, c.text, c.keys);
		if (id === 'down') row(c.group, 'Select callers, callees, siblings', ['←', '→', '↑', '↓']);
	}
	openPopup((sizes.width - 820) / 2, 48, 820);
	close.focus({preventScroll: true});
}

/** @type {[string, string[]][]} */
const MOUSE = [
	['Zoom to a frame; touch: tap twice', ['click']],
	['Back to a caller', ['click a faded frame']],
	['Zoom at the pointer', ['Ctrl+wheel', 'pinch']],
	['Scroll a high graph; zoom a low one', ['wheel']],
	['Pan', ['drag', 'Shift+wheel']],
	['Pick a range or move it', ['drag in the minimap']],
	['Move a chip: they apply from the left', ['drag', 'Shift+←', 'Shift+→']],
	['Menu of a frame', ['right click', 'long press']],
	['Drop a subtree', ['Ctrl+click', 'Alt+click']],
	['Keep the details to select their text', ['hold Shift']]
];
