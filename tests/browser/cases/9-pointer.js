'use strict';

// Wheel, drag, pinch, minimap, menus, touch.

/** where a frame's box is now: left and width, by its label */
async function labelled(t, name)
{
	const label = (await t.labels()).find(l => l.text === name);
	if (!label)
		return null;
	return (await t.boxes()).find(b => label.x >= b.x && label.x <= b.x + b.w &&
		label.y > b.y && label.y < b.y + 16);
}

async function centre(t)
{
	const { left, top, width, height } = await t.pane();
	return { x: left + width / 2, y: top + height - 40, width, height, left, top };
}

module.exports = [
	['Ctrl-wheel zooms at the pointer', async t => {
		await t.open('tour.svg');
		const [x, y] = await t.middle('app;main;run;draw');
		const before = await labelled(t, 'draw');
		await t.page.mouse.move(x, y);
		await t.page.keyboard.down('Control');
		await t.page.mouse.wheel({ deltaY: -200 });
		await t.page.keyboard.up('Control');
		const after = await t.wait('the frame is wider', async () => {
			const box = await labelled(t, 'draw');
			return box && box.w > before.w * 1.1 ? box : null;
		});
		const pane = await t.pane();
		const spot = box => (x - pane.left - box.x) / box.w;
		t.near(spot(after), spot(before), 0.02, 'what is under the pointer stays there');
	}],

	['a plain wheel zooms where nothing can be scrolled', async t => {
		await t.open('tour.svg');
		const before = await labelled(t, 'draw');
		await t.page.mouse.move(...await t.middle('app;main;run;draw'));
		await t.page.mouse.wheel({ deltaY: -200 });
		await t.wait('the frame is wider', async () => {
			const box = await labelled(t, 'draw');
			return box && box.w > before.w * 1.1;
		});
	}],

	['a zoom by wheel is one step back', async t => {
		await t.open('tour.svg');
		await t.page.mouse.move(...await t.middle('app;main;run;draw'));
		await t.page.keyboard.down('Control');
		await t.in(() => {
			window.wheeled = 0;
			window.steps = history.length;
			addEventListener('wheel', event => {
				window.wheeled += event.deltaY;
			});
		});
		await Promise.all([1, 2, 3, 4].map(() => t.page.mouse.wheel({ deltaY: -100 })));
		const steps = await t.until('all of it is in the address', () =>
			window.wheeled === -400 && location.hash.includes('x=') &&
			history.length - window.steps);
		await t.page.keyboard.up('Control');
		t.check(steps < 4, `${steps} steps for one movement`);
		for (let i = 0; i < steps; i++)
			await t.page.goBack();
		t.zoomedTo('');
		await t.painted('helper');
	}],

	['drag pans', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		const before = (await labelled(t, 'step')).x;
		const { x, y } = await centre(t);
		await t.page.mouse.move(x, y);
		await t.page.mouse.down();
		await t.page.mouse.move(x - 60, y, { steps: 4 });
		await t.page.mouse.move(x - 200, y, { steps: 4 });
		await t.page.mouse.up();
		await t.settle();
		const after = await t.wait('it moved', async () => {
			const box = await labelled(t, 'step');
			return box && box.x < before - 150 ? box : null;
		});
		t.near(after.x, before - 200, 10, 'as far as the pointer');
		t.check((await t.text('.cf-path')).includes('run') ||
			(await t.text('.cf-path')).includes('main'), 'a drag is no click');
	}],

	['the minimap while zoomed: shown, dragged', async t => {
		await t.open('tour.svg');
		t.same(await t.in(() => document.querySelector('.cf-mini').getClientRects().length), 0,
			'minimaps at first');
		await t.zoom('app;main;load');
		const r = await t.until('the minimap is there', () => {
			const { left, top, width, height } =
				document.querySelector('.cf-mini').getBoundingClientRect();
			return width > 100 ? { left, top, width, height } : null;
		});
		const frame = await t.in(() => {
			const rect = document.querySelector('.cf-mini-window');
			return { x: Number(rect.getAttribute('x')), w: Number(rect.getAttribute('width')) };
		});
		const { nodes } = t.data, load = nodes[t.node('app;main;load')];
		t.near(frame.x / r.width, Number(load.left) / 1000, 0.01, 'the window\'s left');
		t.near(frame.w / r.width, Number(load.total) / 1000, 0.01, 'the window\'s width');
		await t.shot('minimap');
		const y = r.top + r.height / 2;
		await t.page.mouse.move(r.left + r.width * 0.905, y);
		await t.page.mouse.down();
		await t.page.mouse.move(r.left + r.width * 0.93, y, { steps: 3 });
		await t.page.mouse.move(r.left + r.width * 0.995, y, { steps: 3 });
		await t.page.mouse.up();
		await t.wait('the range that was drawn is shown', async () => {
			const box = await labelled(t, 'wait');
			const { width } = await t.pane();
			return box && box.w > width * 0.9;
		});
		const shown = () => t.in(() => {
			const rect = document.querySelector('.cf-mini-window');
			const x = Number(rect.getAttribute('x'));
			return { left: x, right: x + Number(rect.getAttribute('width')) };
		});
		const before = await shown();
		await t.page.mouse.move(r.left + before.left + 1, y);
		await t.page.mouse.down();
		await t.page.mouse.move(r.left + r.width * 0.4, y, { steps: 3 });
		await t.page.mouse.up();
		const after = await shown();
		t.near(after.left / r.width, 0.4, 0.01, 'the left edge follows');
		t.near(after.right, before.right, 2, 'the right edge stays');
		await t.press('m');
		await t.until('the minimap is switched off', () =>
			document.querySelector('.cf-mini').getClientRects().length === 0);
	}],

	['right click: the menu of a frame', async t => {
		await t.open('tour.svg');
		await t.click('app;main;run;step', { button: 'right' });
		await t.until('the menu is open', () => document.querySelector('[role=menu]'));
		const items = await t.in(() => [...document.querySelectorAll('.cf-menuitem')]
			.map(item => item.textContent));
		for (const want of ['Zoom', 'Callers and callees', 'Focus', 'Hide', 'Drop', 'Copy'])
			t.check(items.some(text => text.includes(want)), `the menu has “${want}”`);
		await t.shot('menu');
		await t.press('Escape');
		await t.until('the menu is gone', () => !document.querySelector('.cf-menuitem'));
		await t.click('app;main;run;step', { button: 'right' });
		const at = items.findIndex(text => text.includes('Callers and callees'));
		await t.push(`.cf-menuitem:nth-of-type(${at + 1})`);
		await t.says('.cf-caption', /step/);
	}],

	['touch: a tap shows the details, a second one zooms', async t => {
		await t.open('tour.svg');
		const at = await t.middle('app;main;run');
		await t.page.touchscreen.tap(...at);
		await t.says('.cf-tip', /^run/);
		await t.page.touchscreen.tap(...at);
		t.zoomedTo('app;main;run');
		await t.painted('app;main;run;step');
	}],

	['touch: a long press opens the menu', async t => {
		await t.open('tour.svg');
		const at = await t.middle('app;main;run');
		const finger = await t.page.touchscreen.touchStart(...at);
		await t.until('the menu is open', () => document.querySelector('[role=menu]'));
		await finger.end();
		await t.settle();
		t.check(await t.in(() => Boolean(document.querySelector('.cf-menuitem'))),
			'the menu stays when the finger is lifted');
	}],

	['touch: a pinch zooms', async t => {
		await t.open('tour.svg');
		const before = await labelled(t, 'draw');
		const [x, y] = await t.middle('app;main;run;draw');
		const one = await t.page.touchscreen.touchStart(x - 20, y);
		const two = await t.page.touchscreen.touchStart(x + 20, y);
		for (const d of [30, 45, 60]) {
			await one.move(x - d, y);
			await two.move(x + d, y);
		}
		await one.end();
		await two.end();
		await t.wait('the frame is about three times as wide', async () => {
			const box = await labelled(t, 'draw');
			return box && box.w > before.w * 2 && box.w < before.w * 4;
		});
	}],

	['touch: a finger pans', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		const before = (await labelled(t, 'step')).x;
		const { x, y } = await centre(t);
		const finger = await t.page.touchscreen.touchStart(x, y);
		await finger.move(x - 60, y);
		await finger.move(x - 150, y);
		await finger.end();
		await t.wait('it moved', async () =>
			Math.abs((await labelled(t, 'step')).x - (before - 150)) < 10);
	}],

	['the zoom is animated, and ends where it has to', async t => {
		await t.open('tour.svg');
		await t.in(() => {
			window.seen = new Set();
			new MutationObserver(() => window.seen.add(document.querySelector('.cf-labels')
				.textContent + document.querySelector('.cf-c0, .cf-boxes path').getAttribute('d')))
				.observe(document.querySelector('.cf-boxes'), { subtree: true, attributes: true });
		});
		await t.click('app;main;load');
		t.zoomedTo('app;main;load');
		await t.painted('app;main;load;parse;lex');
		const steps = await t.in(() => window.seen.size);
		t.check(steps >= 2, `${steps} pictures on the way`);
	}, { still: false }],

	['where motion is to be reduced, a zoom is one picture', async t => {
		await t.open('tour.svg');
		await t.in(() => {
			window.seen = new Set();
			new MutationObserver(() => window.seen.add([...document.querySelectorAll('.cf-boxes path')]
				.map(e => e.getAttribute('d')).join())).observe(document.querySelector('.cf-boxes'),
				{ subtree: true, attributes: true });
		});
		await t.zoom('app;main;load');
		t.same(await t.in(() => window.seen.size), 1, 'pictures');
	}],

	['the minimap: matches in it, its window moved', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;load');
		await t.search('^wait$');
		const r = await t.in(() => {
			const { left, top, width, height } =
				document.querySelector('.cf-mini').getBoundingClientRect();
			return { left, width, y: top + height / 2 };
		});
		const hit = await t.until('the match is marked', () =>
			Number((/M([\d.]+)/.exec(document.querySelector('.cf-mini-hits').getAttribute('d')) || [])[1]));
		t.near(hit / r.width, 0.9, 0.01, 'where');
		const from = r.left + r.width * 0.25;
		await t.page.mouse.move(from, r.y);
		await t.page.mouse.down();
		await t.page.mouse.move(from + r.width * 0.1, r.y, { steps: 4 });
		await t.page.mouse.move(from + r.width * 0.2, r.y, { steps: 4 });
		await t.page.mouse.up();
		await t.settle();
		const frame = await t.in(() => {
			const rect = document.querySelector('.cf-mini-window');
			return [Number(rect.getAttribute('x')), Number(rect.getAttribute('width'))];
		});
		t.near(frame[0] / r.width, 0.35, 0.01, 'the left of its window');
		t.near(frame[1] / r.width, 0.2, 0.01, 'the width of its window');
	}],

	['Shift with the wheel pans; a double click beside the frames shows all', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		const before = (await labelled(t, 'step')).x;
		const { x, y } = await centre(t);
		await t.page.mouse.move(x, y);
		await t.page.keyboard.down('Shift');
		await t.page.mouse.wheel({ deltaY: 100 });
		await t.page.keyboard.up('Shift');
		await t.wait('it moved', async () => (await labelled(t, 'step')).x < before - 50);
		const pane = await t.pane();
		await t.page.mouse.click(pane.left + 5, pane.top + 5, { count: 2 });
		t.zoomedTo('');
		await t.painted('helper;main');
	}],

	['Alt with a click drops one subtree; Shift with a right click is the browser\'s', async t => {
		await t.open('tour.svg');
		await t.page.keyboard.down('Alt');
		await t.click('app;main;run;step;alloc');
		await t.page.keyboard.up('Alt');
		await t.says('.cf-chips', /drop subtree alloc/);
		await t.in(() => addEventListener('contextmenu', event => {
			window.kept = !event.defaultPrevented;
			event.preventDefault();
		}));
		await t.page.keyboard.down('Shift');
		await t.click('', { button: 'right' });
		await t.page.keyboard.up('Shift');
		t.same(await t.in(() => document.querySelectorAll('.cf-menuitem').length), 0, 'our menu');
		t.check(await t.in(() => window.kept !== false), 'the browser keeps its menu');
	}],
];
