'use strict';

// Two profiles in one picture: whose widths are drawn, what is said of a change, which colour
// it has. The numbers are those of data/tour.folded (1,000 samples) and data/tour-after.folded
// (1,250); where frames have to be follows from the data layer.

const { alike, parseColor } = require('../../tools/png.js');

const WIDTH = {
	max: (before, after) => before > after ? before : after,
	before: before => before,
	after: (before, after) => after,
};

/** Tells the model whose widths are drawn; scaled: the earlier counts as those of 1,250. */
function layOut(t, widths, scaled = false)
{
	const { nodes } = t.data, [now, then] = scaled ? [4n, 5n] : [1n, 1n];

	for (const node of nodes)
		node.total = WIDTH[widths](node.before * then, node.self * now);
	for (const node of nodes)
		node.own = node.total;
	for (let i = nodes.length - 1; i > 0; i--)
		nodes[nodes[i].parent].total += nodes[i].total;
	for (const node of nodes) {
		let left = node.left + node.own;
		for (const child of node.children) {
			nodes[child].left = left;
			left += nodes[child].total;
		}
	}
}

async function open(t, file = 'difference.svg', hash = '')
{
	await t.open(file, hash);
	layOut(t, 'max');
}

/** The earlier and the later total of a node, by its path. */
function totals(t, stack)
{
	const { nodes } = t.data, at = t.node(stack), sum = [0, 0];
	const add = i => {
		sum[0] += Number(nodes[i].before);
		sum[1] += Number(nodes[i].self);
		nodes[i].children.forEach(add);
	};
	add(at);
	return sum;
}

const hue = (t, stack, dark = 0) => {
	const { scale, steps, negate } = t.data.head.diff, [before, after] = totals(t, stack);
	const by = after - before, step = by ? 1 + steps.filter(s => Math.abs(by) >= s * 1250).length : 0;
	return parseColor(scale[by > 0 === !negate ? 6 + step : 6 - step][dark]);
};

async function coloured(t, stack, dark = 0)
{
	await t.wait(`${stack} has its colour`, async () =>
		alike(parseColor((await t.painted(stack)).fill), hue(t, stack, dark), 2));
}

const CHANGED = ['', 'app', 'app;main;load;parse;lex', 'app;main;load;read', 'app;main;run;step',
	'app;main;run;draw;fill;blit', 'app;main;run;draw;text', 'app;main;run;step;alloc', 'helper'];

/** Until the address says so, behind its "#". */
const addressed = (t, want) => t.until(`the address is ${want}`,
	hash => location.hash.slice(1) === hash, want);

/** What the table shows: names, and the cells of one column. */
const rows = (t, column) => t.in(k => [...document.querySelectorAll('.cf-top tbody tr')].map(
	line => `${line.children[0].textContent} ${line.children[k].textContent}`), column);

const names = async t => (await rows(t, 0)).map(row => row.split(' ')[0]);

/** Colours as people see them who lack one kind of cones: linear RGB (Viénot, Brettel and
 * Mollon, Color Research and Application 24, 1999). */
const SEEN = {
	protanope: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
	deuteranope: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
};

const linear = color => parseColor(color).map(v => (v / 255) ** 2.2);
const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** CIE L*a*b* of linear RGB. */
function lab([r, g, b])
{
	const f = v => v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16 / 116;
	const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
	const y = f(luminance([r, g, b])), z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a, b) => Math.hypot(...lab(a).map((v, i) => v - lab(b)[i]));
const seen = (matrix, color) => matrix.map(row =>
	Math.max(0, row.reduce((sum, k, i) => sum + k * linear(color)[i], 0)));

module.exports = [
	['every stack is as wide as the larger of its counts', async t => {
		await open(t);
		for (const stack of CHANGED)
			await t.painted(stack);
		t.check((await t.painted('app;main;run;draw;text')).label.startsWith('text, new'),
			'a new frame is marked');
		await t.shot('difference');
	}],

	['B and Shift+B: whose widths', async t => {
		await open(t);
		await t.press('b');
		layOut(t, 'after');
		await t.painted('app;main;load;parse;lex');
		t.check(!await t.isPainted('app;main;run;step;alloc'), 'what vanished has no width');
		await addressed(t, 'w=after');
		await t.press('b');
		layOut(t, 'before');
		await t.painted('app;main;load;parse;lex');
		await t.painted('app;main;run;step;alloc');
		await t.press('b');
		layOut(t, 'max');
		await t.painted('app;main;run;step;alloc');
		await t.press('Shift+B');
		layOut(t, 'max', true);
		await t.painted('app;main;run;step;alloc');
		await t.painted('app;idle');
		await addressed(t, 'n=yes');
	}],

	['the buttons do the same, and show it', async t => {
		await open(t);
		const pressed = () => t.in(() => [...document.querySelectorAll('.cf-sides button')]
			.filter(b => b.getAttribute('aria-pressed') === 'true').map(b => b.textContent));
		t.same(await pressed(), ['both'], 'at first');
		for (const [id, says, widths, scaled] of [['before', ['before'], 'before'],
			['after', ['after'], 'after'], ['scaled', ['after', 'scaled'], 'after', true],
			['max', ['both', 'scaled'], 'max', true], ['scaled', ['both'], 'max']]) {
			await t.push(`.cf-side-${id}`);
			layOut(t, widths, scaled);
			await t.painted('app;main;load;parse;lex');
			t.same(await pressed(), says, `after ${id}`);
		}
	}],

	['K: other colours, and back', async t => {
		await open(t);
		await coloured(t, 'app;main;load;parse;lex');
		await t.press('k');
		await t.until('the legend has gone', () => !document.querySelector('.cf-legend .cf-key'));
		await t.wait('another colour', async () =>
			!alike(parseColor((await t.painted('app;main;load;parse;lex')).fill),
				hue(t, 'app;main;load;parse;lex')));
		for (let i = 0; i < 4; i++)
			await t.press('k');
		await t.until('the legend is back', () => document.querySelector('.cf-legend .cf-key'));
		await coloured(t, 'app;main;load;parse;lex');
	}],

	['what is said of a change', async t => {
		await open(t);
		for (const [stack, now, by] of [
			['app;main;load;parse;lex', '120 → 220 samples', '\\+8\\.00 pp, ×1\\.83'],
			['app;main;run', '550 → 620 samples', '\\+5\\.60 pp, ×1\\.13'],
			['app;main;run;step;alloc', '40 → 0 samples', '−3\\.20 pp, gone'],
			['app;main;run;draw;text', '0 → 160 samples', '\\+12\\.80 pp, new'],
			['app;main;load;read', '50 → 50 samples', '±0\\.00 pp, ×1\\.00']]) {
			await t.hover(stack);
			await t.says('.cf-now', new RegExp(`${now}, ${by}`));
			await t.says('.cf-tip', new RegExp(`change${now}, ${by}`));
		}
	}],

	['scaled: the shares are compared', async t => {
		await open(t, 'difference.svg', '#n=yes');
		layOut(t, 'max', true);
		await t.hover('app;main;load;parse;lex');
		await t.says('.cf-now', /120 → 220 samples, \+5\.60 pp, ×1\.47/);
		await t.hover('app;idle');
		await t.says('.cf-now', /50 → 50 samples, −1\.00 pp, ×0\.80/);
		await t.hover('');
		await t.says('.cf-now', /1,000 → 1,250 samples, ±0\.00 pp, ×1\.00/);
	}],

	['the colours of changes, and their legend', async t => {
		await open(t);
		for (const stack of CHANGED)
			await coloured(t, stack);
		const keys = await t.in(() => [...document.querySelectorAll('.cf-legend .cf-key')]
			.map(key => getComputedStyle(key).borderLeftColor));
		t.same(keys.map(parseColor), t.data.head.diff.scale.map(pair => parseColor(pair[0])),
			'the legend');
		await t.says('.cf-legend', /less.*more/);
	}],

	['... in the dark', async t => {
		await open(t);
		for (const stack of CHANGED)
			await coloured(t, stack, 1);
		await t.shot('difference-dark');
	}, { dark: true }],

	['falls and rises are as strong, and nobody takes one for the other', async t => {
		await open(t);
		const { scale } = t.data.head.diff;
		for (const theme of [0, 1])
			for (let step = 1; step <= 6; step++) {
				const fall = scale[6 - step][theme], rise = scale[6 + step][theme];
				t.near(lab(linear(fall))[0], lab(linear(rise))[0], 16, `the lightness of step ${step}`);
				for (const [who, matrix] of Object.entries(SEEN))
					t.check(distance(seen(matrix, fall), seen(matrix, rise)) > (step < 3 ? 8 : 20),
						`a ${who} sees step ${step} apart: ${fall} ${rise}`);
			}
	}],

	['--diff-colors red-blue and --negate', async t => {
		await open(t, 'difference-red.svg');
		t.same(t.data.head.diff.negate, true, 'negated');
		for (const stack of CHANGED)
			await coloured(t, stack);
		const [r, , b] = hue(t, 'app;main;run;step;alloc'), [r2, , b2] = hue(t, 'app;main;run;draw;text');
		t.check(r > b && b2 > r2, 'a fall is red, a rise blue');
		await t.hover('app;main;run;draw;text');
		await t.says('.cf-now', /\+12\.80 pp, new/);
	}],

	['zoom in each mode', async t => {
		for (const widths of ['max', 'after', 'before']) {
			await open(t, 'difference.svg', `#w=${widths}`);
			layOut(t, widths);
			await t.zoom('app;main;run');
			await t.painted('app;main;run;draw');
			await t.painted('app;main;run;step;eval');
			await t.says('.cf-now', /^run \(550 → 620 samples/);
			await addressed(t, `z=app;main;run${widths === 'max' ? '' : `&w=${widths}`}`);
			await t.press('Escape');
			t.zoomedTo('');
			await t.painted('app;main;load');
		}
	}],

	['search in each mode', async t => {
		for (const widths of ['max', 'after', 'before']) {
			await open(t, 'difference.svg', `#w=${widths}`);
			await t.search('^(text|retry)$');
			await t.says('.cf-found', /^27\.20% of all · 2$/);
		}
		await t.search('no such function');
		await t.says('.cf-found', /no match/);
	}],

	['the table: what changed most, and what is on one side only', async t => {
		await open(t);
		await t.press('t');
		await t.until('the table is there', () => document.querySelector('.cf-top tbody tr'));
		t.same((await rows(t, 2)).slice(0, 3), ['retry +14.40', 'text +12.80',
			'lex +8.00'], 'rises first');
		await t.push('[data-cf-sort=dself]');
		t.same((await rows(t, 2)).slice(0, 2), ['wait −8.00', 'alloc −4.00'], 'falls first');
		await t.push('[data-cf-sort=dtotal]');
		t.same((await rows(t, 4))[0], 'main +20.00', 'by total');
		await t.push('.cf-table-title button:nth-of-type(2)');
		t.same((await names(t)), ['retry', 'text'], 'only after');
		await t.push('.cf-table-title button:nth-of-type(3)');
		t.same((await names(t)), ['wait'], 'only before');
		await t.shot('difference-table');
	}],

	['totals stay right through transforms', async t => {
		await open(t);
		await t.zoom('app;main;run;step');
		await t.press('x', '0');
		await t.settle();
		await t.says('.cf-crumbs, .cf-path', /1,050 samples/);
		t.zoomedTo('');
		await t.press('t');
		await t.push('[data-cf-sort=dself]');
		await t.until('a table', () => document.querySelector('.cf-top tbody tr'));
		t.check(!(await rows(t, 2)).some(row => row.startsWith('eval')), 'step is gone');
		t.check((await rows(t, 4)).includes('main +24.00'), 'main has what is left');
	}],

	['the address brings it all back', async t => {
		await open(t, 'difference.svg', '#w=before&n=yes&c=kind&z=app;main;run');
		layOut(t, 'before', true);
		t.zoomedTo('app;main;run');
		await t.painted('app;main;run;step;alloc');
		t.same(await t.in(() => [...document.querySelectorAll('.cf-sides [aria-pressed=true]')]
			.map(b => b.textContent)), ['before', 'scaled'], 'the buttons');
		await t.until('colours by kind', () => /kernel/.test(
			document.querySelector('.cf-legend').textContent));
	}],
];
