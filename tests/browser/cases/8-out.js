'use strict';

// What leaves the page: the folded text byte for byte, pictures, copies.

const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { decode, folded, read } = require('../../tools/svgfile.js');
const { decodePng } = require('../../tools/png.js');

/** Waits for a download to be complete; its bytes. */
async function downloaded(t, pattern)
{
	return t.wait(`a download like ${pattern}`, async () => {
		const name = fs.readdirSync(t.downloads).find(n => pattern.test(n));
		if (!name)
			return null;
		const file = path.join(t.downloads, name);
		const bytes = fs.readFileSync(file);
		// An empty file, or one beside a partial file, is still being written.
		if (!bytes.length || fs.existsSync(`${file}.part`))
			return null;
		fs.rmSync(file);
		return bytes;
	});
}

/** Chooses an entry of the menu of exports. */
async function save(t, text)
{
	await t.press('e');
	await t.until('the menu is open', () => document.querySelector('.cf-menuitem'));
	const index = await t.in(want => [...document.querySelectorAll('.cf-menuitem')]
		.findIndex(item => item.textContent.includes(want)), text);
	t.check(index >= 0, `the menu has “${text}”`);
	for (let i = 0; i < index; i++)
		await t.press('ArrowDown');
	await t.press('Enter');
}

async function roundTrip(t, name)
{
	await t.open(`${name}.svg`);
	await save(t, 'Folded');
	const got = await downloaded(t, /\.folded$/);
	const want = fs.readFileSync(path.join(t.context.files, `${name}.want`));
	t.check(want.length > 0, 'there is something to compare');
	let at = 0;
	while (at < want.length && got[at] === want[at])
		at++;
	t.check(got.equals(want), `${name}: ${got.length} bytes, not ${want.length}; at ${at}: ` +
		`${JSON.stringify(got.toString('utf8', at - 40, at + 40))}, ` +
		`not ${JSON.stringify(want.toString('utf8', at - 40, at + 40))}`);
	t.same(folded(decode(read(path.join(t.context.files, `${name}.svg`)))) === want.toString(), true,
		'the data decoded outside of the browser says the same');
}

/** the names of the profiles that suite.sh made for the round trip, or none yet */
function profiles()
{
	const list = process.env.ROUND_TRIPS || '';
	return list.split(' ').filter(Boolean);
}

module.exports = [
	...profiles().map(name => [`round trip of ${name}`, t => roundTrip(t, name)]),

	['the folded text of the zoomed frame', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run;draw');
		await save(t, 'Folded');
		t.same((await downloaded(t, /\.folded$/)).toString(), 'app;main;run;draw;fill 50\n' +
			'app;main;run;draw;fill;blit_[k] 100\napp;main;run;draw;line 150\n', 'its stacks');
	}],

	['the view as SVG: well-formed, and shown without script', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		await save(t, 'SVG');
		const bytes = await downloaded(t, /\.svg$/);
		const file = path.join(t.context.files, `${t.browser}-saved-view.svg`);
		fs.writeFileSync(file, bytes);
		execFileSync('xmllint', ['--noout', file]);
		t.check(!bytes.includes('<script'), 'there is no script in it');
		for (const name of ['run', 'step', 'draw', 'alloc'])
			t.check(bytes.includes(`>${name}</text>`), `the label ${name} is in it`);
		await t.page.goto(t.url(path.basename(file)));
		t.same(await t.in(() => document.documentElement.tagName), 'svg', 'what opens');
	}],

	['the view as PNG', async t => {
		await t.open('tour.svg');
		await save(t, 'PNG');
		const image = decodePng(await downloaded(t, /\.png$/));
		t.check(image.width >= 1000 && image.height > 100, `${image.width} by ${image.height}`);
		const colors = new Set();
		for (let y = 0; y < image.height; y += 5) {
			for (let x = 0; x < image.width; x += 5)
				colors.add(image.at(x, y).join());
		}
		t.check(colors.size > 5, `${colors.size} colours in it`);
	}],

	['the table as CSV', async t => {
		await t.open('tour.svg');
		await save(t, 'CSV');
		const text = (await downloaded(t, /\.csv$/)).toString();
		t.matches(text, /^"main",,0,950,2$/m, 'the row of main');
		t.matches(text, /^"add",j,160,160,2$/m, 'the row of add');
	}],

	['copy a name, a stack, a folded line', async t => {
		await t.open('tour.svg');
		await t.click('app;main;run;draw;fill;blit');
		const pasted = async () => {
			await t.press('/');
			await t.press('Control+a', 'Backspace', 'Control+v');
			await t.settle();
			const text = await t.in(() => document.querySelector('.cf-search').value);
			await t.press('Control+a', 'Backspace');
			await t.press('Escape');
			return text;
		};
		await t.press('y');
		await t.says('.cf-notice', /Copied: blit/);
		t.same(await pasted(), 'blit', 'what was copied');
		await t.press('Shift+Y');
		await t.says('.cf-notice', /Copied: app/);
		t.same((await pasted()).replace(/\s+/g, ''), 'appmainrundrawfillblit', 'the stack');
		for (const [text, want] of [['folded line', 'app;main;run;draw;fill;blit_[k] 100'],
			['pattern', '^blit$'], ['Copy the name', 'blit']]) {
			await t.in(() => document.querySelector('.cf-item').focus());
			await t.press('Shift+F10');
			await t.until('the menu is open', () => document.querySelector('.cf-menuitem'));
			await t.push(`.cf-menu > :nth-child(${1 + await t.in(part =>
				[...document.querySelectorAll('.cf-menu > *')].findIndex(item =>
					item.textContent.includes(part)), text)})`);
			await t.says('.cf-notice', /Copied/);
			t.same(await pasted(), want, text);
		}
		await t.in(() => document.querySelector('.cf-item').focus());
		await t.press('Control+c');
		await t.says('.cf-notice', /Copied: blit/);
		t.same(await pasted(), 'blit', 'Ctrl+C');
	}],

	['a page saved by the browser opens and works again', async t => {
		await t.open('tour.svg');
		await t.zoom('app;main;run');
		await t.search('alloc');
		const text = await t.in(() => new XMLSerializer().serializeToString(document));
		const name = `${t.browser}-saved-page.svg`;
		fs.writeFileSync(path.join(t.context.files, name), text);
		await t.open(name);
		await t.painted('helper;main');
		await t.zoom('app;main');
		await t.search('^lex$');
		await t.says('.cf-found', /12\.00\s?% of all/);
		t.same(await t.in(() => document.querySelectorAll('.cf-pane').length), 1, 'graphs');
		t.same(await t.in(() => document.querySelectorAll('.cf-search').length), 1, 'search boxes');
	}],

	['an HTML page saved by the browser opens and works again', async t => {
		await t.open('tour.html');
		await t.zoom('app;main;run');
		await t.press('t', 'r');
		await t.search('alloc');
		const text = await t.in(() => `<!DOCTYPE html>${document.documentElement.outerHTML}`);
		fs.copyFileSync(path.join(t.context.files, 'tour.svg'),
			path.join(t.context.files, `${t.browser}-saved.svg`));
		fs.writeFileSync(path.join(t.context.files, `${t.browser}-saved.html`), text);
		await t.open(`${t.browser}-saved.html`);
		await t.painted('helper;main');
		t.same(await t.in(() => ['.cf-pane', '.cf-search', '.cf-chip', '.cf-top'].map(s =>
			document.querySelectorAll(s).length)), [1, 1, 0, 0], 'graphs, boxes, chips, tables');
		await t.zoom('app;main');
		await t.search('^lex$');
		await t.says('.cf-found', /12\.00\s?% of all/);
		await t.press('Escape', 'Escape', '0');
		t.zoomedTo('');
		await t.painted('helper;main');
		await t.click('app;main;load');
		await t.press('h');
		await t.says('.cf-chips', /hide load/);
	}],
];
