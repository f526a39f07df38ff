'use strict';

// Runs the cases of tests/browser/cases in the installed browsers.
//
// usage: node run.js FILES SHOTS [BROWSER [PATTERN]]
//
// FILES has the SVGs that suite.sh made, SHOTS takes the screenshots. BROWSER and
// PATTERN (of case names) choose what is run. Prints lines as tests/run.sh wants them.

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Failure, executable, launch } = require('./harness.js');
const { serve } = require('./server.js');
const { View } = require('./view.js');

const [files, shots, only, pattern] = process.argv.slice(2);

function cases()
{
	const folder = path.join(__dirname, 'cases');
	return fs.readdirSync(folder).sort().flatMap(file => {
		const group = file.replace(/\.js$/, '');
		return require(path.join(folder, file)).map(([name, run, look]) =>
			({ name: `${group}: ${name}`, run, look: { still: true, dark: false, ...look } }));
	}).filter(one => new RegExp(pattern || '').test(one.name));
}

async function runCase(browser, one, context)
{
	const page = await browser.newPage();
	const tab = new View(page, context);
	const start = Date.now();
	let why = '';
	try {
		await tab.viewport(1200, 800);
		await one.run(tab);
		if (tab.errors.length)
			why = 'errors in the page';
	} catch (error) {
		why = error instanceof Failure ? error.message : error.stack;
		await tab.shot(`failed-${one.name.replace(/\W+/g, '-')}`).catch(() => {});
	}
	if (why && tab.errors.length)
		why += ` (${tab.errors.join('; ')})`;
	await page.close().catch(() => {});
	const said = `${context.name}: ${one.name}`;
	console.log(why ? `FAIL ${said}: ${why}` : `ok ${said}`);
	if (process.env.TIMES)
		console.error(`${Date.now() - start} ms ${said}`);
}

/** Cases that want the same look of a browser share one. */
async function runBrowser(name, server)
{
	const downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'cflame-downloads-'));
	const context = { name, files, shots, downloads, server };
	const looks = new Map();
	for (const one of cases()) {
		const key = JSON.stringify(one.look);
		looks.set(key, [...(looks.get(key) || []), one]);
	}
	for (const group of looks.values()) {
		const browser = await launch(name, downloads, group[0].look);
		for (const one of group)
			await runCase(browser, one, context);
		await browser.close();
	}
	fs.rmSync(downloads, { recursive: true, force: true });
}

async function main()
{
	const server = await serve(files);
	const names = only ? [only] : ['chromium', 'firefox'];
	await Promise.all(names.map(async name => {
		if (executable(name))
			await runBrowser(name, server);
		else
			console.log(`skip ${name}: not installed`);
	}));
	server.close();
}

main().catch(error => {
	console.log(`FAIL run: ${error.stack}`);
	process.exitCode = 1;
});
