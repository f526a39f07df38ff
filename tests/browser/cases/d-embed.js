'use strict';

// The picture as a part of other pages, and under policies.

const fs = require('fs');
const path = require('path');
const { read } = require('../../tools/svgfile.js');

function writePage(t, name, body)
{
	const file = `${t.browser}-${name}.html`;
	fs.writeFileSync(path.join(t.context.files, file),
		`<!DOCTYPE html><html><head><meta charset="utf-8"><title>${name}</title></head>` +
		`<body>${body}</body></html>`);
	return t.url(file);
}

const inline = svg => svg.replace(/^<\?xml[^>]*\?>\s*(<!DOCTYPE[^>]*>\s*)?/, '');

module.exports = [
	['two inlined in one page do not disturb each other', async t => {
		const svgs = ['tour.svg', 'icicle.svg'].map(name =>
			inline(read(path.join(t.context.files, name))));
		await t.page.goto(writePage(t, 'inlined',
			`<h1>Two</h1><p><input id="own"></p><div id="a">${svgs[0]}</div><div id="b">${svgs[1]}</div>`));
		await t.until('both are drawn', () =>
			document.querySelectorAll('[data-cflame-state=ready]').length === 2);
		const state = () => t.in(() => ['a', 'b'].map(id => {
			const text = s => (document.querySelector(`#${id} ${s}`) || {}).textContent || '';
			return { path: text('.cf-path'), found: text('.cf-found'),
				height: document.querySelector(`#${id} svg`).getBoundingClientRect().height };
		}));
		const [a] = await state();
		t.check(a.height > 150 && a.height < 700, `a natural height, not ${a.height}`);
		await t.shot('inlined');
		const label = await t.in(() => {
			const text = [...document.querySelectorAll('#a .cf-labels text')]
				.find(e => e.textContent === 'run');
			text.scrollIntoView({ block: 'center' });
			const r = text.getBoundingClientRect();
			return [r.left + 10, r.top + 5];
		});
		await t.page.mouse.click(...label);
		await t.until('the first is zoomed', () =>
			document.querySelector('#a .cf-path').textContent.includes('run'));
		t.check(!(await state())[1].path.includes('run'), 'the second is not zoomed');
		t.same(await t.hash(), '', 'the address is the page\'s');
		await t.page.focus('#own');
		await t.page.keyboard.type('/tvi?');
		t.same(await t.in(() => document.querySelector('#own').value), '/tvi?',
			'keys typed elsewhere stay there');
		t.same(await t.in(() => document.querySelectorAll('.cf-top').length), 0, 'tables');
		await t.in(() => document.activeElement.blur());
		await t.press('t');
		await t.settle();
		t.same(await t.in(() => document.querySelectorAll('.cf-top').length), 0,
			'keys are listened to only by what has the focus');
	}],

	['<object> and <iframe>', async t => {
		for (const markup of ['<object data="tour.svg" type="image/svg+xml" width="900" height="500"></object>',
			'<iframe src="tour.svg" width="900" height="500"></iframe>']) {
			await t.page.goto(writePage(t, `embed-${markup.slice(1, 4)}`, markup));
			const frame = await t.wait('the frame is there', async () =>
				t.page.frames().find(f => f.url().endsWith('tour.svg')));
			await t.wait('it is drawn', () => frame.evaluate(() =>
				document.documentElement.getAttribute('data-cflame-state') === 'ready'));
			const before = await t.hash();
			const at = await frame.evaluate(() => {
				const text = [...document.querySelectorAll('.cf-labels text')].find(e => e.textContent === 'run');
				const r = text.getBoundingClientRect();
				return [r.left + 10, r.top + 5];
			});
			const offset = await t.in(() => {
				const r = document.querySelector('object, iframe').getBoundingClientRect();
				const { borderLeftWidth, borderTopWidth } =
					getComputedStyle(document.querySelector('object, iframe'));
				return [r.left + parseFloat(borderLeftWidth), r.top + parseFloat(borderTopWidth)];
			});
			await t.page.mouse.click(at[0] + offset[0], at[1] + offset[1]);
			await t.wait('a click zooms', () => frame.evaluate(() =>
				document.querySelector('.cf-path').textContent.includes('run')));
			await t.shot(`in-${markup.slice(1, 4)}`);
			t.same(await t.hash(), before, 'the address of the outer page');
		}
	}],

	['a sandbox that lets scripts run', async t => {
		await t.openServed('scripts', 'tour.svg');
		await t.ready();
		await t.painted('app;main;run');
		await t.zoom('app;main;run');
		await t.search('alloc');
		await t.says('.cf-found', /9\.00\s?% of all/);
		await t.press('Escape', 'Escape', 'Escape');
		await t.settle();
		await t.click('app;main;run');
		await t.press('y');
		await t.settle();
		t.errors = t.errors.filter(text => !/clipboard|sandbox/i.test(text));
	}],

	['a policy that lets scripts run, but no style', async t => {
		await t.openServed('unstyled', 'tour.svg');
		await t.ready();
		await t.painted('app;main;run;draw');
		const bars = await t.in(() => ['.cf-header', '.cf-status'].map(s =>
			document.querySelector(s).getBoundingClientRect().height));
		t.check(bars[0] < 60 && bars[1] < 40, `the bars are ${bars} px high`);
		await t.zoom('app;main;run');
		await t.search('alloc');
		await t.says('.cf-found', /16\.36% of view/);
		await t.shot('policy-unstyled');
		t.errors = t.errors.filter(text => !/Content.Security.Policy|style/i.test(text));
	}],

	['over plain http', async t => {
		const { asked } = t.context.server;
		const before = asked.length;
		await t.openServed('plain', 'tour.svg');
		await t.ready();
		await t.zoom('app;main;run');
		await t.painted('app;main;run;step');
		t.same(asked.slice(before), ['/plain/tour.svg'], 'what was asked for');
	}],

	['--format html: the same page', async t => {
		await t.open('tour.svg');
		const svg = (await t.boxes()).length;
		t.data = null;
		await t.page.goto(t.url('tour.html'));
		await t.ready();
		t.same(await t.in(() => document.contentType), 'text/html', 'what it is');
		t.same((await t.boxes()).length, svg, 'boxes painted');
		await t.search('^main$');
		await t.says('.cf-found', /95\.00\s?%/);
		await t.until('the search is in the address', () => location.hash.includes('q='));
		await t.shot('html');
	}],

	['--format html without script shows the picture', async t => {
		await t.page.goto(t.context.server.url('nostyle', 'tour.html'));
		const boxes = await t.in(() => [...document.querySelectorAll('rect')]
			.filter(r => r.getBoundingClientRect().width > 3).length);
		t.check(boxes > 10, `${boxes} boxes`);
		t.errors = [];
	}],
];
