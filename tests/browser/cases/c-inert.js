'use strict';

// Names that try to break out are text in every place that a name can get to.

const fs = require('fs');
const path = require('path');

/** Fails if a name got to run, or made an element that we do not make. */
async function checkInert(t, where)
{
	t.same(await t.in(() => typeof window.broken), 'undefined', `a script ran, ${where}`);
	const strange = await t.in(() => [...document.querySelectorAll('*')]
		.filter(e => /^(img|iframe|object|embed|link|base|form|animate|set|use|image)$/i.test(e.localName) ||
			[...e.attributes].some(a => /^on/i.test(a.name) ||
				/^(href|src|action)$/i.test(a.localName) && !/^(blob:|#)/.test(a.value)))
		.map(e => e.outerHTML.slice(0, 100)));
	t.same(strange, [], `elements that nobody made, ${where}`);
	t.same(await t.in(() => document.querySelectorAll('script').length), 1, `scripts, ${where}`);
}

/** a part of each name of evil.folded, as it has to be shown */
const EVIL = ['</script><script>window.broken=1</script>', ']]><img src=x onerror=window.broken=1>',
	'" onload="window.broken=1', 'javascript:window.broken=1', '\\u202eright to left',
	'xxxxxxxxxxxxxxxx', 'control'];

/** every view of every such name, by mouse and keys */
async function tourOfEvil(t, file)
{
	await t.open(file);
	await checkInert(t, 'drawn');
	const { nodes } = t.data;
	const frames = nodes[0].children.map(i => nodes[i]);
	t.same(frames.length, EVIL.length, 'names');
	for (const text of EVIL) {
		const plain = text.replace(/^\\u202e/, '\u202e');
		const frame = frames.find(f => f.name.includes(plain));
		t.check(Boolean(frame), `${text} is in the data`);
		const pane = await t.pane();
		const at = [pane.left + (Number(frame.left) + Number(frame.total) / 2) /
			Number(nodes[0].total) * pane.width, pane.top + pane.height - 24];
		const says = async (selector, where) => {
			await t.wait(`${text} ${where}`, async () => (await t.text(selector)).includes(text));
			await checkInert(t, where);
		};
		await t.page.mouse.move(...at);
		await says('.cf-tip', 'in the tooltip');
		await says('.cf-now', 'in the status line');
		await says('.cf-live', 'announced');
		await t.page.mouse.click(...at);
		await says('.cf-path', 'in the breadcrumbs');
		await t.press('p');
		await says('.cf-caption', 'of callers and callees');
		await t.press('Escape');
		await t.until('one graph', () => document.querySelectorAll('.cf-pane').length === 1);
		await t.press('h');
		await says('.cf-chips', 'in a chip');
		await t.press('u');
		await t.until('no chip', () => !document.querySelector('.cf-chip'));
		await t.press('0', 'v');
		await t.until('by leaf', () => document.querySelector('[data-cf-view=inverted]'));
		await checkInert(t, 'by leaf');
		await t.press('v', 't');
		await says('.cf-top', 'in the table');
		const row = await t.in(part => [...document.querySelectorAll('.cf-row')]
			.findIndex(b => b.textContent.includes(part)), text);
		await t.push(`.cf-top tbody tr:nth-child(${row + 1}) button`);
		await t.says('.cf-found', /of all/);
		await checkInert(t, 'searched for');
		await t.push(`.cf-top tbody tr:nth-child(${row + 1}) button`, { button: 'right' });
		await t.until('the menu is open', () => document.querySelector('.cf-menuitem'));
		await checkInert(t, 'in the menu');
		await t.press('Escape', 'Escape', 't');
		await t.until('the search is gone', () => !document.querySelector('.cf-search').value);
		await t.until('the table is gone', () => !document.querySelector('.cf-top'));
		await t.press('0');
		await t.settle();
	}
}

module.exports = [
	['every view of every evil name', t => tourOfEvil(t, 'evil.svg')],
	['every view of every evil name, as HTML', t => tourOfEvil(t, 'evil.html')],

	['evil names in what is saved', async t => {
		await t.open('evil.svg');
		const saved = ending => path.join(t.context.files, `${t.browser}-evil-saved.${ending}`);
		for (const [n, ending] of ['svg', 'png', 'folded', 'csv'].entries()) {
			await t.press('e');
			await t.until('the menu is open', () => document.querySelector('.cf-menuitem'));
			for (let i = 0; i < n; i++)
				await t.press('ArrowDown');
			await t.press('Enter');
			const name = await t.wait(`a saved ${ending}`, async () => {
				const found = fs.readdirSync(t.downloads).find(f => f.endsWith(`.${ending}`));
				return found && fs.statSync(path.join(t.downloads, found)).size &&
					!fs.existsSync(path.join(t.downloads, `${found}.part`)) && found;
			});
			fs.copyFileSync(path.join(t.downloads, name), saved(ending));
			fs.rmSync(path.join(t.downloads, name));
		}
		t.check(fs.readFileSync(saved('png')).length > 1000, 'a picture');
		t.same(fs.readFileSync(saved('folded')).equals(
			fs.readFileSync(path.join(t.context.files, 'evil.want'))), true, 'the same profile');
		t.matches(fs.readFileSync(saved('csv'), 'utf8'), /^""" onload=""window\.broken=1",/m, 'quoted');
		await t.page.goto(t.url(path.basename(saved('svg'))));
		const strange = await t.in(() => [...document.querySelectorAll('*')].filter(e =>
			!/^(svg|title|rect|text|g|path)$/.test(e.localName) ||
			[...e.attributes].some(a => /^on|^href|^src/i.test(a.name))).map(e => e.localName));
		t.same(strange, [], 'elements that nobody made');
		t.same(await t.in(() => typeof window.broken), 'undefined', 'a script ran');
	}],

	['drawn, hovered, searched, in the table, the menu, the views', async t => {
		await t.open('nasty.svg');
		await checkInert(t, 'drawn');
		await t.shot('nasty');
		const { nodes } = t.data;
		const wide = nodes[t.node('nasty')].children.slice()
			.sort((a, b) => Number(nodes[b].total - nodes[a].total)).slice(0, 6);
		t.check(wide.length === 6, 'there are frames to hover');
		const { left, top, width, height } = await t.pane();
		const scale = width / Number(nodes[0].total);
		for (const child of nodes[t.node('nasty')].children) {
			const x = left + (Number(nodes[child].left) + Number(nodes[child].total) / 2) * scale;
			await t.page.mouse.move(x, top + height - 40);
		}
		await t.settle();
		await checkInert(t, 'hovered');
		await t.press('t');
		await t.until('the table is there', () => document.querySelector('.cf-top tbody tr'));
		await checkInert(t, 'in the table');
		await t.search('<script>');
		await t.says('.cf-found', /%/);
		await checkInert(t, 'searched');
		await t.press('Enter', 'Enter');
		await t.settle();
		await t.in(() => document.activeElement.blur());
		await t.press('Shift+F10');
		await t.until('the menu is open', () => document.querySelector('.cf-menuitem'));
		await checkInert(t, 'in the menu');
		await t.press('Escape', 'p');
		await t.settle();
		await checkInert(t, 'in the sandwich');
		await t.press('Escape', 'v');
		await t.settle();
		await checkInert(t, 'by leaf');
	}],

	['zoomed, in breadcrumbs, chips and the address', async t => {
		for (const hash of ['z=nasty;%3C%2Fscript%3E%3Cscript%3Ewindow.broken%3D1%3C%2Fscript%3E',
			't=h:%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D1%3E',
			'z=nasty;javascript%3Awindow.broken%3D1&q=javascript%3A',
			'm=sandwich:%22%20onload%3D%22window.broken%3D1',
			'z=%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D1%3E',
			'q=%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D1%3E',
			'z=nasty;__proto__;child', 'm=sandwich:__proto__', 't=x:constructor']) {
			await t.open('nasty.svg', `#${hash}`);
			await checkInert(t, hash);
		}
		await t.open('nasty.svg',
			'#z=nasty;%3C%2Fscript%3E%3Cscript%3Ewindow.broken%3D1%3C%2Fscript%3E');
		await t.says('.cf-path', /<\/script>/);
	}],

	['names that mark the direction of text are shown as what they are', async t => {
		await t.open('nasty.svg');
		await t.search('right to left');
		await t.press('Enter', 'Enter');
		await t.settle();
		const seen = await t.in(() => document.querySelector('.cf-page').textContent);
		t.check(!/[\u202a-\u202e\u2066-\u2069]/.test(seen), 'no mark is left in what is shown');
		t.matches(seen, /\\u202eright to left/, 'it is spelt out');
	}],

	['a name of 64 KB: tooltip, status line and search stay usable', async t => {
		await t.open('nasty.svg');
		await t.search('^x{500}');
		await t.press('Enter', 'Enter');
		await t.settle();
		await t.says('.cf-status', /^x{20}/);
		const sizes = await t.in(() => [...document.querySelectorAll('.cf-page foreignObject')]
			.map(e => e.getBoundingClientRect()).filter(r => r.width > 0)
			.map(r => [r.right, r.bottom]));
		for (const [right, bottom] of sizes)
			t.check(right <= 1202 && bottom <= 802, `a panel ends at ${right}, ${bottom}`);
		await t.shot('64k');
	}],

	['nothing is asked for: the page as HTML, the SVG pasted into HTML', async t => {
		const { asked, url } = t.context.server;
		const before = asked.length;
		await t.page.goto(url('plain', 'nasty.html'));
		await t.ready();
		const file = `${t.browser}-pasted.html`;
		fs.writeFileSync(path.join(t.context.files, file), '<!DOCTYPE html><meta charset="utf-8">' +
			fs.readFileSync(path.join(t.context.files, 'nasty.svg'), 'utf8').replace(/^<\?xml.*\?>/, ''));
		await t.page.goto(url('plain', file));
		await t.ready();
		t.same(asked.slice(before), ['/plain/nasty.html', `/plain/${file}`], 'what was asked for');
		t.same(await t.in(() => document.querySelectorAll('img').length), 0, 'images');
	}],

	['the page as HTML', async t => {
		t.data = null;
		await t.page.goto(t.url('nasty.html'));
		await t.ready();
		await checkInert(t, 'as HTML');
	}],
];
