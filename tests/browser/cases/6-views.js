'use strict';

// By leaf, callers and callees of one function, the table, order, flip.

/** the labels of a graph with the widths of their boxes: {name: [px, ...]} */
async function widths(t, pane = 0)
{
	const boxes = await t.boxes(pane), found = {};
	for (const label of await t.labels(pane)) {
		const box = boxes.find(b => label.x >= b.x && label.x <= b.x + b.w &&
			label.y > b.y && label.y < b.y + 16);
		if (box)
			(found[label.text] = found[label.text] || []).push(box.w);
	}
	return found;
}

/** the share of the graph's width of the n-th widest box with a label */
async function share(t, name, pane = 0, n = 0)
{
	const list = ((await widths(t, pane))[name] || []).sort((a, b) => b - a);
	const { width } = await t.pane(pane);
	return list.length > n ? list[n] / width : 0;
}

const select = async (t, stack) => {
	await t.zoom(stack);
};

module.exports = [
	['by leaf: what the time was spent in, and who called it', async t => {
		await t.open('tour.svg');
		await t.press('v');
		await t.says('.cf-now', /^By leaf: all \(1,000 samples/);
		await t.wait('the leaf add has its share', async () =>
			Math.abs(await share(t, 'add') - 0.16) < 0.01);
		t.near(await share(t, 'line'), 0.15, 0.01, 'the share of line');
		t.near(await share(t, 'eval'), 0.16, 0.01, 'eval as the caller of add');
		await t.shot('inverted');
		await t.press('v');
		await t.wait('the flame graph is back', async () =>
			Math.abs(await share(t, 'app') - 0.9) < 0.01);
	}],

	['callers and callees of one function', async t => {
		await t.open('tour.svg');
		await select(t, 'app;main;run;step;alloc');
		await t.press('p');
		await t.says('.cf-caption', /alloc/);
		await t.says('.cf-caption', /90 samples/);
		await t.says('.cf-now', /^Callers and callees of alloc \(90 samples, 9\.00% of all/);
		await t.until('two graphs', () => document.querySelectorAll('.cf-pane').length === 2);
		await t.wait('eval called it for 50 of 90', async () =>
			Math.abs(await share(t, 'eval', 0) - 50 / 90) < 0.01);
		t.near(await share(t, 'alloc', 1), 1, 0.01, 'the function itself, above its callees');
		await t.shot('sandwich');
		await t.press('Escape');
		await t.until('one graph', () => document.querySelectorAll('.cf-pane').length === 1);
	}],

	['the table: self and total, sorted, filtered by the search', async t => {
		await t.open('tour.svg');
		await t.press('t');
		await t.until('the table is there', () => document.querySelectorAll('.cf-top tbody tr').length > 10);
		const rows = () => t.in(() => [...document.querySelectorAll('.cf-top tbody tr')]
			.map(tr => [...tr.children].map(cell => cell.textContent.trim())));
		const first = await rows();
		t.matches(first[0].join(' '), /^add .*16\.00/, 'the widest self');
		await t.push('.cf-top th:nth-child(3) button');
		await t.wait('sorted by total', async () => (await rows())[0][0] === 'main');
		t.matches((await rows())[0].join(' '), /95\.00/, 'main, once for two places');
		t.same(await t.in(() => document.querySelector('.cf-top th:nth-child(3)')
			.getAttribute('aria-sort')), 'descending', 'aria-sort');
		await t.push('.cf-top th:nth-child(3) button');
		await t.wait('the other way round', async () => (await rows())[0][0] !== 'main');
		await t.search('^(lex|idle)$');
		await t.wait('two functions match', async () => (await rows()).length === 2);
		await t.shot('table');
		const evals = first.find(row => row[0] === 'eval');
		t.matches(evals.join(' '), /21\.00/, 'the total of a recursive function');
	}],

	['the table by keyboard alone', async t => {
		await t.open('tour.svg');
		await t.press('t');
		await t.until('the table is there', () => document.querySelectorAll('.cf-top tbody tr').length > 10);
		for (let i = 0; i < 40; i++) {
			await t.press('Tab');
			if (await t.in(() => Boolean(document.activeElement.closest('.cf-top tbody'))))
				break;
		}
		const name = () => t.in(() => document.activeElement.textContent);
		const first = await name();
		await t.press('ArrowDown');
		t.check(await name() !== first, 'the arrow goes to the next row');
		const second = await name();
		await t.press('p');
		await t.until('two graphs', () => document.querySelectorAll('.cf-pane').length === 2);
		t.matches(await t.text('.cf-caption'), new RegExp(second), 'of that row\'s function');
	}],

	['a double click in the table opens callers and callees', async t => {
		await t.open('tour.svg');
		await t.press('t');
		await t.push('.cf-top tbody tr:nth-child(2) button', { count: 2 });
		await t.until('two graphs', () => document.querySelectorAll('.cf-pane').length === 2);
	}],

	['flip: flames upwards or icicles', async t => {
		await t.open('tour.svg');
		await t.press('i');
		t.icicle = true;
		await t.painted('app;main;run');
		await t.press('i');
		t.icicle = false;
		await t.painted('app;main;run');
	}],

	['order by width', async t => {
		await t.open('tour.svg');
		await t.press('o');
		await t.wait('the widest is first', async () => {
			const labels = await t.labels(), run = labels.find(l => l.text === 'run');
			const load = labels.find(l => l.text === 'load');
			return run && load && run.x < load.x;
		});
		await t.press('o');
		await t.painted('app;main;load');
	}],

	['breadcrumbs lead back', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run;step');
		await t.says('.cf-path', /all.*app.*main.*run.*step/);
		await t.says('.cf-path', /250 samples/);
		await t.push('.cf-crumb:nth-of-type(3)');
		t.zoomedTo('app;main');
		await t.painted('app;main;load');
	}],
];
