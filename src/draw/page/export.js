// What leaves the page: copies, files.

/** @param {string} text */
function copyText(text) {
	const fail = () =>
		notice('This page may not use the clipboard: select the frame and press Ctrl+C.');
	try {
		navigator.clipboard
			.writeText(text)
			.then(() => notice('Copied: ' + clip(visible(text), 80)), fail);
	} catch (e) {
		fail();
	}
}

/** @param {string} what name, stack or folded */
function copy(what) {
	const {pane: p, node} = selection,
		f = functionOf(p, node);
	if (f < 0) {
		notice('Select a frame first.');
		return;
	}
	const path = stackOf(p, node);
	copyText(
		what === 'name'
			? shown[f]
			: what === 'stack'
				? path.map(i => shown[i]).join('\n')
				: path.map(i => names[i]).join(';') + ' ' + exact(p.tree.tot[node], true)
	);
}

/** The stack of a frame, the root first. @param {Pane} p @param {number} node
 * @returns {number[]} */
function stackOf(p, node) {
	const path = pathOf(p.tree, node);
	if (p.what === 'inverted') return path.reverse();
	if (p.what === 'callers') return [state.fn].concat(path).reverse();
	return p.what === 'callees' ? [state.fn].concat(path) : path;
}

/** Ctrl+C, with nothing selected, copies the name of the frame. @param {ClipboardEvent} e */
function copyEvent(e) {
	const f = functionOf(selection.pane, selection.node);
	if (
		f < 0 ||
		!e.clipboardData ||
		document.activeElement === field ||
		String(document.getSelection())
	)
		return;
	e.clipboardData.setData('text/plain', shown[f]);
	e.preventDefault();
	notice('Copied: ' + clip(nameText(f), 80));
}

/** @returns {string} for file names */
function fileBase() {
	return (
		(head.title || '')
			.replace(/[^\w.-]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 60) || 'flamegraph'
	);
}

/** @param {string | Blob} content @param {string} ending @param {string} type */
function save(content, ending, type) {
	const blob =
		typeof content === 'string'
			? new Blob([content], {type: type + ';charset=utf-8'})
			: content;
	const a = /** @type {HTMLAnchorElement} */ (/** @type {any} */ (html('a', '')));
	a.href = URL.createObjectURL(blob);
	a.download = fileBase() + '.' + ending;
	popup.body.parentNode?.appendChild(a);
	a.click();
	a.remove();
	setTimeout(() => URL.revokeObjectURL(a.href), 60000);
	notice('Saved: ' + a.download);
}

const NOT_KEPT = '(not kept)';

/** The lines of a subtree in the order of LC_ALL=C sort: the line of a node itself is its name,
 * a blank and its count, and those of its children begin with its name and ';'.
 * @param {Tree} t @param {number} top @returns {string} */
function foldedTree(t, top) {
	const prefix = pathOf(t, top)
		.map(i => names[i])
		.join(';');
	/** @type {string[]} */
	const lines = [];
	/** @param {number} i @returns {string} */
	const counts = i => (t.self2 ? exact(t.self2[i], true) + ' ' : '') + exact(t.self[i], true);
	/** @type {{key: string, node: number, prefix: string}[]} */
	const open = [{key: prefix + ';', node: top, prefix: prefix && prefix + ';'}];
	if (top && hasSelf(t, top)) lines.push(prefix + ' ' + counts(top));
	for (let job; (job = open.pop());) {
		if (job.node < 0) {
			lines.push(job.key);
			continue;
		}
		const level = [];
		for (let c = job.node + 1; c < t.end[job.node]; c = t.end[c]) {
			const name = job.prefix + names[t.name[c]];
			if (hasSelf(t, c)) level.push({key: name + ' ' + counts(c), node: -1, prefix: ''});
			if (t.end[c] > c + 1 || (t.cut && t.cut.has(c)))
				level.push({key: name + ';', node: c, prefix: name + ';'});
		}
		const cut = t.cut && t.cut.get(job.node);
		if (cut)
			level.push({
				key:
					job.prefix +
					NOT_KEPT +
					' ' +
					(t.self2 ? exact(cut.before, true) + ' ' : '') +
					exact(cut.total, true),
				node: -1,
				prefix: ''
			});
		level.sort((a, b) => byBytes(b.key, a.key));
		for (const l of level) open.push(l);
	}
	return lines.join('\n') + (lines.length ? '\n' : '');
}

/** @param {Tree} t @param {number} i @returns {boolean} */
function hasSelf(t, i) {
	return !!t.self[i] || (!!t.self2 && !!t.self2[i]);
}

/** Stacks that end as `path` reads, leaf first; with the leaf first. @param {Tree} t
 * @param {number[]} path @returns {string} */
function foldedByLeaf(t, path) {
	const lines = [];
	for (let i = 1; i < t.n; i++) {
		if (!hasSelf(t, i)) continue;
		const stack = pathOf(t, i).reverse();
		if (path.every((f, k) => stack[k] === f))
			lines.push(
				stack.map(f => names[f]).join(';') +
					' ' +
					(t.self2 ? exact(t.self2[i], true) + ' ' : '') +
					exact(t.self[i], true)
			);
	}
	return lines.sort(byBytes).join('\n') + (lines.length ? '\n' : '');
}

/** The view as folded text: zoomed, the stacks through the zoomed frame; of a sandwich, all
 * through its function.
 * @returns {string} */
function foldedText() {
	const p = panes[0],
		t = mainTree();
	if (state.view === 'inverted') return foldedByLeaf(t, pathOf(p.tree, p.root));
	if (state.view === 'sandwich')
		return foldedTree(transform(t, {kind: 'focus', name: state.fn, on: true}), 0);
	return foldedTree(t, p.root);
}

/** @returns {string} */
function csvText() {
	const s = functionSums(mainTree()),
		rows = ['function,kind,self,total,places'];
	const list =
		table.rows.length && settings.table
			? table.rows
			: Array.from(names.keys())
					.filter(f => s.places[f])
					.sort((a, b) => Number(s.self[b]) - Number(s.self[a]) || a - b);
	for (const f of list) {
		// A spreadsheet would run a name that begins like a formula.
		const name = /^[=+\-@\t\r]/.test(shown[f]) ? "'" + shown[f] : shown[f];
		rows.push(
			'"' +
				name.replace(/"/g, '""') +
				'",' +
				[kinds[f], exact(s.self[f], true), exact(s.total[f], true), s.places[f]].join()
		);
	}
	return rows.join('\n') + '\n';
}

/** The graph as it is on the screen, as a picture of its own. @returns {string} */
function pictureText() {
	const {graph} = sizes,
		top = 34,
		height = panes.reduce((h, p) => h + p.h + 4, 0) + top + 8,
		width = graph.w + 20;
	const out = shape('svg', {
		width,
		height,
		viewBox: '0 0 ' + width + ' ' + height,
		'font-size': fontSize,
		'font-family': getComputedStyle(svg).fontFamily
	});
	put(out, {xmlns: SVG_NS});
	const p = searchPane(),
		dark = isDark(),
		ink = dark ? '#e8e8ea' : '#1d1f24';
	shape('title', {}, out).textContent = head.title || 'Flame Graph';
	shape('rect', {width: '100%', height: '100%', fill: dark ? '#16181d' : '#ffffff'}, out);
	shape('text', {x: 10, y: 22, fill: ink, 'font-size': fontSize + 3}, out).textContent =
		visible(head.title || 'Flame Graph') +
		(p.root || p.what !== 'flame'
			? ' – ' +
				(state.fn >= 0
					? 'callers and callees of ' + nameText(state.fn)
					: clip(sentence(p, p.root), 200))
			: '') +
		(search.query ? ' – search: ' + visible(search.query) + ': ' + foundText() : '');
	let y = top;
	panes.forEach((q, i) => {
		const c = canvases[i],
			frame = shape('svg', {x: 10, y, width: graph.w, height: q.h}, out);
		for (const e of [c.paths[0].parentNode, c.fade, c.labels])
			if (e) frame.appendChild(e.cloneNode(true));
		y += q.h + 4;
	});
	return new XMLSerializer().serializeToString(out);
}

function saveSvg() {
	save('<?xml version="1.0" encoding="UTF-8"?>\n' + pictureText(), 'svg', 'image/svg+xml');
}

function savePng() {
	const img = new Image(),
		url = URL.createObjectURL(new Blob([pictureText()], {type: 'image/svg+xml'}));
	const fail = () => notice('This browser does not make a PNG of it: save the SVG.');
	img.onerror = fail;
	img.onload = () => {
		const canvas = /** @type {HTMLCanvasElement} */ (
			document.createElementNS(XHTML_NS, 'canvas')
		);
		canvas.width = img.width * 2;
		canvas.height = img.height * 2;
		const pen = canvas.getContext('2d');
		URL.revokeObjectURL(url);
		if (pen) {
			pen.drawImage(img, 0, 0, canvas.width, canvas.height);
			canvas.toBlob(blob => (blob ? save(blob, 'png', 'image/png') : fail()), 'image/png');
		}
	};
	img.src = url;
}
