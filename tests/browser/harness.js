'use strict';

// Drives Debian's Chromium and Firefox with real input, through puppeteer-core.
//
// A case is [name, async t => {...}]; t is a Tab: one fresh page. Nothing here sleeps for a
// fixed time: whatever is expected is waited for (until), and what does not come about
// within PATIENCE fails with its description.

const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

const PATIENCE = 15000;

const BROWSERS = {
	chromium: {
		browser: 'chrome',
		programs: ['chromium', 'chromium-browser', 'google-chrome'],
		options: (downloads, look) => ({
			args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run',
				...look.still ? ['--force-prefers-reduced-motion'] : [],
				...look.dark ? ['--blink-settings=preferredColorScheme=0'] : []],
			downloadBehavior: { policy: 'allow', downloadPath: downloads },
		}),
	},
	firefox: {
		browser: 'firefox',
		programs: ['firefox-esr', 'firefox'],
		options: (downloads, look) => ({
			// for the accessibility tree: see accessible()
			args: ['--remote-allow-system-access'],
			extraPrefsFirefox: {
				'browser.download.alwaysOpenPanel': false,
				'browser.download.folderList': 2,
				'browser.download.dir': downloads,
				'browser.download.useDownloadDir': true,
				'browser.helperApps.neverAsk.saveToDisk':
					'image/svg+xml,image/png,text/plain,text/csv,application/octet-stream',
				'dom.w3c_touch_events.enabled': 1,
				'layout.css.prefers-color-scheme.content-override': look.dark ? 0 : 1,
				'ui.prefersReducedMotion': look.still ? 1 : 0,
			},
		}),
	},
};

function findProgram(programs)
{
	for (const program of programs) {
		for (const folder of (process.env.PATH || '').split(':')) {
			const file = path.join(folder, program);
			if (folder && fs.existsSync(file))
				return file;
		}
	}
	return null;
}

/** The executable of a browser, or null where it is not installed. */
const executable = name => findProgram(BROWSERS[name].programs);

/**
 * A running browser. look.still: it asks pages for no animation; look.dark: for dark
 * colours. Downloads land in the folder of that name.
 */
async function launch(name, downloads, look)
{
	const kind = BROWSERS[name];
	fs.mkdirSync(downloads, { recursive: true });
	return puppeteer.launch({ browser: kind.browser, executablePath: executable(name),
		headless: true, ...kind.options(downloads, look) });
}

class Failure extends Error {}

/** One page of a browser, and what a case may do with it. */
class Tab {
	constructor(page, context)
	{
		this.page = page;
		this.context = context;
		this.errors = [];
		page.on('pageerror', error => this.errors.push(`script error: ${error.message}`));
		page.on('console', message => {
			if (message.type() === 'error')
				this.errors.push(`console: ${message.text()}`);
		});
	}

	/** "chromium" or "firefox" */
	get browser()
	{
		return this.context.name;
	}

	/** where browsers put what a page saves */
	get downloads()
	{
		return this.context.downloads;
	}

	/** the address of a made file, by its name */
	url(file, hash = '')
	{
		return `file://${path.resolve(this.context.files, file)}${hash}`;
	}

	check(condition, what)
	{
		if (!condition)
			throw new Failure(what);
	}

	same(got, want, what)
	{
		const text = value => typeof value === 'string' ? value : JSON.stringify(value);
		if (text(got) !== text(want))
			throw new Failure(`${what}: got ${short(text(got))}, want ${short(text(want))}`);
	}

	/** within a distance of each other */
	near(got, want, distance, what)
	{
		if (!(Math.abs(got - want) <= distance))
			throw new Failure(`${what}: got ${got}, want ${want} within ${distance}`);
	}

	matches(text, pattern, what)
	{
		if (!pattern.test(text))
			throw new Failure(`${what}: ${short(String(text))} does not match ${pattern}`);
	}

	/** runs a function in the page */
	in(run, ...args)
	{
		return this.page.evaluate(run, ...args);
	}

	/** waits until a function in the page is true; its value */
	async until(what, run, ...args)
	{
		try {
			const handle = await this.page.waitForFunction(run,
				{ polling: 'raf', timeout: PATIENCE }, ...args);
			return await handle.jsonValue();
		} catch (error) {
			if (error.name !== 'TimeoutError')
				throw error;
			throw new Failure(`waited in vain: ${what}`);
		}
	}

	/** waits until an asynchronous function out here gives something true; that */
	async wait(what, run)
	{
		const end = Date.now() + PATIENCE;
		for (;;) {
			const value = await run();
			if (value)
				return value;
			if (Date.now() > end)
				throw new Failure(`waited in vain: ${what}`);
			await this.in(() => new Promise(done => requestAnimationFrame(done)));
		}
	}

	/**
	 * The accessibility tree of the page, as the browser hands it to assistive programs, in
	 * order: {role, name, path} of each thing in it, path the roles from the page down to it.
	 * Chromium gives it to its developer tools, Firefox to its own windows only.
	 */
	async accessible()
	{
		return this.browser === 'chromium' ? this.chromiumTree() : this.firefoxTree();
	}

	async chromiumTree()
	{
		const session = await this.page.createCDPSession();
		const { nodes } = await session.send('Accessibility.getFullAXTree');
		await session.detach();
		const byId = new Map(nodes.map(node => [node.nodeId, node]));
		const list = [];
		const open = [[nodes[0], []]];
		while (open.length) {
			const [node, above] = open.pop();
			const role = node.ignored ? '' : node.role.value;
			const roles = role ? [...above, role] : above;
			if (role)
				list.push({ role, name: node.name ? node.name.value : '', path: roles.join(' ') });
			for (const id of node.childIds.slice().reverse()) {
				if (byId.has(id))
					open.push([byId.get(id), roles]);
			}
		}
		return list;
	}

	async firefoxTree()
	{
		const { connection } = this.page.browser();
		const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
		await this.page.bringToFront();
		const said = await connection.send('script.evaluate', {
			expression: `(${readFirefoxTree})(${JSON.stringify(this.page.url())})`,
			target: { context: result.contexts[0].context },
			awaitPromise: false,
		});
		if (said.result.type !== 'success')
			throw new Error(JSON.stringify(said.result));
		return JSON.parse(said.result.result.value);
	}

	async viewport(width, height)
	{
		await this.page.setViewport({ width, height });
	}

	async shot(name)
	{
		fs.mkdirSync(this.context.shots, { recursive: true });
		await this.page.screenshot({ path: path.join(this.context.shots,
			`${this.browser}-${name}.png`) });
	}

	async press(...keys)
	{
		for (const key of keys) {
			const parts = key.length > 1 ? key.split('+') : [key];
			for (const modifier of parts.slice(0, -1))
				await this.page.keyboard.down(modifier);
			await this.page.keyboard.press(parts[parts.length - 1]);
			for (const modifier of parts.slice(0, -1).reverse())
				await this.page.keyboard.up(modifier);
		}
	}
}

/* global Cc, Ci, gBrowser */
/** Runs in Firefox's own window: the tree of the page with that address, as JSON. */
function readFirefoxTree(address)
{
	const service = Cc['@mozilla.org/accessibilityService;1'].getService(Ci.nsIAccessibilityService);
	const tab = gBrowser.tabs.find(one => one.linkedBrowser.currentURI.spec === address);
	const top = tab && service.getAccessibleFor(tab.linkedBrowser);
	const list = [];
	const open = top ? [[top, []]] : [];
	while (open.length) {
		const [node, above] = open.pop();
		const role = node.computedARIARole || service.getStringRole(node.role);
		const roles = [...above, role];
		list.push({ role, name: node.name || '', path: roles.join(' ') });
		for (let i = node.childCount - 1; i >= 0; i--)
			open.push([node.getChildAt(i), roles]);
	}
	return JSON.stringify(list);
}

function short(text)
{
	return text.length > 300 ? `${text.slice(0, 200)} ... ${text.slice(-80)}` : text;
}

module.exports = { Failure, PATIENCE, Tab, executable, launch };
