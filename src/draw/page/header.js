// The bars above and below the graph: title, search, buttons; breadcrumbs and chips; status.

const heading = html('div', 'cf-title', '', header.body);
for (const [tag, cls, text] of [
	['b', '', head.title || 'Flame Graph'],
	['span', 'cf-subtitle', head.subtitle || '']
])
	if (text) put(html(tag, cls, visible(text), heading), {title: visible(text)});
const finder = html('div', 'cf-find', '', header.body);
put(finder, {role: 'search', 'aria-label': 'Search'});
const field = /** @type {HTMLInputElement} */ (html('input', 'cf-search', '', finder));
put(field, {
	type: 'text',
	role: 'searchbox',
	placeholder: 'Search  /',
	spellcheck: false,
	autocomplete: 'off',
	'aria-label': 'Search frames by regular expression'
});
const found = html('span', 'cf-found', '', finder);
put(found, {role: 'status'});
const previousButton = button(
	'cf-tool',
	'‹',
	'Previous match (Shift+N)',
	() => run('previous'),
	finder
);
const nextButton = button('cf-tool', '›', 'Next match (N)', () => run('next'), finder);
const clearButton = button('cf-tool', '×', 'Clear the search', () => find(''), finder);
const tools = html('div', 'cf-tools', '', header.body);
put(tools, {role: 'toolbar', 'aria-label': 'Views'});
/** @type {[HTMLElement, string][]} */
const toolButtons = [];
for (const [id, text] of [
	['table', 'Top'],
	['invert', 'By leaf'],
	['flip', 'Flip'],
	['color', 'Colour']
])
	toolButtons.push([
		button(
			'cf-tool cf-tool-' + id,
			text,
			commands[id].text + ' (' + commands[id].keys[0] + ')',
			() => run(id),
			tools
		),
		id
	]);
const moreButton = button('cf-tool cf-tool-more', '☰', 'All commands', () => mainMenu(), tools);
put(moreButton, {'aria-haspopup': 'menu'});
button('cf-tool cf-tool-help', '?', 'Help (?)', () => run('help'), tools);

const upperLine = html('div', 'cf-upper', '', bar.body);
const crumbs = html('nav', 'cf-path', '', upperLine);
put(crumbs, {'aria-label': 'Zoomed to'});
const chipList = html('div', 'cf-chips', '', bar.body);
put(chipList, {role: 'list', 'aria-label': 'Transforms'});

const keys = html('div', 'cf-legend', '', upperLine);
/** Of a differential profile: whose widths are drawn. @type {[HTMLElement, () => boolean][]} */
const sideButtons = [];
if (head.diff) {
	const sides = html('div', 'cf-sides', '', keys);
	put(sides, {role: 'group', 'aria-label': 'Widths of'});
	for (const [id, text, what] of [
		['before', 'before', 'the earlier profile'],
		['after', 'after', 'the later profile'],
		['max', 'both', 'both: the larger count of each stack']
	])
		sideButtons.push([
			button(
				'cf-tool cf-side-' + id,
				text,
				'Widths of ' + what + ' (B)',
				() => inDiff({widths: id}),
				sides
			),
			() => settings.widths === id
		]);
	sideButtons.push([
		button(
			'cf-tool cf-side-scaled',
			'scaled',
			commands.scaled.text + ' (Shift+B)',
			() => run('scaled'),
			sides
		),
		() => settings.scaled === 'yes'
	]);
}
const legend = html('div', 'cf-scale', '', keys);

const statusText = html('span', 'cf-now', '', foot.body);
const noticeText = html('span', 'cf-notice', '', foot.body);
const live = html('span', 'cf-live', '', foot.body);
put(live, {'aria-live': 'polite', role: 'status'});

/** @type {ReturnType<typeof setTimeout> | 0} */
let speaking = 0;

/** Shown at once, announced when it stays. @param {string} text */
function say(text) {
	setText(statusText, text);
	clearTimeout(speaking);
	speaking = setTimeout(() => setText(live, clip(text, 300)), 300);
}

/** Something that happened, until the next thing. @param {string} text */
function notice(text) {
	setText(noticeText, text);
	put(noticeText, {title: text});
	if (text) {
		clearTimeout(speaking);
		setText(live, clip(text, 300));
	}
}

/** @param {Pane} p @returns {Count} what of the view the search has found */
function matchedInView(p) {
	const path = pathOf(p.tree, p.root),
		t = mainTree();
	if (p.what === 'callers')
		return matchedUp(t, outermost(t, state.fn), [state.fn].concat(path), i => t.tot[i]);
	if (p.what !== 'inverted') return matchedIn(p.tree, p.root);
	const {starts, weight} = leavesOf(t);
	return matchedUp(t, starts, path, weight);
}

/** The pane whose view the search speaks of. @returns {Pane} */
function searchPane() {
	return panes.find(isZoomed) || panes[panes.length - 1];
}

/** @returns {string} what the search has found, in words */
function foundText() {
	if (!search.query) return '';
	if (!search.hits)
		return (
			(search.problem ? 'not a pattern (' + search.problem + '), and no' : 'no') + ' match'
		);
	const p = searchPane(),
		n = matchesBefore(p.tree),
		of = matchedIn(mainTree(), 0),
		view = viewTotal(p);
	const at = search.current >= 0 ? grouped(n[search.current] + 1) + ' of ' : '';
	const parts = [];
	if (isZoomed(p) || p.what !== 'flame') parts.push(percent(matchedInView(p), view) + ' of view');
	parts.push(percent(of, all) + ' of all');
	parts.push(at + grouped(n[p.tree.n]));
	return (search.problem ? 'as text: ' : '') + parts.join(' · ');
}

function updateHeader() {
	if (field.value !== search.query) field.value = search.query;
	const text = foundText();
	setText(found, text);
	put(found, {
		title: search.problem
			? 'Taken as plain text: ' + search.problem
			: text && 'Samples in stacks that match; frames that match'
	});
	finder.classList.toggle('cf-active', !!search.query);
	finder.classList.toggle('cf-bad', !!search.problem || (!!search.query && !search.hits));
	put(field, {'aria-invalid': search.problem ? 'true' : 'false'});
	for (const b of [previousButton, nextButton, clearButton]) b.hidden = !search.query;
	for (const [b, id] of toolButtons) {
		const on = commands[id].on;
		if (on && typeof on() === 'boolean') put(b, {'aria-pressed': on()});
	}
}

/** Breadcrumbs and chips. */
function updateBar() {
	crumbs.textContent = '';
	const p = searchPane(),
		t = p.tree,
		way = [];
	for (let i = p.root; i > 0; i = t.par[i]) way.push(i);
	way.push(0);
	way.reverse();
	const shownOnes = way.length > 6 ? way.slice(0, 2).concat(-1, way.slice(-3)) : way;
	for (const i of shownOnes) {
		if (i < 0) {
			html('span', 'cf-sep', '› …', crumbs);
			continue;
		}
		if (i) html('span', 'cf-sep', '›', crumbs);
		const b = button(
			'cf-crumb',
			clip(frameText(t, i), i === p.root ? 60 : 28),
			'Zoom to ' + clip(frameText(t, i), 200),
			() => goTo(p, i),
			crumbs
		);
		if (i === p.root) put(b, {'aria-current': 'location'});
	}
	html(
		'span',
		'cf-sum',
		amount(t.tot[p.root]) + (p.root ? ' · ' + percent(t.tot[p.root], all) : ''),
		crumbs
	);
	crumbs.scrollLeft = 1e6;
	for (const [b, on] of sideButtons) put(b, {'aria-pressed': on()});
	updateLegend();
	updateChips();
}

/** What the colours of a difference or of kinds mean. */
function updateLegend() {
	legend.textContent = '';
	const diff = settings.color === 'diff',
		{classes} = coloring();
	if (diff) html('span', 'cf-sum', 'less', legend);
	if (diff || settings.color === 'kind')
		classes.forEach((c, i) => {
			html('span', 'cf-key', diff ? '' : KINDS[i][1], legend).style.borderColor =
				c[isDark() ? 1 : 0];
		});
	if (diff) html('span', 'cf-sum', 'more', legend);
}

function updateChips() {
	const buttons = () => Array.from(chipList.querySelectorAll('button'));
	const at = buttons().indexOf(/** @type {any} */ (document.activeElement)) + 2 * chipDrag.by;
	chipList.textContent = '';
	chipList.hidden = !state.chips.length;
	state.chips.forEach((c, i) => {
		const chip = html('span', 'cf-chip' + (c.on ? '' : ' cf-off'), '', chipList),
			text = clip(chipText(c), 200);
		put(chip, {role: 'listitem', 'data-cf-chip': i});
		const toggle = button(
			'cf-chip-text',
			clip(text, 60),
			'Switch ' + (c.on ? 'off: ' : 'on: ') + text,
			() =>
				setChips(
					state.chips.map((x, k) => (k === i ? Object.assign({}, x, {on: !x.on}) : x))
				),
			chip
		);
		put(toggle, {'aria-pressed': c.on, 'aria-keyshortcuts': 'Shift+ArrowLeft Shift+ArrowRight'});
		button(
			'cf-chip-x',
			'×',
			'Remove: ' + text,
			() => setChips(state.chips.filter((x, k) => k !== i)),
			chip
		);
	});
	// Whoever works with the chips by keys goes on where he was.
	const again = at >= 0 ? buttons()[at] || buttons().pop() : null;
	if (again) again.focus({preventScroll: true});
	chipDrag.by = 0;
}

/** A chip that is being dragged, and how far keys move one. */
const chipDrag = {chip: /** @type {HTMLElement | null} */ (null), x: 0, moved: false, by: 0};

/** The chips as they stand on the screen now. @returns {Chip[]} */
function chipsAsShown() {
	return Array.from(chipList.children, e => state.chips[Number(e.getAttribute('data-cf-chip'))]);
}

/** Chips are moved by drags, and by Shift with the arrows. */
function listenChips() {
	hear(chipList, 'pointerdown', e => {
		chipDrag.chip = e.button ? null : e.target.closest('.cf-chip');
		chipDrag.x = e.clientX;
		chipDrag.moved = false;
	});
	hear(page, 'pointermove', e => {
		const {chip} = chipDrag;
		if (!chip || (!chipDrag.moved && Math.abs(e.clientX - chipDrag.x) <= 4)) return;
		if (!chipDrag.moved) chipList.setPointerCapture(e.pointerId);
		chipDrag.moved = true;
		chip.classList.add('cf-dragged');
		for (const other of Array.from(chipList.children)) {
			const r = other.getBoundingClientRect(),
				after = e.clientX > r.left + r.width / 2;
			if (other === chip || e.clientY < r.top - 9 || e.clientY > r.bottom + 9) continue;
			const behind = !!(chip.compareDocumentPosition(other) & 4);
			if (after === behind && e.clientX > r.left && e.clientX < r.right)
				chipList.insertBefore(chip, behind ? other.nextSibling : other);
		}
	});
	hear(page, 'pointerup', () => {
		const {chip} = chipDrag;
		chipDrag.chip = null;
		if (!chip || !chipDrag.moved) return;
		chip.classList.remove('cf-dragged');
		setChips(chipsAsShown());
	});
	// The end of a drag is no click.
	hear(
		bar.body,
		'click',
		e => {
			if (chipDrag.moved) e.stopPropagation();
			chipDrag.moved = false;
		},
		{capture: true}
	);
	hear(chipList, 'keydown', e => {
		const i = Array.from(chipList.children).indexOf(e.target.closest('.cf-chip')),
			to = i + (e.key === 'ArrowLeft' ? -1 : e.key === 'ArrowRight' ? 1 : 0);
		if (!e.shiftKey || to === i) return;
		e.preventDefault();
		const chips = state.chips.slice(),
			[chip] = chips.splice(i, 1);
		if (to < 0 || to > chips.length) return;
		chips.splice(to, 0, chip);
		chipDrag.by = to - i;
		setChips(chips);
	});
}

/** What the two halves of a sandwich are. */
function updateCaption() {
	caption.body.textContent = '';
	if (state.view !== 'sandwich') return;
	const s = functionSums(mainTree()),
		f = state.fn;
	html('span', 'cf-half', '▲ callers', caption.body);
	html('b', 'cf-fn', nameText(f), caption.body);
	html(
		'span',
		'cf-half',
		amount(s.total[f]) + ', self ' + amount(s.self[f]) + ', ' + plural(s.places[f], 'place'),
		caption.body
	);
	html('span', 'cf-half cf-right', 'callees ▼', caption.body);
	button('cf-tool', '×', 'Back to the whole profile', () => setView('flame'), caption.body);
}
