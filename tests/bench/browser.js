'use strict';

// usage: node browser.js FOLDER
//
// Opens FOLDER's cflame-N.svg, and the pages of other tools that are there, in each installed
// browser and prints how long it takes from an input event to the picture on the screen: the
// time at which the first task after the frame that shows it runs. Medians and maxima in ms,
// below what we ask of ourselves at a million frames. The heap is measured after a forced
// collection: of Chromium all that scripts hold, arrays too; of Firefox what its memory
// reporters count for the page.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { executable, launch } = require('../browser/harness.js');

const CLICKS = 9;
/** No measurement takes longer: what does is said to be more than that. */
const LIMIT = 12000;
const BARS = { click: '30', search: '50', table: '150', sandwich: '300', hide: '400', 'frames/s': '45',
	'MB loaded': '150', 'MB used': '150' };
const folder = process.argv[2];

/** Put into every page: measures from the next event of a kind until a condition is painted. */
function instrument()
{
	const after = done => requestAnimationFrame(() => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => done(performance.now());
		port2.postMessage(0);
	});
	const idle = () => {
		const svg = document.documentElement;
		return svg && (!svg.querySelector('metadata[data-cflame]') ||
			svg.getAttribute('data-cflame-state') === 'ready');
	};
	const painted = (ready, done) => after(time =>
		ready() && idle() ? done(time) : painted(ready, done));
	window.measure = {
		start(kind, selector)
		{
			window.measure.took = null;
			addEventListener(kind, event => {
				const start = event.timeStamp;
				let frames = 0;
				const count = () => {
					frames++;
					if (window.measure.took === null)
						requestAnimationFrame(count);
				};
				requestAnimationFrame(count);
				painted(() => !selector || document.querySelector(selector), time => {
					window.measure.took = time - start;
					window.measure.rate = frames / (time - start) * 1000;
				});
			}, { capture: true, once: true });
		},
	};
	const loaded = () => {
		if (document.readyState === 'complete' && idle())
			after(time => { window.measure.loaded = time; });
		else
			requestAnimationFrame(loaded);
	};
	requestAnimationFrame(loaded);
}

const median = list => list.slice().sort((a, b) => a - b)[list.length >> 1];
const said = list => list.includes(Infinity) ? `> ${LIMIT / 1000} s` : list.length === 1 ? `${list[0].toFixed(0)}` :
	`${median(list).toFixed(0)} (${Math.max(...list).toFixed(0)})`;

/** One measurement: from the next event of that kind, set off by act. */
async function timed(page, kind, act, selector)
{
	await page.evaluate((k, s) => window.measure.start(k, s), kind, selector);
	const took = act().then(() => page.waitForFunction(() => window.measure.took !== null,
		{ timeout: LIMIT })).then(handle => handle.dispose())
		.then(() => page.evaluate(() => window.measure.took));
	took.catch(() => {});
	let timer;
	const late = new Promise(done => {
		timer = setTimeout(() => done(Infinity), LIMIT);
	});
	const result = await Promise.race([took.catch(() => Infinity), late]);
	clearTimeout(timer);
	return result;
}

/** What the page's script holds, in MB, or null where the browser does not say. */
async function heap(page, name)
{
	if (name === 'chromium') {
		const session = await page.createCDPSession();
		await session.send('HeapProfiler.collectGarbage');
		const use = await session.send('Runtime.getHeapUsage');
		await session.detach();
		return (use.usedSize + (use.backingStorageSize || 0)) / 1e6;
	}
	const { connection } = page.browser();
	const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
	let least = Infinity;
	// Collecting goes on in the page's own process: until it frees no more.
	for (;;) {
		const answer = await connection.send('script.evaluate', {
			expression: `(${firefoxHeap})(${JSON.stringify(page.url())})`,
			target: { context: result.contexts[0].context },
			awaitPromise: true,
		});
		if (answer.result.type !== 'success')
			return null;
		const now = answer.result.result.value / 1e6;
		if (!(now < least * 0.99))
			return least < Infinity ? least : null;
		least = now;
	}
}

/* global Cc, Ci, Services */
/** Runs in Firefox's own window: the bytes of JavaScript that the page with that address has. */
function firefoxHeap(address)
{
	Services.obs.notifyObservers(null, 'child-mmu-request');
	const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
	const file = address.replace(/[?#].*/, '').split('/').pop();
	let sum = 0;
	return new Promise(done => manager.getReports((process, place, kind, units, amount) => {
		if (place.includes('window-objects/') && place.includes(file) && /\/js-/.test(place))
			sum += amount;
	}, null, () => done(sum), null, false));
}

async function open(browser, file)
{
	const page = await browser.newPage();
	await page.setViewport({ width: 1280, height: 900 });
	await page.evaluateOnNewDocument(instrument);
	await page.goto(`file://${path.resolve(file)}`, { timeout: 120000 });
	await page.waitForFunction(() => window.measure.loaded, { timeout: 120000 });
	return page;
}

async function loads(browser, file, times)
{
	const list = [];
	for (let i = 0; i < times; i++) {
		const page = await open(browser, file);
		list.push(await page.evaluate(() => window.measure.loaded));
		await page.close();
	}
	return list;
}

/** Clicks on frames here and there, and back to all. */
async function clicks(page, back)
{
	const { left, bottom, width } = await page.evaluate(() => {
		// Old versions of flamegraph.pl have no #frames.
		const pane = document.querySelector('.cf-pane, #frames, canvas') || document.documentElement;
		const r = pane.getBoundingClientRect();
		return { left: r.left, bottom: Math.min(r.bottom, innerHeight), width: r.width };
	});
	const zooms = [], resets = [];
	for (let i = 0; i < CLICKS; i++) {
		const x = left + width * (i + 0.5) / CLICKS, y = bottom - 16 * (2 + i % 4) - 8;
		zooms.push(await timed(page, 'click', () => page.mouse.click(x, y)));
		resets.push(await back());
		if (Math.max(zooms.at(-1), resets.at(-1)) >= LIMIT)
			break;
	}
	return { zooms, resets };
}

async function ours(browser, name, file)
{
	const row = { load: await loads(browser, file, 2) };
	const page = await open(browser, file);
	const loaded = await heap(page, name);
	if (loaded)
		row['MB loaded'] = [loaded];
	const reset = () => timed(page, 'keydown', () => page.keyboard.press('0'));
	const { zooms, resets } = await clicks(page, reset);
	row.click = zooms;
	row.reset = resets;
	await page.keyboard.press('/');
	row.search = [];
	for (const key of 'buffer')
		row.search.push(await timed(page, 'input', () => page.keyboard.press(key)));
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await page.evaluate(() => document.activeElement && document.activeElement.blur());
	row.table = [await timed(page, 'keydown', () => page.keyboard.press('t'), '.cf-top tbody tr')];
	await page.keyboard.press('t');
	row.sandwich = [];
	row.hide = [];
	for (const share of [0.5, 0.25, 0.75]) {
		const at = await page.evaluate(part => {
			const r = document.querySelector('.cf-pane').getBoundingClientRect();
			return [r.left + r.width * part, r.bottom - 16 * 4 - 8];
		}, share);
		await timed(page, 'click', () => page.mouse.click(...at));
		row.sandwich.push(await timed(page, 'keydown', () => page.keyboard.press('p'),
			'.cf-pane ~ .cf-pane'));
		await page.keyboard.press('Escape');
		await page.waitForFunction(() => document.querySelectorAll('.cf-pane').length === 1,
			{ timeout: LIMIT });
		row.hide.push(await timed(page, 'keydown', () => page.keyboard.press('h'), '.cf-chip'));
		await timed(page, 'keydown', () => page.keyboard.press('u'));
		await reset();
	}
	const used = await heap(page, name);
	if (used)
		row['MB used'] = [used];
	await page.close();
	return row;
}

async function animation(name, file)
{
	const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'cflame-bench-'));
	const browser = await launch(name, downloads, { still: false, dark: false });
	const page = await open(browser, file);
	const rates = [];
	const note = async () => rates.push(await page.evaluate(() => window.measure.rate));
	await clicks(page, async () => {
		await note();
		return timed(page, 'keydown', () => page.keyboard.press('0'));
	});
	await browser.close();
	fs.rmSync(downloads, { recursive: true, force: true });
	return rates;
}

async function theirs(browser, file)
{
	const row = { load: await loads(browser, file, 1) };
	const page = await open(browser, file);
	const back = file.endsWith('.html') ?
		() => timed(page, 'keydown', () => page.keyboard.press('0')) :
		() => timed(page, 'click', () => page.evaluate(() => {
			document.querySelector('#unzoom').dispatchEvent(new MouseEvent('click', { bubbles: true }));
		}));
	const { zooms, resets } = await clicks(page, back);
	row.click = zooms;
	row.reset = resets;
	await page.close();
	return row;
}

async function main()
{
	const columns = ['load', 'click', 'reset', 'search', 'table', 'sandwich', 'hide', 'frames/s',
		'MB loaded', 'MB used'];
	console.log('from the event to the picture, ms: median (maximum)');
	console.log(['page'.padEnd(34), ...columns.map(c => c.padStart(11))].join(' '));
	console.log(['at most (frames/s: at least)'.padEnd(34),
		...columns.map(c => (BARS[c] || '').padStart(11))].join(' '));
	for (const name of ['chromium', 'firefox'].filter(executable)) {
		const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'cflame-bench-'));
		for (const file of fs.readdirSync(folder).filter(f => /\.(svg|html)$/.test(f)).sort()) {
			const browser = await launch(name, downloads, { still: true, dark: false });
			const full = path.join(folder, file);
			const row = file.startsWith('cflame') ? await ours(browser, name, full) :
				await theirs(browser, full);
			await browser.close();
			if (file.startsWith('cflame'))
				row['frames/s'] = await animation(name, full);
			const title = `${name} ${file.replace(/\.\w+$/, '')}`;
			console.log([title.padEnd(34), ...columns.map(c => (row[c] ? said(row[c]) : '-').padStart(11))]
				.join(' '));
		}
		fs.rmSync(downloads, { recursive: true, force: true });
	}
}

main().catch(error => {
	console.error(error);
	process.exitCode = 1;
});
