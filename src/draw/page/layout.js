// Where everything stands, and the loop that draws it.

const sizes = {
	width: 1200,
	height: 400,
	/** The graph: left, top, width, height. */
	graph: {x: 10, y: 0, w: 1180, h: 100},
	/** Where the graph may begin: below the header and the bars. */
	top: 68
};

const MARGIN = 10,
	STATUS = 24,
	MINI = 40,
	CAPTION = 24;

const back = shape('rect', {class: 'cf-back', x: 0, y: 0}, page);
const stage = shape('g', {class: 'cf-stage'}, page);
const header = island('cf-header', page);
const bar = island('cf-crumbs', page);
const caption = island('cf-caption', page);
const mini = shape('svg', {class: 'cf-mini', overflow: 'hidden', 'aria-hidden': 'true'}, page);
const side = island('cf-table', page);
const foot = island('cf-status', page);
tip.at = island('cf-tip', page);
const popup = island('cf-popup', page);

/** @returns {number} the width that the host gives us */
function hostWidth() {
	if (head.width) return head.width;
	if (ownsWindow) return window.innerWidth;
	const host = svg.parentElement;
	if (!host) return 1200;
	const style = getComputedStyle(host);
	return (
		Math.max(
			200,
			host.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
		) || 1200
	);
}

/** @param {number} width @returns {number} the height of the picture as a part of a page */
function naturalHeight(width) {
	const rows =
		state.view === 'sandwich' ? panes[0].tree.levels + panes[1].tree.levels : mainTree().levels;
	const most = Math.max(480, 4 * width);
	return Math.round(
		Math.min(
			most,
			sizes.top +
				MINI +
				STATUS +
				CAPTION +
				Math.max(settings.table ? 18 : 3, rows) * rowHeight
		)
	);
}

/** What --bgcolors names. @type {Record<string, string>} */
const BACKGROUNDS = {yellow: '#f8f8d0', blue: '#e8e8ff', green: '#e8f8e8', grey: '#f0f0f0'};

function layout() {
	const width = hostWidth();
	sizes.width = width;
	header.body.classList.toggle('cf-narrow', width < 720);
	sizes.top = 0;
	for (const part of [header, bar]) {
		place(part.box, 0, sizes.top, width, 10);
		const h = part.body.offsetHeight;
		place(part.box, 0, sizes.top, width, h);
		sizes.top += h;
	}
	sizes.height = ownsWindow ? Math.max(160, window.innerHeight) : naturalHeight(width);
	const {height, graph} = sizes;
	put(svg, {width, height, viewBox: '0 0 ' + width + ' ' + height});
	put(back, {width, height});
	place(foot.box, 0, height - STATUS, width, STATUS);
	graph.x = MARGIN;
	graph.w = width - 2 * MARGIN;
	graph.y = sizes.top + 2;
	graph.h = height - STATUS - graph.y;
	show(side.box, settings.table);
	if (settings.table && width >= 800) {
		const w = Math.min(460, Math.round(width * 0.4));
		graph.w -= w;
		place(side.box, width - w, graph.y, w, graph.h);
	} else if (settings.table) {
		const h = Math.round(graph.h / 2);
		graph.h -= h;
		place(side.box, 0, graph.y + graph.h, width, h);
	}
	layoutMini();
	layoutPanes();
	dirty.layout = false;
}

function layoutMini() {
	const {graph} = sizes,
		p = panes[0],
		on = settings.minimap && panes.length === 1 && isZoomed(p);
	show(mini, on);
	if (!on) return;
	graph.h -= MINI;
	// On the side away from the root, so that no frame moves.
	if (p.down) place(mini, graph.x, graph.y + graph.h + 4, graph.w, MINI - 8);
	else {
		place(mini, graph.x, graph.y + 2, graph.w, MINI - 8);
		graph.y += MINI;
	}
}

function layoutPanes() {
	const {graph} = sizes,
		two = panes.length === 2;
	show(caption.box, two);
	while (canvases.length > panes.length)
		/** @type {Canvas} */ (canvases.pop()).frame.remove();
	while (canvases.length < panes.length)
		canvases.push(newCanvas(stage, canvases.length ? 'Callees' : 'Frames'));
	let y = graph.y;
	const free = graph.h - (two ? CAPTION : 0);
	panes.forEach((p, i) => {
		const want = p.tree.levels * rowHeight,
			other = two ? panes[1 - i].tree.levels * rowHeight : 0;
		p.h = two
			? Math.max(Math.min(want, free / 2), Math.min(want, free - other))
			: Math.min(want, free);
		if (two && !i) p.h = Math.max(p.h, free - Math.max(other, free / 2));
		if (two && i) p.h = free - panes[0].h;
		p.y = y;
		y += p.h;
		canvases[i].width = graph.w;
		put(canvases[i].frame, {x: graph.x, y: p.y, width: graph.w, height: Math.max(1, p.h)});
		put(canvases[i].tree, {
			'aria-label':
				{
					flame: 'Frames',
					inverted: 'Frames by leaf',
					callers: 'Callers',
					callees: 'Callees'
				}[p.what] || ''
		});
		clampScroll(p);
		if (two && !i) {
			place(caption.box, graph.x, y, graph.w, CAPTION);
			y += CAPTION;
		}
	});
}

const dirty = {layout: true, drawing: false};

/** Draw with the next frame of the screen. */
function redraw() {
	if (dirty.drawing) return;
	dirty.drawing = true;
	put(svg, {'data-cflame-state': 'busy'});
	requestAnimationFrame(drawAll);
}

function drawAll() {
	dirty.drawing = false;
	if (
		dirty.layout ||
		!mini.hasAttribute('display') !==
			(settings.minimap && panes.length === 1 && isZoomed(panes[0]))
	)
		layout();
	panes.forEach((p, i) => {
		paintColors(canvases[i]);
		paint(p, canvases[i]);
	});
	paintMini();
	if (panes.some(p => p.anim)) redraw();
	else if (!waiting) put(svg, {'data-cflame-state': 'ready'});
}

/** Everything that depends on state, settings or search has to be said and drawn again. */
function changed() {
	dirty.layout = true;
	hideTip();
	hovered = null;
	// As --bgcolors asks for: in the light only.
	back.style.fill =
		head.background && !isDark() ? BACKGROUNDS[head.background] || head.background : '';
	put(svg, {
		'data-cf-theme': (isContrast() ? 'contrast-' : '') + (isDark() ? 'dark' : 'light'),
		'data-cf-view': state.view
	});
	updateHeader();
	updateBar();
	updateCaption();
	updateTable();
	redraw();
}

/** What the minimap shows, without the window: made again only when that changes. */
const miniDrawn = {key: '', tree: /** @type {Tree | null} */ (null)};
const miniBoxes = shape('path', {class: 'cf-mini-boxes'}, mini);
const miniHits = shape('path', {class: 'cf-mini-hits'}, mini);
const miniShade = shape('path', {class: 'cf-mini-shade'}, mini);
const miniWindow = shape('rect', {class: 'cf-mini-window', fill: 'none'}, mini);
/** @type {Canvas | null} */
let miniCanvas = null;

function paintMini() {
	if (mini.hasAttribute('display')) return;
	const p = panes[0],
		t = p.tree,
		w = sizes.graph.w,
		h = MINI - 8,
		full = fullWidth(t);
	const key = [w, search.query, p.down, settings.order].join(' ');
	if (miniDrawn.key !== key || miniDrawn.tree !== t) {
		miniDrawn.key = key;
		miniDrawn.tree = t;
		const whole = Object.assign({}, p, {root: 0, u0: 0, u1: full, anim: null});
		miniCanvas = miniCanvas || newCanvas(shape('g', {}), '');
		const pitch = h / Math.min(t.levels, 400);
		collect(whole, miniCanvas, w, 0, Math.min(t.levels, 400) - 1, 1);
		let boxes = '',
			hits = '';
		for (let i = 0; i < miniCanvas.n; i++) {
			const y = p.down ? miniCanvas.dep[i] * pitch : h - (miniCanvas.dep[i] + 1) * pitch;
			const box =
				'M' +
				miniCanvas.x[i].toFixed(1) +
				' ' +
				y.toFixed(1) +
				'h' +
				Math.max(1, miniCanvas.w[i] - 0.5).toFixed(1) +
				'v' +
				Math.max(0.6, pitch - 0.3).toFixed(1) +
				'H' +
				miniCanvas.x[i].toFixed(1) +
				'z';
			if (miniCanvas.cls[i] === CLASS_HIT) hits += box;
			else boxes += box;
		}
		put(miniBoxes, {d: boxes});
		put(miniHits, {d: hits, fill: classColor(CLASS_HIT)});
	}
	const {top, x0, x1} = shownPart(p),
		left = offsetIn(t, top, 0);
	const a = ((left + x0) / full) * w,
		b = Math.max(a + 2, ((left + x1) / full) * w);
	put(miniWindow, {x: a.toFixed(1), y: 0.5, width: (b - a).toFixed(1), height: h - 1});
	put(miniShade, {
		d:
			'M0 0H' +
			a.toFixed(1) +
			'V' +
			h +
			'H0zM' +
			b.toFixed(1) +
			' 0H' +
			w +
			'V' +
			h +
			'H' +
			b.toFixed(1) +
			'z'
	});
}
