// What is said of a frame: in the tooltip, in the status line, to screen readers; and its outlines.

/** @param {Pane} p @returns {Count} the total of what is zoomed to */
function viewTotal(p) {
	return p.root || p.what !== 'flame' ? p.tree.tot[p.root] : p.tree.tot[0];
}

/** @param {Pane} p @param {number} node
 * @returns {boolean} whether it is what is zoomed to, or below it */
function inView(p, node) {
	return node >= p.root && node < p.tree.end[p.root];
}

/** In one line. @param {Pane} p @param {number} node @returns {string} */
function sentence(p, node) {
	if (node < -1)
		return cutText(p.tree, -2 - node) + ' (below ' + frameText(p.tree, -2 - node) + ')';
	const t = p.tree,
		tot = t.tot[node];
	const parts = [percent(tot, all) + ' of all'];
	if (isZoomed(p) && inView(p, node)) parts.push(percent(tot, viewTotal(p)) + ' of view');
	return (
		frameText(t, node) +
		' (' +
		(t.tot2 ? changeOf(tot, t.tot2[node]) : amount(tot)) +
		', ' +
		parts.join(', ') +
		')'
	);
}

/** Rows of the tooltip. @param {Pane} p @param {number} node @returns {[string, string][]} */
function detailRows(p, node) {
	const t = p.tree,
		tot = t.tot[node],
		own = t.self[node];
	/** @type {[string, string][]} */
	const rows = [
		['total', amountExact(tot)],
		[
			'',
			percent(tot, all) +
				' of all' +
				(isZoomed(p) && inView(p, node)
					? ' · ' + percent(tot, viewTotal(p)) + ' of view'
					: '') +
				(node ? ' · ' + percent(tot, t.tot[t.par[node]]) + ' of parent' : '')
		]
	];
	rows.push([
		p.what === 'inverted' || p.what === 'callers' ? 'from here' : 'self',
		amountExact(own) + ' · ' + percent(own, all)
	]);
	if (t.tot2 && t.self2)
		rows.push(
			['change', changeOf(tot, t.tot2[node])],
			['of self', changeOf(own, t.self2[node])]
		);
	const f = t.name[node];
	if (f >= 0) {
		const s = functionSums(mainTree());
		rows.push([
			'function',
			amountExact(s.total[f]) +
				' · ' +
				percent(s.total[f], all) +
				' in ' +
				plural(s.places[f], 'place')
		]);
		rows.push(['', 'self ' + amountExact(s.self[f]) + ' · ' + percent(s.self[f], all)]);
		if (s.self2 && s.total2) rows.push(['', changeOf(s.total[f], s.total2[f])]);
		const kind = kinds[f] && /** @type {any} */ (KINDS.find(k => k[0] === kinds[f]))[1],
			pkg = packageOf(f);
		if (kind || pkg)
			rows.push([
				'from',
				[pkg, kind].filter((x, i, l) => x && l.indexOf(x) === i).join(' · ')
			]);
	}
	const c = t.cut && t.cut.get(node),
		group = t.group && t.group.get(node);
	if (c) rows.push(['cut', cutText(t, node)]);
	if (group)
		rows.push([
			'joined',
			group.slice(0, 8).map(nameText).join(', ') + (group.length > 8 ? ' …' : '')
		]);
	const attr = f >= 0 && head.attr && head.attr[names[f]];
	if (attr && attr.title) rows.push(['note', attr.title]);
	return rows;
}

const tip = {
	/** @type {ReturnType<typeof island>} */
	at: /** @type {any} */ (null),
	frozen: false,
	shown: ''
};

/** @param {Pane} p @param {number} node @param {number} x
 * @param {number} y of the pointer in the picture */
function showTip(p, node, x, y) {
	const body = tip.at.body,
		key = p.what + node + p.root + (node < 0 ? '' : frameText(p.tree, node));
	if (tip.frozen) return;
	if (tip.shown !== key) {
		tip.shown = key;
		body.textContent = '';
		const title = node < -1 ? cutText(p.tree, -2 - node) : frameText(p.tree, node);
		html('div', 'cf-tip-name', title, body);
		const table = html('dl', 'cf-tip-rows', '', body);
		for (const [k, v] of node < -1 ? [] : detailRows(p, node)) {
			html('dt', '', k, table);
			html('dd', '', v, table);
		}
	}
	show(tip.at.box, true);
	const {width, height} = sizes,
		most = Math.min(560, width - 16);
	place(tip.at.box, 0, 0, most, 10);
	const r = body.getBoundingClientRect(),
		w = Math.min(most, r.width),
		h = r.height;
	let left = x + 14,
		top = y + 18;
	if (left + w > width - 4) left = Math.max(4, Math.min(x - 14 - w, width - 4 - w));
	if (top + h > height - 4) top = Math.max(4, y - 14 - h);
	place(tip.at.box, Math.round(left), Math.round(top), most, h);
}

function hideTip() {
	if (tip.frozen) return;
	tip.shown = '';
	show(tip.at.box, false);
}

/** The function of a node, or -1. @param {Pane} p @param {number} node */
function functionOf(p, node) {
	return node >= 0 ? p.tree.name[node] : -1;
}

/** Outlines: the hovered frame, all places of its function, the selected frame.
 * @param {Pane} p @param {Canvas} c */
function paintOver(p, c) {
	let same = '',
		hover = '';
	const f = hovered ? functionOf(hovered.pane, hovered.node) : -1;
	for (let i = 0; hovered && i < c.n; i++) {
		const n = c.node[i],
			here = p === hovered.pane && (n === hovered.node || (n < 0 && n === hovered.node + 1));
		if (!here && (f < 0 || n < 0 || p.tree.name[n] !== f)) continue;
		if (here) hover = outline(p, c, i);
		else same += outline(p, c, i);
	}
	put(c.same, {d: same});
	put(c.hover, {d: hover});
	paintItem(p, c);
}

/** @param {Pane} p @param {Canvas} c @param {number} i a box @returns {string} */
function outline(p, c, i) {
	const a = Math.max(0.5, c.x[i]),
		b = Math.min(c.width - 0.5, c.x[i] + c.w[i]);
	return (
		'M' +
		a.toFixed(1) +
		' ' +
		(rowTop(p, c.dep[i]) + 0.5) +
		'H' +
		Math.max(a + 1, b - 1).toFixed(1) +
		'v' +
		(rowHeight - 2) +
		'H' +
		a.toFixed(1) +
		'z'
	);
}

/** What keys act on, as the one tree item that there is. @param {Pane} p @param {Canvas} c */
function paintItem(p, c) {
	const here = selection.pane === p,
		t = p.tree,
		i = selection.node;
	if (!here) {
		if (c.item) c.item.remove();
		c.item = null;
		return;
	}
	const {top, x0, x1} = shownPart(p),
		k = c.width / (x1 - x0);
	const up = t.dep[i] < t.dep[top],
		x = up ? 0 : (offsetIn(t, i, top) - x0) * k;
	const a = Math.max(0, x),
		b = up ? c.width : Math.min(c.width, x + Math.max(2, (i ? t.wid[i] : fullWidth(t)) * k));
	const box = {x: a, y: rowTop(p, t.dep[i]), width: Math.max(0, b - a), height: rowHeight - 1};
	const id = t.name[i] + ' ' + i;
	if (!c.item || c.item.getAttribute('data-cf-node') !== id || c.item.parentNode !== c.tree) {
		const siblings = i ? childrenOf(t, t.par[i]) : [0];
		const focused = !!c.item && document.activeElement === c.item;
		const item = shape(
			'g',
			{
				class: 'cf-item',
				role: 'treeitem',
				tabindex: 0,
				'data-cf-node': id,
				'aria-selected': 'true',
				'aria-level': t.dep[i] + 1,
				'aria-posinset': siblings.indexOf(i) + 1,
				'aria-setsize': siblings.length,
				'aria-label': sentence(p, i)
			},
			c.tree
		);
		shape('rect', {class: 'cf-ring', rx: 1, fill: 'none', 'pointer-events': 'none'}, item);
		if (c.item) c.item.remove();
		c.item = item;
		if (focused) item.focus({preventScroll: true});
	}
	put(c.item, {'aria-label': sentence(p, i)});
	put(/** @type {Element} */ (c.item.firstChild), box);
}

/** Give the selected frame the keyboard. */
function focusItem() {
	const c = canvases[panes.indexOf(selection.pane)];
	if (!c) return;
	paintItem(selection.pane, c);
	if (c.item) c.item.focus({preventScroll: true});
}

/** @param {Pane} p @param {number} node */
function select(p, node) {
	selection = {pane: p, node};
	redraw();
	say(sentence(p, node));
}
