// Mouse, wheel, touch and keys.

/** The frame below the pointer; node as nodeAt() has it.
 * @type {{pane: Pane, node: number} | null} */
let hovered = null;

/** @param {{clientX: number, clientY: number}} e
 * @returns {{x: number, y: number}} in the picture */
function pointOf(e) {
	const r = svg.getBoundingClientRect();
	return {x: e.clientX - r.left, y: e.clientY - r.top};
}

/** What is at a point. @param {{x: number, y: number}} at
 * @returns {{pane: Pane, canvas: Canvas, x: number, node: number} | null} */
function targetAt(at) {
	if (dirty.layout) layout();
	const i = panes.findIndex(p => at.y >= p.y && at.y < p.y + p.h),
		{graph} = sizes;
	if (i < 0 || at.x < graph.x || at.x >= graph.x + graph.w) return null;
	const pane = panes[i],
		canvas = canvases[i],
		x = at.x - graph.x;
	return {pane, canvas, x, node: nodeAt(pane, canvas, x, at.y - pane.y)};
}

/** @param {{x: number, y: number}} at */
function hover(at) {
	const t = targetAt(at),
		node = t ? t.node : -1;
	const same = hovered ? !!t && hovered.pane === t.pane && hovered.node === node : node === -1;
	hovered = t && node !== -1 ? {pane: t.pane, node} : null;
	if (hovered && !tip.frozen) {
		showTip(hovered.pane, node, at.x, at.y);
		if (!same) say(sentence(hovered.pane, node));
	} else if (!hovered) {
		hideTip();
	}
	if (!same) panes.forEach((p, i) => paintOver(p, canvases[i]));
	stage.style.cursor = node >= 0 ? 'pointer' : '';
}

/** @type {Map<number, {x: number, y: number}>} */
const fingers = new Map();

const press = {
	/** @type {Pane | null} */
	pane: null,
	x: 0,
	y: 0,
	moved: false,
	/** @type {ReturnType<typeof setTimeout> | 0} */
	timer: 0,
	/** What the last tap of a finger showed. */
	tapped: ''
};

/** @param {PointerEvent} e */
function pointerDown(e) {
	const at = pointOf(e),
		t = targetAt(at);
	closePopup();
	if (!t || (e.button !== 0 && e.pointerType === 'mouse')) return;
	fingers.set(e.pointerId, at);
	Object.assign(press, {pane: t.pane, x: at.x, y: at.y, moved: fingers.size > 1});
	clearTimeout(press.timer);
	if (e.pointerType === 'touch' && fingers.size === 1)
		press.timer = setTimeout(() => {
			press.moved = true;
			frameMenu(t.pane, t.node, at.x, at.y);
		}, 550);
	// Firefox selects text on a drag, and takes the focus away.
	if (e.pointerType === 'mouse') e.preventDefault();
}

/** @param {PointerEvent} e */
function pointerMove(e) {
	const at = pointOf(e),
		old = fingers.get(e.pointerId);
	if (!old) {
		if (e.pointerType === 'mouse') hover(at);
		return;
	}
	const p = press.pane;
	if (!p) return;
	if (fingers.size === 2) {
		pinch(p, e.pointerId, at);
		return;
	}
	if (!press.moved && Math.hypot(at.x - press.x, at.y - press.y) <= 4) return;
	if (!press.moved) {
		press.moved = true;
		clearTimeout(press.timer);
		hideTip();
		try {
			stage.setPointerCapture(e.pointerId);
		} catch (err) {
			// The pointer is gone already.
		}
	}
	fingers.set(e.pointerId, at);
	panBy(p, (old.x - at.x) / sizes.graph.w);
	scrollPane(p, old.y - at.y);
}

/** @param {Pane} p @param {number} id @param {{x: number, y: number}} at */
function pinch(p, id, at) {
	const [a, b] = Array.from(fingers.values()),
		was = Math.abs(a.x - b.x),
		mid = (a.x + b.x) / 2;
	clearTimeout(press.timer);
	press.moved = true;
	fingers.set(id, at);
	const [c, d] = Array.from(fingers.values()),
		now = Math.abs(c.x - d.x),
		{graph} = sizes;
	if (was > 8 && now > 8) zoomBy(p, was / now, (mid - graph.x) / graph.w);
	panBy(p, (mid - (c.x + d.x) / 2) / graph.w);
}

/** @param {PointerEvent} e */
function pointerUp(e) {
	clearTimeout(press.timer);
	if (!fingers.delete(e.pointerId) || press.moved || e.type === 'pointercancel') return;
	const at = pointOf(e),
		t = targetAt(at);
	if (!t || t.pane !== press.pane) return;
	if (e.pointerType === 'touch') tap(t, at);
	else click(t, e);
}

/** @param {{pane: Pane, x: number, node: number}} t @param {{x: number, y: number}} at */
function tap(t, at) {
	const key = t.pane.what + t.node;
	tip.frozen = false;
	if (t.node >= 0 && press.tapped === key) {
		press.tapped = '';
		hideTip();
		goTo(t.pane, t.node);
		return;
	}
	press.tapped = key;
	hovered = t.node === -1 ? null : {pane: t.pane, node: t.node};
	if (hovered) showTip(t.pane, t.node, at.x, at.y);
	else hideTip();
	if (t.node >= 0) select(t.pane, t.node);
	redraw();
}

/** @param {{pane: Pane, node: number}} t @param {PointerEvent} e */
function click(t, e) {
	notice('');
	if (t.node >= 0 && (e.ctrlKey || e.altKey || e.metaKey)) {
		if (t.node > 0 && t.pane.what === 'flame')
			addChip('prune', t.pane.tree.name[t.node], pathOf(t.pane.tree, t.node));
		return;
	}
	if (t.node >= 0) {
		goTo(t.pane, t.node);
		focusItem();
		hover(pointOf(e));
	} else if (t.node < -1) {
		say(cutText(t.pane.tree, -2 - t.node));
	}
}

/** @param {WheelEvent} e */
function wheel(e) {
	const at = pointOf(e),
		t = targetAt(at);
	if (!t) return;
	const unit_ = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 300 : 1,
		dx = e.deltaX * unit_,
		dy = e.deltaY * unit_;
	const p = t.pane,
		zoomed = e.ctrlKey || e.metaKey;
	const sideways = !zoomed && (e.shiftKey || Math.abs(dx) > Math.abs(dy));
	if (!zoomed && !ownsWindow && !(sideways && isZoomed(p))) return;
	e.preventDefault();
	hideTip();
	if (sideways) panBy(p, (dx || dy) / sizes.graph.w);
	else if (!zoomed && p.levels * rowHeight > p.h + 0.5) scrollPane(p, dy);
	else
		zoomBy(
			p,
			Math.max(0.25, Math.min(4, Math.exp(dy / (e.ctrlKey && Math.abs(dy) < 40 ? 60 : 250)))),
			t.x / sizes.graph.w
		);
}

/** Drags in the minimap: outside of its window a new range, inside it moves, its edges follow. */
function listenMini() {
	let from = -1,
		grip = -1;
	/** @param {PointerEvent} e */
	const at = e => (pointOf(e).x - sizes.graph.x) / sizes.graph.w;
	hear(mini, 'pointerdown', e => {
		const p = panes[0],
			full = fullWidth(p.tree),
			left = offsetIn(p.tree, p.root, 0);
		const a = (left + p.u0) / full,
			b = (left + p.u1) / full;
		const near = Math.min(6 / sizes.graph.w, (b - a) / 4),
			x = at(e);
		from = Math.abs(x - a) < near ? b : Math.abs(x - b) < near ? a : x;
		grip = x === from && x > a && x < b ? x - a : -1;
		mini.setPointerCapture(e.pointerId);
		e.preventDefault();
		e.stopPropagation();
	});
	hear(mini, 'pointermove', e => {
		if (from < 0) return;
		const p = panes[0],
			full = fullWidth(p.tree),
			left = offsetIn(p.tree, p.root, 0),
			x = at(e);
		const u = grip >= 0 ? (x - grip) * full : Math.max(0, Math.min(from, x)) * full;
		const w = grip >= 0 ? p.u1 - p.u0 : Math.max(Math.abs(x - from), 1 / 2000) * full;
		const start = Math.max(0, Math.min(u, full - w));
		showRange(p, start - left, start - left + w);
	});
	hear(mini, 'pointerup', () => {
		from = -1;
		remember();
		updateHeader();
		updateBar();
	});
}

/** Keys by other names than the help has for them. @type {Record<string, string>} */
const KEY_NAMES = {
	Escape: 'Esc',
	PageUp: 'PgUp',
	PageDown: 'PgDn',
	ArrowLeft: '←',
	'=': '+',
	ContextMenu: 'Shift+F10'
};

/** @param {KeyboardEvent} e @returns {string} a command, or '' */
function commandOf(e) {
	// WASD by their place on the keyboard.
	const place_ = /^Key([WASD])$/.exec(e.code || ''),
		key = KEY_NAMES[e.key] || (e.key.length > 1 ? e.key : e.key.toUpperCase());
	const name =
		e.ctrlKey || e.metaKey ? 'Ctrl+' + key : e.altKey ? 'Alt+' + key : place_ ? place_[1] : key;
	return (e.shiftKey && commandOfKey.get('Shift+' + name)) || commandOfKey.get(name) || '';
}

/** @param {KeyboardEvent} e */
function keyDown(e) {
	if (e.defaultPrevented || popupKey(e)) return;
	const typing = e.target === field;
	if (typing && e.key !== 'Enter' && e.key !== 'F3' && e.key !== 'Escape') return;
	if (e.key === 'Shift' && hovered) {
		tip.frozen = true;
		tip.at.box.classList.add('cf-frozen');
	}
	if (typing) {
		fieldKey(e);
		return;
	}
	if (e.key === 'Escape') {
		leave(e);
		return;
	}
	const onButton = e.target instanceof Element && e.target.localName === 'button';
	if (onButton && (e.key === 'Enter' || e.key === ' ')) return;
	if (e.key.startsWith('Arrow') && !e.altKey && !e.ctrlKey && !e.metaKey && !onButton) {
		moveSelection(e.key.slice(5));
		e.preventDefault();
		return;
	}
	const id = commandOf(e);
	// The browser's own Back does it, and Ctrl+C is the copy event.
	if (!id || (e.altKey && ownsAddress) || (e.ctrlKey && id === 'copy')) return;
	e.preventDefault();
	run(id);
}

/** Leave what is open, then the search, then the last step. @param {KeyboardEvent} e */
function leave(e) {
	if (search.query) find('');
	else if (!goBack()) return;
	e.preventDefault();
}

/** @param {KeyboardEvent} e Enter, F3 or Escape in the search box */
function fieldKey(e) {
	if (e.key !== 'Escape') run(e.shiftKey ? 'previous' : 'next');
	else if (field.value) find('');
	else focusItem();
	e.preventDefault();
}

/** @param {string} way Up, Down, Left or Right, as seen */
function moveSelection(way) {
	const {pane: p, node} = selection,
		t = p.tree;
	let to = node;
	if (way === 'Left' || way === 'Right') {
		const row = node ? childrenOf(t, t.par[node]) : [node];
		to = row[row.indexOf(node) + (way === 'Right' ? 1 : -1)];
		if (to === undefined) to = node;
	} else if ((way === 'Down') === p.down) {
		for (const c of childrenOf(t, node)) if (to === node || t.wid[c] > t.wid[to]) to = c;
	} else {
		to = t.par[node];
	}
	selection = {pane: p, node: to};
	if (to < p.root || to >= t.end[p.root]) look(p, to, 0, to ? t.wid[to] : fullWidth(t), true);
	else if ((t.wid[to] / (p.u1 - p.u0)) * sizes.graph.w < 4 && to !== p.root)
		look(p, t.par[to], 0, t.wid[t.par[to]], true);
	revealRow(p, t.dep[to]);
	focusItem();
	afterMove();
}

function afterMove() {
	const {pane: p, node} = selection;
	hideTip();
	hovered = {pane: p, node};
	redraw();
	remember();
	updateHeader();
	updateBar();
	say(sentence(p, node));
}

function listen() {
	const keys = ownsWindow ? document : svg;
	hear(stage, 'pointerdown', e => pointerDown(e));
	hear(page, 'pointermove', e => pointerMove(e));
	hear(page, 'pointerup', e => pointerUp(e));
	hear(page, 'pointercancel', e => pointerUp(e));
	hear(svg, 'pointerleave', () => {
		hovered = null;
		hideTip();
		redraw();
	});
	hear(stage, 'wheel', e => wheel(/** @type {WheelEvent} */ (e)), {passive: false});
	hear(stage, 'contextmenu', e => {
		const at = pointOf(/** @type {MouseEvent} */ (e)),
			t = targetAt(at);
		if (!t || /** @type {MouseEvent} */ (e).shiftKey) return;
		e.preventDefault();
		if (!popupOpen()) frameMenu(t.pane, t.node, at.x, at.y);
	});
	hear(stage, 'dblclick', e => {
		const t = targetAt(pointOf(/** @type {MouseEvent} */ (e)));
		if (t && t.node === -1) resetZoom();
	});
	for (const type of ['keydown', 'pointerdown', 'wheel', 'popstate'])
		hear(window, type, finishWaiting, {capture: true, passive: true});
	hear(keys, 'keydown', e => keyDown(/** @type {KeyboardEvent} */ (e)));
	hear(keys, 'keyup', e => {
		if (/** @type {KeyboardEvent} */ (e).key !== 'Shift') return;
		tip.frozen = false;
		tip.at.box.classList.remove('cf-frozen');
	});
	hear(keys, 'copy', e => copyEvent(/** @type {ClipboardEvent} */ (e)));
	hear(field, 'input', () => find(field.value));
	listenMini();
	listenTable();
	listenChips();
	listenWindow();
}

function listenWindow() {
	const again = () => {
		dirty.layout = true;
		redraw();
	};
	hear(window, 'resize', again);
	const host = svg.parentElement;
	if (!ownsWindow && host && window.ResizeObserver)
		new ResizeObserver(() => {
			if (hostWidth() !== sizes.width) again();
		}).observe(host);
	for (const q of [darkQuery, contrastQuery]) hear(q, 'change', changed);
	if (!ownsAddress) return;
	hear(window, 'popstate', e => {
		const s = e.state;
		if (s && s.cflame === session && steps[s.step]) restore(s.step);
		else fromAddress();
	});
}

function fromAddress() {
	fromHash(location.hash.slice(1));
	changed();
	remember();
}
