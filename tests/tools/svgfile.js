'use strict';

// Reads an SVG of cflame without a browser: the titled boxes of the static picture, and the
// data layer as docs/data.md specifies it. Shares nothing with the page's script, so
// that the two can be held against each other.

const fs = require('fs');

const DIGITS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i))
	.filter(c => !'&<>"\'\\`'.includes(c));
const VALUE = new Int8Array(128).fill(-1);
DIGITS.forEach((c, i) => { VALUE[c.charCodeAt(0)] = i; });

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML text with its entities replaced. */
function unescape(text)
{
	return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (all, what) => {
		if (what[0] !== '#')
			return ENTITIES[what];
		const code = what[1] === 'x' ? parseInt(what.slice(2), 16) : Number(what.slice(1));
		return String.fromCodePoint(code);
	});
}

/** The streams of the data layer by mark; none: an empty object. */
function streams(svg)
{
	const found = {};
	const element = /<metadata data-cflame="(\w+)">([^<]*)<\/metadata>/g;

	for (const [, mark, content] of svg.matchAll(element))
		found[mark] = (found[mark] || '') + unescape(content);
	return found;
}

/** A reader of the numbers of one stream. */
class Numbers {
	constructor(text)
	{
		this.text = text;
		this.at = 0;
	}

	get done()
	{
		return this.at >= this.text.length;
	}

	digit()
	{
		const v = VALUE[this.text.charCodeAt(this.at++)];
		if (!(v >= 0))
			throw new Error(`no digit at ${this.at - 1}`);
		return v;
	}

	/** a number below 2^53 */
	small()
	{
		let v = 0, m = 1, d;
		while ((d = this.digit()) >= 60) {
			v += d * m;
			m *= 27;
		}
		return v + d * m;
	}

	/** a number of any size, as a bigint */
	big()
	{
		let v = 0n, m = 1n, d;
		while ((d = this.digit()) >= 60) {
			v += BigInt(d) * m;
			m *= 27n;
		}
		return v + BigInt(d) * m;
	}
}

/**
 * The tree of the data layer, in preorder: node 0 is the root, which has the name "all".
 * Counts are bigints of 10^-scale: self, total, before (earlier self) and cut (left out below).
 */
function decode(svg)
{
	const data = streams(svg);
	const head = JSON.parse(data.head);
	const names = data.text === '' ? [] : data.text.replace(/\n$/, '').split('\n');
	const tree = new Numbers(data.tree), name = new Numbers(data.name);
	const before = data.before === undefined ? null : new Numbers(data.before);
	const nodes = [{ name: 'all', depth: 0, parent: -1, self: BigInt(head.self || '0'), before: 0n }];
	let at = 0;

	while (!tree.done) {
		let code = tree.digit(), up = code >> 3, add = (code & 7) + 1;
		if (code >= 60) {
			tree.at--;
			code = tree.small();
			up = tree.small();
			add = tree.small() + 1;
		}
		for (; up > 0; up--)
			at = nodes[at].parent;
		for (; add > 0; add--) {
			nodes.push({ name: names[name.small()], depth: nodes[at].depth + 1, parent: at,
				self: 0n, before: 0n });
			at = nodes.length - 1;
		}
		nodes[at].self = tree.big() + (head.zero ? 0n : 1n);
		if (before)
			nodes[at].before = before.big();
	}
	readCut(data, head, nodes);
	sumUp(nodes);
	return { head, names, nodes };
}

function readCut(data, head, nodes)
{
	if (data.cut === undefined)
		return;
	const cut = new Numbers(data.cut);
	for (let at = 0; !cut.done;) {
		at += cut.small();
		nodes[at].cut = { frames: cut.small(), total: cut.big() };
		if (head.diff)
			nodes[at].cut.before = cut.big();
	}
}

/** Totals, children, and how far from the left of the picture each node begins, in counts. */
function sumUp(nodes)
{
	for (const node of nodes) {
		node.total = node.self + (node.cut ? node.cut.total : 0n);
		node.children = [];
	}
	for (let i = nodes.length - 1; i > 0; i--)
		nodes[nodes[i].parent].total += nodes[i].total;
	for (let i = 1; i < nodes.length; i++)
		nodes[nodes[i].parent].children.push(i);
	nodes[0].left = 0n;
	for (const node of nodes) {
		let left = node.left + node.self;
		for (const child of node.children) {
			nodes[child].left = left;
			left += nodes[child].total;
		}
	}
}

/** Folded lines of a decoded tree, as cflame --format folded writes them. */
function folded(tree)
{
	const { nodes, head } = tree;
	const path = new Array(nodes.length).fill('');
	const lines = [];

	nodes.forEach((node, i) => {
		if (i > 0)
			path[i] = node.parent > 0 ? `${path[node.parent]};${node.name}` : node.name;
		if (node.self > 0n)
			lines.push(`${path[i]} ${decimal(node.self, head.scale || 0)}`);
	});
	return lines.map(line => Buffer.from(line)).sort(Buffer.compare)
		.map(line => `${line}\n`).join('');
}

/** A count of 10^-scale as text, without zeros at the end. */
function decimal(count, scale)
{
	const text = String(count).padStart(scale + 1, '0');
	if (!scale)
		return text;
	return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, '');
}

/** The titled boxes of the static picture: title, x, y, width, height, fill and label. */
function titled(svg)
{
	const boxes = [];
	const group = /<g\b[^>]*><title>([^<]*)<\/title>(?:<a\b[^>]*>)?<rect\b([^>]*)\/>(?:<text\b[^>]*>([^<]*)<\/text>)?/g;

	for (const [, title, rect, text] of svg.matchAll(group)) {
		const box = { title: unescape(title), label: unescape(text || '') };
		for (const [, key, value] of rect.matchAll(/([\w-]+)="([^"]*)"/g))
			box[key] = /^-?[\d.]+$/.test(value) ? Number(value) : value;
		boxes.push(box);
	}
	return boxes;
}

const read = path => fs.readFileSync(path, 'utf8');

module.exports = { decimal, decode, folded, read, streams, titled, unescape };
