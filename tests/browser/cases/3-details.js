'use strict';

// What is said of a frame: tooltip, status line, all places of its function.

module.exports = [
	['hover: name, count, shares, self, the function over all its places', async t => {
		await t.open('tour.svg');
		await t.hover('app;main');
		await t.says('.cf-tip', /^main/);
		const tip = await t.text('.cf-tip');
		t.matches(tip, /850 samples/, 'its count');
		t.matches(tip, /85\.00\s?% of all/, 'its share of all');
		t.matches(tip, /94\.44\s?% of parent/, 'its share of its parent');
		t.matches(tip, /self\s*0 samples/, 'its self count');
		t.matches(tip, /950 samples[^]*in 2 places/, 'the function, all places');
		await t.says('.cf-status', /main \(850 samples, 85\.00\s?%/);
		await t.shot('tooltip');
	}],

	['hover while zoomed: the share of the view too', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		await t.hover('app;main;run;draw');
		await t.says('.cf-tip', /30\.00\s?% of all/);
		await t.says('.cf-tip', /54\.55\s?% of view/);
	}],

	['recursion is counted once in the function\'s total', async t => {
		await t.open('tour.svg');
		await t.hover('app;main;run;step;eval;eval');
		await t.says('.cf-tip', /function\s*210 samples[^]*in 3 places/);
	}],

	['all places of the hovered function are outlined', async t => {
		await t.open('tour.svg');
		await t.hover('app;main');
		const want = await t.place('helper;main');
		const outlined = await t.wait('the other place is outlined', () => t.in(() =>
			document.querySelector('.cf-same').getAttribute('d')));
		const [, x, y] = /M([\d.]+) ([\d.]+)/.exec(outlined);
		t.near(Number(x), want.x, 2, 'the outline\'s left');
		t.near(Number(y), want.y, 2, 'the outline\'s top');
		await t.page.mouse.move(3, 3);
		await t.until('nothing is outlined without a hover',
			() => !document.querySelector('.cf-same').getAttribute('d'));
	}],

	['the tooltip stays inside the window', async t => {
		await t.viewport(500, 400);
		await t.open('tour.svg');
		for (const stack of ['helper;main;wait', 'app;idle', '', 'app;main;run;step;eval;eval;eval;add']) {
			await t.hover(stack);
			await t.says('.cf-tip', /samples/);
			const r = await t.in(() => {
				const { left, top, right, bottom } =
					document.querySelector('.cf-tip').getBoundingClientRect();
				return { left, top, right, bottom };
			});
			t.check(r.left >= 0 && r.top >= 0 && r.right <= 500 && r.bottom <= 400,
				`the tooltip of ${stack || 'all'} is at ${JSON.stringify(r)}`);
		}
	}],

	['Shift holds the tooltip', async t => {
		await t.open('tour.svg');
		await t.hover('app;main;run');
		await t.says('.cf-tip', /^run/);
		await t.page.keyboard.down('Shift');
		await t.page.mouse.move(...await t.middle('helper'), { steps: 3 });
		await t.settle();
		t.matches(await t.text('.cf-tip'), /^run/, 'the held tooltip');
		await t.page.keyboard.up('Shift');
		await t.page.mouse.move(...await t.middle('helper;main'), { steps: 3 });
		await t.says('.cf-tip', /^main/);
	}],

	['units: bytes and time are scaled, the exact count beside them', async t => {
		await t.open('bytes.svg');
		await t.hover('app;main;run');
		await t.says('.cf-tip', /[\d.]+ (KiB|MiB)/);
		await t.says('.cf-tip', /\(\d{1,3}(,\d{3})+\)/);
	}],
];
