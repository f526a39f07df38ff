'use strict';

// What changes the profile in the page: chips, and totals that stay right.

/** the names and counts of the first row's labels by the details of a hover */
const total = async (t, pattern) => t.says('.cf-crumbs', pattern);

/** until the boxes with a label have these widths, in samples of all that is left */
async function expect(t, left, want)
{
	await t.wait(`boxes of ${JSON.stringify(want)} of ${left}`, async () => {
		const boxes = await t.boxes(), labels = await t.labels();
		const { width } = await t.pane();
		return Object.entries(want).every(([name, counts]) => {
			const found = labels.filter(l => l.text === name).map(l => boxes.find(b =>
				l.x >= b.x && l.x <= b.x + b.w && l.y > b.y && l.y < b.y + 16))
				.filter(Boolean).map(b => b.w / width * left).sort((a, b) => b - a);
			return found.length === counts.length &&
				found.every((w, i) => Math.abs(w - counts[i]) <= left / width * 2.5);
		});
	});
}

async function transform(t, stack, key)
{
	await t.open('tour.svg');
	await t.zoom(stack);
	await t.press(key);
	await t.settle();
	await t.press('0');
	await t.settle();
}

module.exports = [
	['focus: only stacks through the function', async t => {
		await transform(t, 'app;main;run;step', 'f');
		await t.says('.cf-chips', /focus.*step/);
		await total(t, /250 samples/);
		await expect(t, 250, { all: [250], main: [250], step: [250], alloc: [50, 40], load: [] });
	}],

	['hide: the callers take its place', async t => {
		await transform(t, 'app;main;run;step;eval', 'h');
		await total(t, /1,000 samples/);
		await expect(t, 1000, { step: [250], add: [160], alloc: [90], eval: [] });
	}],

	['drop: no stack with the function', async t => {
		await transform(t, 'app;main;run;step', 'x');
		await total(t, /750 samples/);
		await expect(t, 750, { main: [600, 100], draw: [300], step: [], run: [300] });
	}],

	['collapse: what the function calls is its own', async t => {
		await transform(t, 'app;main;run;step', 'c');
		await total(t, /1,000 samples/);
		await expect(t, 1000, { step: [250], eval: [], alloc: [], draw: [300] });
	}],

	['recursion collapses', async t => {
		await t.open('tour.svg');
		await t.press('r');
		await t.settle();
		await total(t, /1,000 samples/);
		await expect(t, 1000, { eval: [210], add: [160], alloc: [50, 40] });
		await t.press('r');
		await expect(t, 1000, { eval: [210, 100, 100], add: [100, 60] });
	}],

	['chains of similar width join', async t => {
		await t.open('tour.svg');
		await t.press('g');
		await t.settle();
		await t.wait('the chain is one box', async () => {
			const labels = (await t.labels()).map(l => l.text);
			return labels.some(text => /^\(4\) chain1/.test(text)) && !labels.includes('chain2');
		});
		await total(t, /1,000 samples/);
		await t.search('chain3');
		await t.says('.cf-found', /10\.00\s?%/);
	}],

	['Ctrl-click drops one subtree', async t => {
		await t.open('tour.svg');
		await t.page.keyboard.down('Control');
		await t.click('app;main;run;step;alloc');
		await t.page.keyboard.up('Control');
		await total(t, /960 samples/);
		await expect(t, 960, { alloc: [50] });
	}],

	['chips are switched, removed and undone', async t => {
		await transform(t, 'app;main;run;step', 'x');
		await total(t, /750 samples/);
		await t.push('.cf-chip-text');
		await total(t, /1,000 samples/);
		await t.until('the chip is off', () =>
			document.querySelector('.cf-chip-text').getAttribute('aria-pressed') === 'false');
		await t.push('.cf-chip-text');
		await total(t, /750 samples/);
		await t.shot('chips');
		await t.push('.cf-chip-x');
		await total(t, /1,000 samples/);
		t.zoomedTo('');
		await t.click('app;main;load');
		await t.press('h');
		await t.says('.cf-chips', /load/);
		await t.press('Control+z');
		await t.until('no chip is left', () => !document.querySelector('.cf-chip'));
	}],

	['Escape undoes a transform too', async t => {
		await transform(t, 'app;main;run;step', 'x');
		await t.press('Escape');
		await total(t, /run300 samples/);
		await t.press('Escape');
		await total(t, /step250 samples/);
	}],
];
