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

/** where the n-th chip is */
const chipAt = (t, n) => t.in(i => {
	const { left, right, top, bottom } =
		document.querySelectorAll('.cf-chip')[i].getBoundingClientRect();
	return { left, right, x: left + 20, y: (top + bottom) / 2 };
}, n);

/** takes a chip with the mouse to the place of another */
async function dragChip(t, n, to)
{
	const from = await chipAt(t, n), goal = await chipAt(t, to);
	await t.page.mouse.move(from.x, from.y);
	await t.page.mouse.down();
	await t.page.mouse.move(to < n ? goal.left + 5 : goal.right - 5, goal.y, { steps: 12 });
	await t.page.mouse.up();
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

	['chips are moved by dragging: they apply from the left', async t => {
		await t.open('tour.svg', '#t=h:step&t=x:step&t=r');
		await total(t, /1,000 samples/);
		await dragChip(t, 1, 0);
		await t.wait('the order is another', async () =>
			/drop.*hide.*recursion/.test(await t.text('.cf-chips')));
		await total(t, /750 samples/);
		await expect(t, 750, { step: [], run: [300], draw: [300] });
		await t.until('the address has it', () => /t=x:step&t=h:step&t=r/.test(location.hash));
		t.same(await t.in(() => document.querySelectorAll('.cf-off').length), 0,
			'a drag switches nothing off');
		await t.shot('chips-moved');
		await dragChip(t, 0, 2);
		await t.wait('it is the last', async () =>
			/hide.*recursion.*drop/.test(await t.text('.cf-chips')));
		await total(t, /1,000 samples/);
		await t.press('Escape');
		await t.wait('Escape undoes a move', async () =>
			/drop.*hide.*recursion/.test(await t.text('.cf-chips')));
		await total(t, /750 samples/);
		await t.push('.cf-chip-text');
		await total(t, /1,000 samples/);
	}],

	['chips are moved by keys, and keep the keyboard', async t => {
		await t.open('tour.svg', '#t=h:step&t=x:step');
		await total(t, /1,000 samples/);
		const has = () => t.in(() => document.activeElement ?
			document.activeElement.getAttribute('aria-label') || '' : '');
		for (let i = 0; i < 40 && !/drop stacks with step/.test(await has()); i++)
			await t.press('Tab');
		t.same(await has(), 'Switch off: drop stacks with step', 'what has the keyboard');
		await t.press('Shift+ArrowLeft');
		await t.settle();
		await total(t, /750 samples/);
		t.same(await has(), 'Switch off: drop stacks with step', 'still the same chip');
		t.matches(await t.text('.cf-chips'), /drop.*hide/, 'the order');
		await t.press('Shift+ArrowLeft');
		await t.settle();
		t.matches(await t.text('.cf-chips'), /drop.*hide/, 'the first has no place before it');
		await t.press('Shift+ArrowRight');
		await t.settle();
		await total(t, /1,000 samples/);
		await t.press('Enter');
		await t.until('Enter switches it off', () => document.querySelector('.cf-off'));
		t.same(await has(), 'Switch on: drop stacks with step', 'the keyboard stays');
		await t.press('Tab', 'Enter');
		await t.until('one chip is left', () => document.querySelectorAll('.cf-chip').length === 1);
		t.matches(await has(), /hide step/, 'the keyboard goes to the next chip');
	}],

	['chips are moved by a finger', async t => {
		await t.open('tour.svg', '#t=h:step&t=x:step');
		await total(t, /1,000 samples/);
		const [from, to] = [await chipAt(t, 1), await chipAt(t, 0)];
		const finger = await t.page.touchscreen.touchStart(from.x, from.y);
		await finger.move(from.x - 30, from.y);
		await finger.move(to.left + 8, to.y);
		await finger.end();
		await t.wait('the order is another', async () => /drop.*hide/.test(await t.text('.cf-chips')));
		await total(t, /750 samples/);
	}],

	['many chips in a narrow window: all in sight, none over the graph', async t => {
		await t.viewport(400, 700);
		await t.open('tour.svg', '#t=h:idle&t=h:step&t=x:chain1&t=r&t=g&t=c:parse');
		const places = await t.in(() => [...document.querySelectorAll('.cf-chip')].map(chip => {
			const { left, right, bottom } = chip.getBoundingClientRect();
			return { left, right, bottom };
		}));
		const pane = await t.pane();
		t.same(places.length, 6, 'chips');
		for (const { left, right, bottom } of places)
			t.check(left >= 0 && right <= 400 && bottom <= pane.top, `a chip at ${left} to ${right}`);
		await t.shot('chips-narrow');
	}],

	['a large profile: it is shown that work goes on, and no key is lost', async t => {
		await t.open('large.svg');
		await t.in(() => {
			window.said = [];
			new MutationObserver(() => window.said.push([
				document.documentElement.getAttribute('aria-busy'),
				document.querySelector('.cf-now').textContent,
				document.querySelectorAll('.cf-chip').length,
			])).observe(document.documentElement, { attributes: true, attributeFilter: ['aria-busy'] });
		});
		const { left, top, width, height } = await t.pane();
		await t.page.mouse.click(left + width / 2, top + height - 40);
		await t.settle();
		await t.press('h', 'r');
		await t.until('both were done', () => document.querySelectorAll('.cf-chip').length === 2);
		await t.settle();
		const said = await t.in(() => window.said);
		t.same(said[0], ['true', 'Working…', 0], 'before the work');
		t.same(said.at(-1)[0], null, 'after it');
		t.matches(await t.text('.cf-now'), /left$/, 'what is said in the end');
	}],
];
