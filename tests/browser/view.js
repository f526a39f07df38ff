'use strict';

// A tab that shows one of our pages, and what can be seen in it. Where a frame has to be is
// computed from the file by tests/tools/svgfile.js, never asked of the page's script.

const path = require('path');
const { Tab } = require('./harness.js');
const { decode, read } = require('../tools/svgfile.js');

const ROW = 16;
const decoded = new Map();

const shown = name => name.replace(/_\[[kwij]\]$/, '');

/** The data of a file, decoded once. */
function dataOf(file)
{
	if (!decoded.has(file))
		decoded.set(file, decode(read(file)));
	return decoded.get(file);
}

class View extends Tab {
	/** Opens one of the made files, and waits until it is drawn. */
	async open(file, hash = '')
	{
		this.data = dataOf(path.join(this.context.files, file.replace(/\.html$/, '.svg')));
		this.zoomed = 0;
		this.icicle = Boolean(this.data.head.inverted);
		await this.page.goto('about:blank');
		await this.page.goto(this.url(file, hash));
		await this.ready();
	}

	/** Opens an address of the test server: a file under one of its policies. */
	async openServed(policy, file)
	{
		this.data = file.endsWith('.svg') ? dataOf(path.join(this.context.files, file)) : null;
		this.zoomed = 0;
		await this.page.goto(this.context.server.url(policy, file));
	}

	/** until the page has drawn what it was told */
	async ready()
	{
		await this.until('the page is drawn', () => {
			const svg = document.querySelector('[data-cflame-state]');
			return svg && svg.getAttribute('data-cflame-state') === 'ready';
		});
	}

	/** two frames of the screen later, and drawn: everything that an input set off has happened */
	async settle()
	{
		await this.in(() => new Promise(done =>
			requestAnimationFrame(() => requestAnimationFrame(done))));
		await this.ready();
	}

	/** the index of a node by its path: names as shown, joined by ';'; '' is the root */
	node(stack)
	{
		let at = 0;
		for (const name of stack === '' ? [] : stack.split(';')) {
			const next = this.data.nodes[at].children.find(i => shown(this.data.nodes[i].name) === name);
			if (next === undefined)
				throw new Error(`no ${name} below ${shown(this.data.nodes[at].name)}`);
			at = next;
		}
		return at;
	}

	/** tells the model where the page is zoomed to, by the path of the node */
	zoomedTo(stack)
	{
		this.zoomed = this.node(stack);
	}

	/** where the graph is, in the window */
	pane(index = 0)
	{
		return this.in(i => {
			const { left, top, width, height } =
				document.querySelectorAll('.cf-pane')[i].getBoundingClientRect();
			return { left, top, width, height };
		}, index);
	}

	/** where a frame has to be, relative to the graph: x, y, w and h in px */
	async place(stack)
	{
		const { nodes } = this.data;
		const i = this.node(stack), node = nodes[i], root = nodes[this.zoomed];
		const pane = await this.pane();
		const y = this.icicle ? node.depth * ROW : pane.height - (node.depth + 1) * ROW;
		if (node.depth <= root.depth)
			return { x: 0, y, w: pane.width, h: ROW - 1, pane };
		const k = pane.width / Number(root.total);
		return { x: Number(node.left - root.left) * k, y, w: Number(node.total) * k, h: ROW - 1,
			pane };
	}

	/** the middle of a frame, in the window */
	async middle(stack)
	{
		const { x, y, w, h, pane } = await this.place(stack);
		const left = Math.max(0, x), right = Math.min(pane.width, x + w);
		return [pane.left + (left + right) / 2, pane.top + y + h / 2];
	}

	async hover(stack)
	{
		await this.page.mouse.move(...await this.middle(stack));
		await this.settle();
	}

	async click(stack, options)
	{
		await this.page.mouse.click(...await this.middle(stack), options);
		await this.settle();
	}

	/** clicks a frame and waits until it fills the width */
	async zoom(stack)
	{
		await this.click(stack);
		this.zoomedTo(stack);
		await this.painted(stack);
	}

	/** every box that is painted in a graph, with the colour that it has */
	boxes(index = 0)
	{
		return this.in(i => {
			const boxes = [];
			const pane = document.querySelectorAll('.cf-pane')[i];
			for (const shape of pane.querySelectorAll('.cf-boxes path')) {
				const { fill } = getComputedStyle(shape), cls = shape.getAttribute('class');
				const subpath = /M(-?[\d.]+) (-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)/g;
				for (const [, x, y, w, h] of shape.getAttribute('d').matchAll(subpath))
					boxes.push({ x: +x, y: +y, w: +w, h: +h, fill, cls });
			}
			return boxes;
		}, index);
	}

	/** every label that is painted in a graph */
	labels(index = 0)
	{
		return this.in(i => [...document.querySelectorAll('.cf-pane')[i]
			.querySelectorAll('.cf-labels text')].map(text => ({ x: Number(text.getAttribute('x')),
			y: Number(text.getAttribute('y')), text: text.textContent })), index);
	}

	/** waits until a frame is painted where it has to be; its box and its label */
	async painted(stack)
	{
		const box = await this.wait(`“${stack || 'all'}” is painted in its place`, async () => {
			const want = await this.place(stack);
			const left = Math.max(-2, want.x), right = Math.min(want.pane.width + 2, want.x + want.w);
			return (await this.boxes()).find(b => Math.abs(b.x - left) <= 1 &&
				Math.abs(b.x + b.w - right) <= 2 && Math.abs(b.y - want.y) <= 1 &&
				Math.abs(b.h - want.h) <= 1);
		});
		const label = (await this.labels()).find(l => Math.abs(l.x - Math.max(0, box.x)) <= 5 &&
			l.y > box.y && l.y < box.y + ROW);
		return { ...box, label: label ? label.text : '' };
	}

	/** whether a box is painted where a frame would be */
	async isPainted(stack)
	{
		const want = await this.place(stack);
		return (await this.boxes()).some(b => Math.abs(b.x - want.x) <= 1 &&
			Math.abs(b.w - want.w) <= 2 && Math.abs(b.y - want.y) <= 1);
	}

	/** the text of what a selector finds, '' where there is nothing */
	text(selector)
	{
		return this.in(s => {
			const element = document.querySelector(s);
			return element ? element.textContent : '';
		}, selector);
	}

	/** waits until the text of what a selector finds matches; that text */
	async says(selector, pattern)
	{
		try {
			return await this.until('', (s, source, flags) => {
				const element = document.querySelector(s);
				const text = element ? element.textContent : '';
				return new RegExp(source, flags).test(text) ? text || ' ' : '';
			}, selector, pattern.source, pattern.flags);
		} catch (error) {
			this.matches(await this.text(selector), pattern, selector);
			throw error;
		}
	}

	/** a real click on what a selector finds */
	async push(selector, options)
	{
		const at = await this.until(`${selector} is there`, s => {
			const element = document.querySelector(s);
			const r = element && element.getBoundingClientRect();
			return r && r.width > 0 ? [r.left + r.width / 2, r.top + r.height / 2] : null;
		}, selector);
		await this.page.mouse.click(at[0], at[1], options);
		await this.settle();
	}

	/** types into the search box, as a user does who begins with "/" */
	async search(text)
	{
		await this.press('/');
		await this.until('the search box has the keyboard',
			() => document.activeElement && document.activeElement.matches('.cf-search'));
		await this.page.keyboard.down('Control');
		await this.page.keyboard.press('a');
		await this.page.keyboard.up('Control');
		await this.page.keyboard.press('Backspace');
		await this.page.keyboard.type(text);
		await this.until('the text is in the search box', want =>
			document.querySelector('.cf-search').value === want, text);
		await this.settle();
	}

	/** what the address has after "#" */
	hash()
	{
		return this.in(() => location.hash.slice(1));
	}
}

module.exports = { ROW, View, shown };
