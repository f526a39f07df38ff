// The top table: every function with what it has itself and in total.

const CHUNK = 100;

const table = {
	/** name, self, total or change */
	sort: head.diff ? 'dself' : 'self',
	down: true,
	/** Names, in order. @type {number[]} */
	rows: [],
	made: 0,
	/** @type {HTMLElement | null} */
	body: null,
	key: '',
	/** Of a differential profile: all functions, or only those that are in one side. */
	only: '',
	/** A search that came from a row: it does not filter. */
	chosen: ''
};

/** Of a column: its id, its head, and what its button says that it sorts by, if not the same.
 * @type {string[][]} */
const COLUMNS = head.diff
	? [
			['name', 'Function'],
			['self', 'Self'],
			['dself', '± pp', 'change of self'],
			['total', 'Total'],
			['dtotal', '± pp', 'change of total']
		]
	: [
			['name', 'Function'],
			['self', 'Self'],
			['total', 'Total']
		];

function updateTable() {
	if (!settings.table) {
		side.body.textContent = '';
		table.body = null;
		table.key = '';
		return;
	}
	const key = [chipState(), filtering(), table.only, table.sort, table.down].join('\n');
	if (key === table.key) return;
	const focus = document.activeElement,
		refocus = focus && side.body.contains(focus) && focus.getAttribute('data-cf-sort');
	table.key = key;
	side.body.textContent = '';
	put(side.body, {role: 'region', 'aria-label': 'Top table'});
	sortRows();
	const title = html('div', 'cf-table-title', '', side.body);
	html(
		'span',
		'',
		plural(table.rows.length, 'function') + (filtering() ? ' that match' : ''),
		title
	);
	if (head.diff)
		for (const [id, text] of [
			['', 'all'],
			['after', 'only after'],
			['before', 'only before']
		])
			put(
				button(
					'cf-tool',
					text,
					'Functions: ' + text,
					() => {
						table.only = id;
						updateTable();
					},
					title
				),
				{'aria-pressed': table.only === id}
			);
	button('cf-tool', '×', 'Close the table (T)', () => run('table'), title);
	const scroller = html('div', 'cf-scroll', '', side.body);
	scroller.tabIndex = -1;
	const grid = html('table', 'cf-top' + (head.diff ? ' cf-diff' : ''), '', scroller);
	put(grid, {'aria-label': 'Functions', 'aria-rowcount': table.rows.length + 1});
	makeHead(grid, refocus || '');
	table.body = html('tbody', '', '', grid);
	table.made = 0;
	moreRows();
	hear(scroller, 'scroll', () => {
		if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 400) moreRows();
	});
}

/** @param {HTMLElement} grid @param {string} refocus the column whose button had the keyboard */
function makeHead(grid, refocus) {
	const line = html('tr', '', '', html('thead', '', '', grid));
	for (const [id, text, what = text.toLowerCase()] of COLUMNS) {
		const th = html('th', 'cf-' + id, '', line),
			on = table.sort === id;
		put(th, {
			scope: 'col',
			'aria-label': text === '±' ? 'Change' : text,
			'aria-sort': on ? (table.down ? 'descending' : 'ascending') : 'none'
		});
		const b = button(
			'cf-sort',
			text + (on ? (table.down ? ' ▾' : ' ▴') : ''),
			'Sort by ' + what,
			() => {
				table.down = table.sort === id ? !table.down : id !== 'name';
				table.sort = id;
				updateTable();
			},
			th
		);
		put(b, {'data-cf-sort': id});
		if (refocus === id) b.focus();
	}
}

/** @returns {string} the search that the rows are filtered by */
function filtering() {
	return search.query === table.chosen ? '' : search.query;
}

/** What a column shows. @param {Sums} s @param {string} column @param {number} f
 * @returns {Count} */
function cellValue(s, column, f) {
	switch (column) {
		case 'self':
			return s.self[f];
		case 'total':
			return s.total[f];
		case 'dself':
			return s.self2 ? change(s.self[f], s.self2[f]) : 0;
		default:
			return s.total2 ? change(s.total[f], s.total2[f]) : 0;
	}
}

function sortRows() {
	const s = functionSums(mainTree()),
		wanted = filtering(),
		{sort, only} = table;
	/** @type {number[]} */
	const rows = [];
	for (let f = 0; f < names.length; f++)
		if (
			s.places[f] &&
			(!wanted || search.hit[f]) &&
			!(only && s.total2 && (only === 'after' ? s.total2 : s.total)[f])
		)
			rows.push(f);
	const sign = table.down ? -1 : 1,
		rank = ranks(),
		then = /self/.test(sort) ? s.total : s.self;
	const by = sort === 'name' ? Array.from(rank) : names.map((_, f) => cellValue(s, sort, f));
	/** @type {(a: Count, b: Count) => number} */
	const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
	table.rows = rows.sort(
		(a, b) => sign * (compare(by[a], by[b]) || compare(then[a], then[b])) || rank[a] - rank[b]
	);
}

function moreRows() {
	const s = functionSums(mainTree()),
		stop = Math.min(table.rows.length, table.made + CHUNK);
	const part = document.createDocumentFragment();
	for (; table.made < stop; table.made++) {
		const f = table.rows[table.made];
		const line = html('tr', '', '');
		put(line, {'aria-rowindex': table.made + 2, 'data-cf-name': f});
		const th = html('th', 'cf-name', '', line);
		put(th, {scope: 'row'});
		const b = html('button', 'cf-row', clip(nameText(f), 400), th);
		put(b, {type: 'button', title: clip(nameText(f), 400)});
		for (const [id] of COLUMNS.slice(1)) {
			const v = cellValue(s, id, f),
				td = html('td', '', '', line);
			if (id[0] === 'd') {
				html('span', 'cf-pct', changeText(v).slice(0, -3), td);
				continue;
			}
			const meter = html('i', 'cf-meter', '', td);
			meter.style.width = Math.min(100, 100 * share(v, all)).toFixed(2) + '%';
			html('span', 'cf-pct', percent(v, all) + ' ', td);
			if (!head.diff) html('span', 'cf-count', amount(v).replace(/ samples?$/, ''), td);
		}
		part.appendChild(line);
	}
	if (table.body) table.body.appendChild(part);
}

/** @param {EventTarget | null} e @returns {number} the function of the row, or -1 */
function rowName(e) {
	const line = e instanceof Element && e.closest('[data-cf-name]');
	return line && side.body.contains(line) ? Number(line.getAttribute('data-cf-name')) : -1;
}

function listenTable() {
	hear(side.body, 'click', e => {
		const f = rowName(e.target),
			query = f < 0 ? '' : patternOf(f);
		if (f < 0 || e.detail > 1) return;
		// Without losing the other rows.
		table.chosen = search.query === query ? '' : query;
		find(table.chosen);
	});
	hear(side.body, 'dblclick', e => {
		const f = rowName(e.target);
		if (f >= 0) {
			find('');
			setView('sandwich', f);
		}
	});
	hear(side.body, 'contextmenu', e => {
		const f = rowName(e.target),
			at = pointOf(e);
		if (f < 0 || e.shiftKey) return;
		e.preventDefault();
		openMenu(nameText(f), [...functionItems(f), null, ...copyItems(f)], at.x, at.y);
	});
	hear(side.body, 'keydown', e => {
		const line = rowName(e.target) >= 0 && e.target.closest('tr');
		const to =
			line &&
			(e.key === 'ArrowDown'
				? line.nextElementSibling
				: e.key === 'ArrowUp' && line.previousElementSibling);
		if (!to) return;
		to.querySelector('button').focus();
		if (!to.nextElementSibling) moreRows();
		e.preventDefault();
	});
}
