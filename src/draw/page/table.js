// The top table: every function with what it has itself and in total.

const CHUNK = 100;

const table = {
	/** name, self, total or change */
	sort: 'self',
	down: true,
	/** Names, in order. @type {number[]} */
	rows: [],
	made: 0,
	/** @type {HTMLElement | null} */
	body: null,
	key: '',
	/** A search that came from a row: it does not filter. */
	chosen: '',
};

/** @type {[string, string][]} */
const COLUMNS = [['name', 'Function'], ['self', 'Self'], ['total', 'Total']];

function updateTable() {
	if (!settings.table) {
		side.body.textContent = '';
		table.body = null;
		table.key = '';
		return;
	}
	const key = [chipState(), filtering(), table.sort, table.down].join('\n');
	if (key === table.key)
		return;
	const focus = document.activeElement, refocus = focus && side.body.contains(focus) && focus.getAttribute('data-cf-sort');
	table.key = key;
	side.body.textContent = '';
	put(side.body, {role: 'region', 'aria-label': 'Top table'});
	sortRows();
	const title = html('div', 'cf-table-title', '', side.body);
	html('span', '', plural(table.rows.length, 'function') + (filtering() ? ' that match' : ''), title);
	button('cf-tool', '×', 'Close the table (T)', () => run('table'), title);
	const scroller = html('div', 'cf-scroll', '', side.body);
	scroller.tabIndex = -1;
	const grid = html('table', 'cf-top', '', scroller);
	put(grid, {'aria-rowcount': table.rows.length + 1});
	makeHead(grid, refocus || '');
	table.body = html('tbody', '', '', grid);
	table.made = 0;
	moreRows();
	hear(scroller, 'scroll', () => {
		if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 400)
			moreRows();
	});
}

/** @param {HTMLElement} grid @param {string} refocus the column whose button had the keyboard */
function makeHead(grid, refocus) {
	const line = html('tr', '', '', html('thead', '', '', grid));
	for (const [id, text] of COLUMNS) {
		const th = html('th', 'cf-' + id, '', line), on = table.sort === id;
		put(th, {scope: 'col', 'aria-sort': on ? table.down ? 'descending' : 'ascending' : 'none'});
		const b = button('cf-sort', text + (on ? table.down ? ' ▾' : ' ▴' : ''), 'Sort by ' + text.toLowerCase(), () => {
			table.down = table.sort === id ? !table.down : id !== 'name';
			table.sort = id;
			updateTable();
		}, th);
		put(b, {'data-cf-sort': id});
		if (refocus === id)
			b.focus();
	}
}

/** @returns {string} the search that the rows are filtered by */
function filtering() {
	return search.query === table.chosen ? '' : search.query;
}

function sortRows() {
	const s = functionSums(mainTree()), {self, total, places} = s;
	const rows = [], only = filtering();
	for (let f = 0; f < names.length; f++)
		if (places[f] && (!only || search.hit[f]))
			rows.push(f);
	const sign = table.down ? -1 : 1, rank = table.sort === 'name' ? ranks() : null;
	const by = table.sort === 'total' ? total : self, then = table.sort === 'total' ? self : total;
	/** @type {(a: Count, b: Count) => number} */
	const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
	rows.sort(rank ? (a, b) => sign * (rank[a] - rank[b]) :
		(a, b) => sign * (compare(by[a], by[b]) || compare(then[a], then[b])) || a - b);
	table.rows = rows;
}

function moreRows() {
	const s = functionSums(mainTree()), stop = Math.min(table.rows.length, table.made + CHUNK);
	const part = document.createDocumentFragment();
	for (; table.made < stop; table.made++) {
		const f = table.rows[table.made];
		const line = html('tr', '', '');
		put(line, {'aria-rowindex': table.made + 2, 'data-cf-name': f});
		const th = html('th', 'cf-name', '', line);
		put(th, {scope: 'row'});
		const b = html('button', 'cf-row', clip(nameText(f), 400), th);
		put(b, {type: 'button', title: clip(nameText(f), 400)});
		for (const v of [s.self[f], s.total[f]]) {
			const td = html('td', '', '', line), meter = html('i', 'cf-meter', '', td);
			meter.style.width = Math.min(100, 100 * share(v, all)).toFixed(2) + '%';
			html('span', 'cf-pct', percent(v, all), td);
			html('span', 'cf-count', amount(v).replace(/ samples?$/, ''), td);
		}
		part.appendChild(line);
	}
	if (table.body)
		table.body.appendChild(part);
}

/** @param {Event} e @returns {number} the function of the row, or -1 */
function rowName(e) {
	const line = e.target instanceof Element && e.target.closest('[data-cf-name]');
	return line ? Number(line.getAttribute('data-cf-name')) : -1;
}

function listenTable() {
	hear(side.body, 'click', e => {
		const f = rowName(e);
		if (f >= 0 && e.detail < 2)
			findRow(f);
	});
	hear(side.body, 'dblclick', e => {
		const f = rowName(e);
		if (f >= 0) {
			find('');
			setView('sandwich', f);
		}
	});
	hear(side.body, 'contextmenu', e => {
		const f = rowName(e);
		if (f < 0 || e.shiftKey)
			return;
		e.preventDefault();
		const r = svg.getBoundingClientRect();
		rowMenu(f, e.clientX - r.left, e.clientY - r.top);
	});
	hear(side.body, 'keydown', tableKey);
}

/** Search for exactly this function, without losing the other rows. @param {number} f */
function findRow(f) {
	const query = '^' + literal(shown[f]) + '$';
	table.chosen = search.query === query ? '' : query;
	find(table.chosen);
}

/** @param {number} f @param {number} x @param {number} y */
function rowMenu(f, x, y) {
	openMenu(nameText(f), [
		{text: 'Callers and callees', hint: 'P', run: () => setView('sandwich', f)},
		{text: 'Search for this function', run: () => find('^' + literal(shown[f]) + '$')}, null,
		{text: 'Focus', hint: 'F', run: () => addChip('focus', f)},
		{text: 'Hide', hint: 'H', run: () => addChip('hide', f)},
		{text: 'Drop stacks with it', hint: 'X', run: () => addChip('drop', f)},
		{text: 'Collapse what it calls', hint: 'C', run: () => addChip('collapse', f)}, null,
		{text: 'Copy the name', hint: 'Y', run: () => copyText(names[f])},
	], x, y);
}

/** Arrows walk the rows; Enter acts; letters act on the row's function. @param {KeyboardEvent} e */
function tableKey(e) {
	const f = rowName(e), line = e.target instanceof Element && e.target.closest('tr');
	if (f < 0 || !line || e.ctrlKey || e.metaKey || e.altKey)
		return;
	const to = e.key === 'ArrowDown' ? line.nextElementSibling : e.key === 'ArrowUp' ? line.previousElementSibling : null;
	const b = to && to.querySelector('button');
	const kind = /** @type {Record<string, string>} */ ({f: 'focus', h: 'hide', x: 'drop', c: 'collapse'})[e.key.toLowerCase()];
	if (b instanceof HTMLElement) {
		b.focus();
		if (to === line.parentElement?.lastElementChild)
			moreRows();
	} else if (kind) {
		addChip(kind, f);
	} else if (e.key.toLowerCase() === 'p') {
		setView('sandwich', f);
	} else if (e.key.toLowerCase() === 'y') {
		copyText(names[f]);
	} else if (!e.key.startsWith('Arrow')) {
		return;
	}
	e.preventDefault();
	e.stopPropagation();
}
