// The start. Until the first picture is drawn the static one stays; if anything fails before that,
// it stays for good.
//
// What tests may rely on: data-cflame-state on the root is "busy" from a change until it is
// drawn, then "ready". The classes are those that this script gives: cf-pane (one graph),
// cf-boxes, cf-labels, cf-match, cf-cut, cf-item (the selected frame, role treeitem), cf-mini,
// cf-search, cf-found, cf-tool-*, cf-path, cf-crumb, cf-chip, cf-now, cf-notice, cf-tip,
// cf-popup, cf-menuitem, cf-help, cf-top (the table).

/** What is of the script, not of the static picture. @param {Element} e @returns {boolean} */
function stays(e) {
	return e === page || /^(title|desc|metadata|style|script|defs)$/.test(e.localName);
}

/** Where a policy forbids style elements, their rules are taken in as a sheet. */
function adoptStyle() {
	const style = svg.querySelector('style');
	if (!style || style.sheet) return;
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(style.textContent || '');
	document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
}

/** The elements of the static picture. */
const statics = Array.from(svg.children).filter(e => !stays(e));

function boot() {
	adoptStyle();
	// All is drawn once, at the end, and what is not seen any more costs nothing until then.
	dirty.drawing = true;
	for (const e of statics) show(e, false);
	for (const e of Array.from(svg.querySelectorAll('.cf-page'))) if (e !== page) e.remove();
	svg.classList.add('cf-root');
	if (ownsWindow) svg.classList.add('cf-window');
	show(popup.box, false);
	show(tip.at.box, false);
	// Before the script: in a saved page what is behind it has not been read yet when it runs.
	svg.insertBefore(page, script);
	measureFont();
	if (ownsAddress) {
		fromHash(location.hash.slice(1));
	} else {
		setQuery(head.search || '');
		openPanes();
	}
	changed();
	drawAll();
	// Inside of a page it would be a tooltip over everything; our label names the picture.
	const title = svg.querySelector('title');
	if (title && /** @type {Element} */ (document.documentElement) !== svg) title.remove();
	// The rules of the static picture would colour our labels.
	svg.removeAttribute('data-id');
	put(svg, {
		role: 'application',
		'aria-label':
			'Flame graph: ' +
			visible(head.title || 'Flame Graph') +
			'. Arrows move between frames, Enter zooms, ? lists the keys.'
	});
	listen();
	remember();
	say(amount(base.tot[0]) + ', ' + plural(base.n - 1, 'frame'));
}

try {
	boot();
} catch (e) {
	page.remove();
	for (const part of statics) show(part, true);
	put(svg, {'data-cflame-state': 'failed'});
	console.error(e);
}
