'use strict';

// usage: node pictures.js BUILD FOLDER
//
// Makes the pictures of docs/viewer.md anew, into FOLDER: what Chromium shows of the
// profiles in examples/. Wants puppeteer-core, and ImageMagick's convert, which makes them
// small.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');
const { launch } = require('../browser/harness.js');

const [build, folder] = process.argv.slice(2).map(name => path.resolve(name));
const examples = path.join(__dirname, '../../examples');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cflame-pictures-'));
const WIDTH = 960, HEIGHT = 480;

const profile = name => fs.readFileSync(path.join(examples, `${name}.folded`));
const change = () => execFileSync(path.join(build, 'cflame-diff'),
	['sqlite', 'sqlite-indexed'].map(name => path.join(examples, `${name}.folded`)));

/** Points at a place, as a person would: by moving there. */
async function point(page, x, y)
{
	await page.mouse.move(x - 1, y);
	await page.mouse.move(x, y);
}

const SQLITE = ['--title', 'sqlite3', '--subtitle', 'perf record --call-graph dwarf'];

/** name: [the folded text, cflame's options, the system is dark, what is done to the page] */
const pictures = {
	search: [() => profile('sqlite'), SQLITE, false, async page => {
		await page.keyboard.press('/');
		await page.keyboard.type('pager|btree');
		await point(page, 500, 304);
	}],
	table: [() => profile('sqlite'), SQLITE, false, page => page.keyboard.press('t')],
	sandwich: [() => profile('sqlite'), SQLITE, false, async page => {
		// A menu that is closed again leaves its frame selected.
		await page.mouse.click(500, 241, { button: 'right' });
		await page.keyboard.press('Escape');
		await page.keyboard.press('p');
	}],
	dark: [() => profile('java'), ['--title', 'Java'], true, async page => {
		await page.keyboard.press('v');
		await page.keyboard.press('k');
		await page.keyboard.press('k');
	}],
	diff: [change, ['--diff', '--title', 'sqlite3: without and with an index'], false,
		page => point(page, 500, 241)],
};

async function picture(name)
{
	const [text, options, dark, act] = pictures[name];
	const svg = path.join(work, `${name}.svg`), png = path.join(folder, `viewer-${name}.png`);
	execFileSync(path.join(build, 'cflame'), [...options, '-o', svg], { input: text() });
	const browser = await launch('chromium', work, { still: true, dark });
	const page = await browser.newPage();
	await page.setViewport({ width: WIDTH, height: HEIGHT });
	await page.goto(`file://${svg}`);
	const ready = () => page.waitForFunction(
		() => document.documentElement.getAttribute('data-cflame-state') === 'ready');
	await ready();
	await act(page);
	// Details come a moment after the pointer.
	await page.evaluate(() => new Promise(done => setTimeout(done, 500)));
	await ready();
	await page.screenshot({ path: png });
	await browser.close();
	execFileSync('convert', [png, '+dither', '-colors', '128', `PNG8:${png}`]);
}

(async () => {
	for (const name of Object.keys(pictures))
		await picture(name);
	fs.rmSync(work, { recursive: true });
})();
