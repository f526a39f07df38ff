'use strict';

// What assistive programs are given: the accessibility tree itself, in both browsers.

/** Waits until the tree has all of these: [role, name, roles above it (the end of the path)]. */
async function has(t, wanted)
{
	let missing = wanted, tree = [];
	try {
		await t.wait('the accessibility tree', async () => {
			tree = await t.accessible();
			missing = wanted.filter(([role, name, above = '']) => !tree.some(node =>
				node.role === role && (name instanceof RegExp ? name.test(node.name) : node.name === name) &&
				node.path.includes(`${above} ${role}`.trim())));
			return !missing.length;
		});
	} catch (error) {
		t.same(missing.map(String), [], `missing in the tree of ${tree.map(n => n.role).join(' ')}`);
		throw error;
	}
	return tree;
}

const count = (tree, role) => tree.filter(node => node.role === role).length;

module.exports = [
	['the graph, the selected frame, search, status, buttons', async t => {
		await t.open('tour.svg');
		const tree = await has(t, [
			['application', /^Flame graph: Flame Graph\. Arrows move between frames/],
			['tree', 'Frames', 'application'],
			['treeitem', 'all (1,000 samples, 100.00% of all)', 'tree'],
			['search', 'Search'],
			['searchbox', 'Search frames by regular expression', 'search'],
			['toolbar', 'Views'],
			['button', 'Top table: self and total (T)', 'toolbar'],
			['button', 'Help (?)', 'toolbar'],
			['navigation', 'Zoomed to'],
			['button', 'Zoom to all', 'navigation'],
		]);
		t.check(count(tree, 'status') >= 1, 'there is a status');
		t.same(count(tree, 'treeitem'), 1, 'frames in it: the selected one');
		t.same(tree.filter(node => /graphics|diagram|SvgRoot|img|image/.test(node.role) &&
			!/^Flame graph/.test(node.name)).length, 0, 'pictures without a name');
	}],

	['the frame that the arrows select', async t => {
		await t.open('tour.svg');
		await t.press('ArrowUp', 'ArrowUp', 'ArrowUp');
		await has(t, [['treeitem', 'run (550 samples, 55.00% of all)', 'tree']]);
		await t.press('Enter', 'ArrowUp');
		await has(t, [['treeitem', /^draw \(300 samples, 30\.00% of all, 54\.55% of view\)$/, 'tree'],
			['button', 'Zoom to run', 'navigation']]);
	}],

	['what a search has found, and what has been announced', async t => {
		await t.open('tour.svg');
		await t.search('lex');
		await t.says('.cf-found', /12\.00% of all · 1/);
		await t.hover('app;main;run');
		await t.says('.cf-live', /^run/);
		for (const pattern of [/12\.00% of all/, /^run \(550 samples/]) {
			await t.wait(`${pattern} in a status`, async () => (await t.accessible())
				.some(node => / status /.test(node.path) && pattern.test(node.name)));
		}
	}],

	['the table is a table', async t => {
		await t.open('tour.svg');
		await t.press('t');
		const tree = await has(t, [
			['region', 'Top table'],
			['table', 'Functions'],
			['columnheader', 'Function', 'row'], ['columnheader', 'Self', 'row'],
			['columnheader', 'Total', 'row'],
			['button', 'Sort by self', 'columnheader'],
			['rowheader', 'add', 'row'],
			['cell', '16.00% 160', 'row'],
		]);
		t.same(count(tree, 'row'), 23, 'rows');
		t.same(count(tree, 'cell'), 44, 'cells');
	}],

	['the two graphs of callers and callees, and by leaf', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run;step;alloc');
		await t.press('p');
		await has(t, [['tree', 'Callers'], ['tree', 'Callees'],
			['treeitem', 'alloc (90 samples, 9.00% of all)', 'tree']]);
		await t.press('v');
		await has(t, [['tree', 'Frames by leaf']]);
	}],

	['chips', async t => {
		await t.open('tour.svg', '#t=h:step&t=x-:idle');
		const tree = await has(t, [['list', 'Transforms'],
			['button', 'Switch off: hide step', 'listitem'], ['button', 'Remove: hide step', 'listitem'],
			['button', 'Switch on: drop stacks with idle', 'listitem']]);
		t.same(count(tree, 'listitem'), 2, 'chips');
	}],

	['the menu of a frame, the help', async t => {
		await t.open('tour.svg');
		await t.click('app;main;run', { button: 'right' });
		await has(t, [['menu', 'run'], ['menuitem', /^Focus: only stacks through it/, 'menu'],
			['menuitem', /^Copy the folded line/, 'menu']]);
		await t.press('Escape', '?');
		await has(t, [['dialog', 'Help'], ['button', 'Close', 'dialog']]);
		await t.press('Escape');
		const tree = await t.wait('the dialog is gone from the tree', async () => {
			const now = await t.accessible();
			return !count(now, 'dialog') && now;
		});
		t.same(count(tree, 'menu'), 0, 'menus');
	}],
];
