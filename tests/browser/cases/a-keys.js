'use strict';

// Everything by keyboard; the help; what assistive programs are told.

const focused = t => t.in(() => document.activeElement ?
	document.activeElement.getAttribute('aria-label') || '' : '');

module.exports = [
	['arrows walk the frames, Enter zooms', async t => {
		await t.open('tour.svg');
		await t.press('Tab', 'Tab');
		await t.in(() => document.querySelector('[role=treeitem]').focus());
		const walk = async (key, pattern) => {
			await t.press(key);
			await t.wait(`${key} goes to ${pattern}`, async () => pattern.test(await focused(t)));
		};
		t.matches(await focused(t), /^all \(1,000 samples/, 'the first');
		await walk('ArrowUp', /^app \(900 samples/);
		await walk('ArrowUp', /^main \(850 samples/);
		await walk('ArrowUp', /^run \(550 samples/);
		await walk('ArrowLeft', /^load \(200 samples/);
		await walk('ArrowRight', /^run \(550/);
		await walk('ArrowDown', /^main \(850/);
		await t.says('.cf-status', /main \(850 samples/);
		await walk('ArrowUp', /^run/);
		await t.press('Enter');
		t.zoomedTo('app;main;run');
		await t.painted('app;main;run;draw');
	}],

	['in an icicle the arrows are as one sees', async t => {
		await t.open('icicle.svg');
		await t.in(() => document.querySelector('[role=treeitem]').focus());
		await t.press('ArrowDown');
		await t.wait('down is away from the root', async () => /^app/.test(await focused(t)));
	}],

	['+ and - and W A S D', async t => {
		await t.open('tour.svg');
		const width = async () => {
			const label = (await t.labels()).find(l => l.text === 'run');
			const box = label && (await t.boxes()).find(b => Math.abs(b.x - Math.max(label.x - 3, 0)) < 3 &&
				label.y > b.y && label.y < b.y + 16);
			return box ? box.w : 0;
		};
		await t.settle();
		const first = await width();
		await t.press('+');
		await t.wait('closer', async () => await width() > first * 1.2);
		await t.press('-');
		await t.wait('and back', async () => Math.abs(await width() - first) < 3);
		await t.press('w');
		await t.wait('closer', async () => await width() > first * 1.2);
		const left = (await t.labels()).find(l => l.text === 'run').x;
		await t.press('d');
		await t.wait('to the right', async () =>
			(await t.labels()).find(l => l.text === 'run').x < left - 20 || left < 5);
		await t.press('s');
	}],

	['? shows every key; Escape closes it', async t => {
		await t.open('tour.svg');
		await t.press('?');
		await t.until('the help is open', () => document.querySelector('[role=dialog]'));
		const text = await t.text('[role=dialog]');
		for (const want of ['Search', 'Zoom', 'Copy', 'Hide', 'recursion', 'pinch', 'Esc'])
			t.check(text.includes(want), `the help speaks of ${want}`);
		await t.shot('help');
		await t.press('Escape');
		await t.until('the help is gone', () => {
			const dialog = document.querySelector('[role=dialog]');
			return !dialog || dialog.getClientRects().length === 0;
		});
	}],

	['letters typed into the search box are no commands', async t => {
		await t.open('tour.svg');
		await t.search('thixvi');
		t.same(await t.in(() => document.querySelectorAll('.cf-chip, .cf-top').length), 0,
			'chips and tables');
	}],

	['letters with Ctrl, Alt or Meta are left to the browser', async t => {
		await t.open('tour.svg');
		await t.click('app;main;run');
		await t.press('Alt+x');
		await t.press('Control+h');
		await t.settle();
		t.same(await t.in(() => document.querySelectorAll('.cf-chip').length), 0, 'chips');
	}],

	['the focus ring is seen', async t => {
		await t.open('tour.svg');
		await t.in(() => document.querySelector('[role=treeitem]').focus());
		await t.press('ArrowUp');
		const ring = await t.until('the ring is drawn', () => {
			const rect = document.querySelector('.cf-item .cf-ring');
			const { stroke, strokeWidth } = getComputedStyle(rect);
			return stroke !== 'none' && rect.getBoundingClientRect().width > 100 ?
				`${stroke} ${strokeWidth}` : null;
		});
		t.matches(ring, /rgb/, 'its stroke');
	}],

	['the accessibility tree: frames, search, buttons, table', async t => {
		await t.open('tour.svg');
		await t.press('t');
		for (const [role, name] of [['treeitem', 'all (1,000 samples, 100.00% of all)'],
			['searchbox', 'Search frames by regular expression'],
			['button', 'Help (?)'], ['button', 'Sort by self']]) {
			await t.wait(`a ${role} named “${name}”`, () =>
				t.page.$(`aria/${name}[role="${role}"]`));
		}
		const roles = await t.in(() => ({
			root: document.documentElement.getAttribute('role'),
			label: Boolean(document.documentElement.getAttribute('aria-label') ||
				document.documentElement.getAttribute('aria-labelledby')),
			levels: document.querySelector('[role=treeitem]').getAttribute('aria-level'),
			live: document.querySelectorAll('[aria-live]').length,
			table: document.querySelector('table').namespaceURI,
		}));
		t.check(['application', 'group', 'main', 'figure', 'graphics-document'].includes(roles.root),
			`the role of the root is ${roles.root}`);
		t.check(roles.label, 'the root has a name');
		t.same(roles.levels, '1', 'aria-level');
		t.check(roles.live > 0, 'something is announced');
		t.same(roles.table, 'http://www.w3.org/1999/xhtml', 'a real table');
	}],

	['what is hovered is announced, once it stays', async t => {
		await t.open('tour.svg');
		await t.hover('app;main;run');
		await t.says('[aria-live]', /run \(550 samples, 55\.00\s?%/);
	}],

	['F3 steps through matches; a second Ctrl+F is the browser\'s', async t => {
		await t.open('tour.svg');
		await t.press('F3');
		await t.until('the search box has the keyboard', () =>
			document.activeElement && document.activeElement.matches('.cf-search'));
		await t.page.keyboard.type('alloc');
		await t.press('F3');
		await t.says('.cf-found', /1 of 2/);
		await t.press('Shift+F3');
		await t.says('.cf-found', /2 of 2/);
		await t.in(() => addEventListener('keydown', event => {
			if (event.key === 'f') {
				window.kept = !event.defaultPrevented;
				event.preventDefault();
			}
		}));
		await t.press('Control+f');
		t.same(await t.in(() => window.kept), true, 'the browser keeps it');
	}],

	['Shift+R collapses recursion through others; capital letters are letters', async t => {
		await t.open('tour.svg');
		await t.press('Shift+R');
		await t.says('.cf-chips', /indirect recursion/);
		await t.press('U');
		await t.until('undone', () => !document.querySelector('.cf-chip'));
		await t.press('Home');
		await t.says('.cf-path', /^all/);
	}],
];
