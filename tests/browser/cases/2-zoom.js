'use strict';

// Boxes where they belong, zoom by click and key, undo, and what was too narrow to see.

module.exports = [
	['every frame of at least 1 px is painted, labelled and in its place', async t => {
		await t.open('tour.svg');
		const { nodes } = t.data;
		for (const node of nodes) {
			const names = [];
			for (let n = node; n.parent >= 0; n = nodes[n.parent])
				names.unshift(n.name.replace(/_\[[kwij]\]$/, ''));
			const { label } = await t.painted(names.join(';'));
			t.check(label === (names.at(-1) || 'all'), `the label of ${names} is “${label}”`);
		}
		await t.shot('tour');
	}],

	['the static picture is gone while the script draws', async t => {
		await t.open('tour.svg');
		const left = await t.in(() => [...document.querySelectorAll('g > title')]
			.filter(title => title.parentNode.getClientRects().length > 0).length);
		t.same(left, 0, 'titled boxes still shown');
	}],

	['click zooms, ancestors stay and lead back', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		t.same((await t.painted('app;main;run')).label, 'run', 'label of the zoomed frame');
		await t.painted('app;main;run;step;eval;eval;eval;add');
		await t.painted('app;main');
		t.check(!await t.isPainted('app;main;load;parse'), 'what is beside the zoomed frame is out of sight');
		await t.shot('zoomed');
		await t.zoom('app;main');
		await t.painted('app;main;load;parse;lex');
		await t.click('');
		t.zoomedTo('');
		await t.painted('helper;main;wait');
	}],

	['Escape, Backspace and the Back button undo', async t => {
		await t.open('tour.svg');
		for (const undo of [() => t.press('Escape'), () => t.press('Backspace'),
			() => t.page.goBack()]) {
			await t.zoom('app;main');
			await t.zoom('app;main;run;step');
			await undo();
			t.zoomedTo('app;main');
			await t.painted('app;main;load;parse');
			await undo();
			t.zoomedTo('');
			await t.painted('helper;main');
		}
	}],

	['0 shows all again', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		await t.press('0');
		t.zoomedTo('');
		await t.painted('helper;main');
	}],

	['a parent of 0.35 px shows its children at 40, 30 and 30 % when zoomed', async t => {
		await t.open('narrow.svg');
		const before = await t.place('main;small');
		t.near(before.w, 0.354, 0.01, 'the parent before');
		t.check(!await t.isPainted('main;small;first'), 'its children cannot be seen at first');
		await t.page.mouse.click(before.pane.left + before.x + before.w / 2,
			before.pane.top + before.y + 7);
		t.zoomedTo('main;small');
		const width = (await t.painted('main;small')).w;
		for (const [name, share] of [['first', 0.4], ['second', 0.3], ['third', 0.3]]) {
			const box = await t.painted(`main;small;${name}`);
			t.near(box.w / width, share, 0.002, `the share of ${name}`);
			t.same(box.label, name, 'its label');
		}
		await t.hover('main;small;first');
		await t.says('.cf-tip', /40\.00\s?% of view/);
		await t.shot('narrow');
	}],

	['a frame narrower than --minwidth appears when its parent is zoomed', async t => {
		await t.open('minwidth.svg');
		t.check((await t.place('helper')).w < 200, 'narrower than 200 px');
		t.check(!await t.isPainted('helper'), 'not drawn at first');
		await t.painted('app;main;run');
		t.check(!await t.isPainted('app;main;load;read'), 'not drawn at first');
		await t.zoom('app;main;load');
		await t.painted('app;main;load;read');
	}],

	['the layout follows the window', async t => {
		await t.open('tour.svg');
		for (const width of [1700, 400, 900]) {
			await t.viewport(width, 600);
			await t.until('the graph has the window\'s width', want => {
				const { width: got } = document.querySelector('.cf-pane').getBoundingClientRect();
				return got > want - 40 && got <= want;
			}, width);
			await t.settle();
			await t.painted('app;main;run;draw;line');
			await t.shot(`width-${width}`);
		}
	}],

	['--width fixes the width', async t => {
		await t.open('width-600.svg');
		t.same(await t.in(() => document.documentElement.getBoundingClientRect().width), 600,
			'the width of the picture');
		await t.painted('app;main;run');
	}],

	['--inverted has the root on top', async t => {
		await t.open('icicle.svg');
		const root = await t.painted(''), child = await t.painted('app');
		t.check(root.y < child.y, 'the root is above its children');
		await t.zoom('app;main;run;step');
		await t.painted('app;main;run;step;alloc');
		await t.shot('icicle');
	}],

	['10,000 levels: scrolled by wheel and keys, never lost', async t => {
		await t.open('deep.svg');
		const top = async () => Math.max(...(await t.labels()).map(l => Number(/\d+$/.exec(l.text))
			|| 0));
		const first = await top();
		const { left, top: y, width, height } = await t.pane();
		await t.page.mouse.move(left + width / 2, y + height / 2);
		await t.page.mouse.wheel({ deltaY: -3000 });
		await t.wait('deeper levels come into sight', async () => await top() > first + 50);
		await t.shot('deep');
		await t.press('PageUp');
		await t.settle();
		await t.press('End');
		await t.settle();
		await t.press('Home');
		await t.wait('the root is back', async () =>
			(await t.labels()).some(l => l.text === 'all'));
	}],
];
