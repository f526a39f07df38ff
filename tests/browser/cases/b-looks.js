'use strict';

// Light and dark, colours, labels, print.

const { alike, decodePng, parseColor } = require('../../tools/png.js');

const background = async t => decodePng(Buffer.from(await t.page.screenshot())).at(2, 400);
const bright = rgb => rgb.every(v => v > 200);
const dark = rgb => rgb.every(v => v < 70);

module.exports = [
	['what is painted has the colour that the file says', async t => {
		await t.open('tour.svg');
		const pane = await t.pane();
		const box = await t.painted('app;main;run;draw;line');
		const image = decodePng(Buffer.from(await t.page.screenshot()));
		const got = image.at(Math.round(pane.left + box.x + box.w - 4), Math.round(pane.top + box.y + 3));
		t.check(alike(got, parseColor(box.fill)), `rgb(${got}) painted for ${box.fill}`);
		const { head } = t.data;
		t.check(head.classes.some(([light]) => alike(parseColor(light), parseColor(box.fill), 2)),
			`${box.fill} is a class of the file`);
	}],

	['light, dark and high contrast by the Z key', async t => {
		await t.open('tour.svg');
		t.check(bright(await background(t)), 'light at first');
		const light = (await t.painted('app;main')).fill;
		await t.press('z');
		await t.settle();
		await t.press('z');
		await t.settle();
		t.check(dark(await background(t)), `dark, not rgb(${await background(t)})`);
		t.check((await t.painted('app;main')).fill !== light, 'frames have their dark colours');
		await t.shot('dark');
		await t.press('z');
		await t.settle();
		await t.shot('contrast');
	}],

	['dark where the system is', async t => {
		await t.open('tour.svg');
		t.check(dark(await background(t)), `dark, not rgb(${await background(t)})`);
		await t.hover('app;main;run');
		await t.shot('dark-tooltip');
	}, { dark: true }],

	['--theme light stays light on a dark system', async t => {
		await t.open('light.svg');
		t.check(bright(await background(t)), `light, not rgb(${await background(t)})`);
	}, { dark: true }],

	['labels can be read on their boxes', async t => {
		for (const key of ['', 'z', 'z', 'z', 'k', 'k', 'k']) {
			if (!key)
				await t.open('tour.svg');
			else
				await t.press(key);
			await t.settle();
			const boxes = await t.boxes();
			const texts = await t.in(() => [...document.querySelectorAll('.cf-labels text')]
				.map(text => ({ x: Number(text.getAttribute('x')), y: Number(text.getAttribute('y')),
					fill: getComputedStyle(text).fill, text: text.textContent })));
			for (const text of texts) {
				const box = boxes.find(b => text.x >= b.x && text.x <= b.x + b.w &&
					text.y > b.y && text.y < b.y + 16);
				const ratio = contrast(parseColor(text.fill), parseColor(box.fill));
				t.check(ratio >= 4.5, `“${text.text}” ${text.fill} on ${box.fill}: ${ratio.toFixed(1)}`);
			}
		}
	}],

	['colour by package, kind and width', async t => {
		await t.open('tour.svg');
		const fills = async () => [...new Set((await t.boxes()).map(b => b.fill))].sort().join(' ');
		const seen = [await fills()];
		for (let i = 0; i < 3; i++) {
			await t.press('k');
			await t.settle();
			seen.push(await fills());
			t.check(seen.at(-1).split(' ').length <= 33, 'at most 32 classes and grey');
		}
		t.same(new Set(seen).size, 4, 'ways of colouring that differ');
		await t.press('k');
		await t.settle();
		t.same(await fills(), seen[0], 'the fifth is the first');
	}],

	['kernel and JIT frames have their own colours by kind', async t => {
		await t.open('tour.svg');
		await t.press('k');
		await t.press('k');
		await t.settle();
		const native = (await t.painted('app;main')).fill;
		const kernel = (await t.painted('helper;main;wait')).fill;
		const jit = (await t.painted('app;main;run;step;eval;add')).fill;
		t.same(new Set([native, kernel, jit]).size, 3, 'kinds');
	}],

	['long labels are cut at the end, the start or the middle, or short', async t => {
		await t.open('long.svg');
		const label = async () => (await t.labels()).map(l => l.text).find(text => text.includes('..'));
		t.matches(await label(), /^std::.*\.\.$/, 'at the end');
		await t.press('l');
		await t.settle();
		t.matches(await label(), /^\.\..*last_part$/, 'at the start');
		await t.press('l');
		await t.settle();
		t.matches(await label(), /^std::.*\.\..*part$/, 'in the middle');
		await t.press('l');
		await t.settle();
		t.check((await t.labels()).some(l => l.text === 'vector::push_back_and_the_last_part'),
			'short: two parts of the path, no arguments');
	}],

	['labels stay inside their boxes', async t => {
		for (const file of ['long.svg', 'nasty.svg']) {
			await t.open(file);
			const spilt = await t.in(() => {
				const pane = document.querySelector('.cf-pane').getBoundingClientRect();
				const rects = [];
				for (const path of document.querySelectorAll('.cf-boxes path')) {
					for (const [, x, y, w] of path.getAttribute('d').matchAll(/M(-?[\d.]+) (-?[\d.]+)h([\d.]+)/g))
						rects.push([+x, +y, +x + +w]);
				}
				return [...document.querySelectorAll('.cf-labels text')].filter(text => {
					const r = text.getBoundingClientRect(), x = r.left - pane.left;
					const y = Number(text.getAttribute('y'));
					const box = rects.find(b => x >= b[0] - 1 && x <= b[2] && y > b[1] && y < b[1] + 16);
					return box && r.right - pane.left > box[2] + 2;
				}).map(text => text.textContent.slice(0, 60));
			});
			t.same(spilt, [], `labels of ${file} that spill`);
		}
	}],

	['the printed page has no tools', async t => {
		await t.open('tour.svg');
		if (t.browser === 'chromium') {
			await t.page.emulateMediaType('print');
			await t.until('the header is gone', () =>
				document.querySelector('.cf-tools').getClientRects().length === 0);
			await t.painted('app;main;run');
		}
		const pdf = await t.page.pdf({ format: 'A4', landscape: true });
		t.check(pdf.length > 2000, `a PDF of ${pdf.length} bytes`);
	}],

	['a subtitle, a long title', async t => {
		await t.open('titles.svg');
		await t.says('.cf-title', /A long title/);
		await t.says('.cf-title', /second line/);
		await t.painted('app;main;run');
		await t.shot('titles');
		const seen = () => t.in(() => [...document.querySelectorAll('.cf-title > *')].map(e => ({
			text: e.textContent, whole: e.title, height: e.getBoundingClientRect().height,
			width: e.getBoundingClientRect().width, cut: e.scrollWidth > e.clientWidth + 1 ||
				e.scrollHeight > e.clientHeight + 2 })));
		const wide = await seen();
		t.same(wide.map(e => e.whole), wide.map(e => e.text), 'the tool tips have all of the text');
		t.check(wide.every(e => e.height > 10 && e.width > 150), 'both lines are seen');
		for (const width of [400, 320]) {
			await t.viewport(width, 500);
			await t.until('the narrow layout', () => document.querySelector('.cf-narrow'));
			await t.settle();
			t.same((await seen()).map(e => e.cut), [false, false], `cut at ${width} px`);
			const pane = await t.pane();
			const below = await t.in(() => Math.max(...[...document.querySelectorAll('.cf-header *, ' +
				'.cf-crumbs *')].map(e => e.getBoundingClientRect().bottom)));
			t.check(below <= pane.top + 1, `the bars end at ${below}, the graph begins at ${pane.top}`);
			await t.shot(`titles-${width}`);
		}
	}],
];

/** the contrast ratio of two colours (WCAG 2) */
function contrast(a, b)
{
	const luminance = rgb => rgb.map(v => v / 255)
		.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
	return (x + 0.05) / (y + 0.05);
}
