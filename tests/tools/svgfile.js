'use strict';

// Reads an SVG of cflame without a browser: the titled boxes of the static picture, and the
// data layer as docs/data.md specifies it. Shares nothing with the page's script, so
// that the two can be held against each other.

const fs = require('fs');

const DIGITS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i))
	.filter(c => !'&<>'.includes(c));
const VALUE = new Map(DIGITS.map((c, i) => [c, i]));

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

/** A reader of the bits of one stream. */
class Bits {
	constructor(text)
	{
		this.bits = [];
		for (let i = 0; i < text.length; i += 2) {
			const pair = VALUE.get(text[i]) + 91 * VALUE.get(text[i + 1]);
			if (!(pair < 8192))
				throw new Error(`no pair of digits at ${i}`);
			for (let k = 0; k < 13; k++)
				this.bits.push(pair >> k & 1);
		}
		this.at = 0;
	}

	/** n bits as a bigint */
	take(n)
	{
		let v = 0n;
		if (this.at + n > this.bits.length)
			throw new Error('the stream ends too early');
		for (let k = 0; k < n; k++)
			v |= BigInt(this.bits[this.at++]) << BigInt(k);
		return v;
	}

	/** A code: symbols by their codes, as text of 0 and 1. */
	code()
	{
		const n = Number(this.take(10)), length = [], code = new Map();
		while (length.length < n) {
			const l = Number(this.take(4));
			length.push(l);
			for (let zeros = l ? 0 : Number(this.take(4)); zeros > 0; zeros--)
				length.push(0);
		}
		for (let l = 1, next = 0; l <= 12; l++, next *= 2)
			length.forEach((of, symbol) => {
				if (of === l)
					code.set((next++).toString(2).padStart(l, '0'), symbol);
			});
		return code;
	}

	symbol(code)
	{
		let word = '';
		while (!code.has(word)) {
			if (word.length > 12)
				throw new Error(`no code at bit ${this.at}`);
			word += this.bits[this.at++];
		}
		return code.get(word);
	}

	/** the value, as a bigint, that a symbol and further bits stand for */
	value(symbol)
	{
		if (symbol < 16)
			return BigInt(symbol);
		const more = Math.floor(symbol / 4) - 2;
		return (BigInt(4 + symbol % 4) << BigInt(more)) + this.take(more);
	}

	number(code)
	{
		return this.value(this.symbol(code));
	}

	small(code)
	{
		return Number(this.number(code));
	}
}

/** The text that a stream was squeezed from. */
function unsqueeze(stream)
{
	const s = new Bits(stream), bytes = [];

	while (s.take(1)) {
		const what = s.code(), back = s.code();
		for (let symbol; (symbol = s.symbol(what)) !== 256;) {
			if (symbol < 256) {
				bytes.push(symbol);
				continue;
			}
			let n = Number(s.value(symbol - 257)) + 4;
			const far = s.small(back) + 1;
			if (far > bytes.length)
				throw new Error(`a reference to ${far} bytes back, of ${bytes.length}`);
			for (; n > 0; n--)
				bytes.push(bytes[bytes.length - far]);
		}
	}
	return Buffer.from(bytes).toString();
}

/** For each node its name's index, by which names stood below its parent's name before. */
function readNames(stream, nodes)
{
	const s = new Bits(stream), states = [0, 1, 2, 3].map(() => s.code());
	const rows = new Map();
	let met = 0;

	for (const node of nodes.slice(1)) {
		const up = node.parent ? nodes[node.parent].index + 1 : 0, key = up % 32768;
		if (!rows.has(key))
			rows.set(key, { callees: [], known: 0 });
		const row = rows.get(key);
		const symbol = s.symbol(states[[0, 1, 2, 2][row.known] ?? 3]);
		if (symbol < 16) {
			node.index = row.callees[symbol];
			continue;
		}
		const told = Number(s.value(symbol - 16));
		node.index = told ? told - 1 : met++;
		row.callees[row.known++ % 16] = node.index;
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
	const text = unsqueeze(data.text);
	const names = text === '' ? [] : text.replace(/\n$/, '').split('\n');
	const tree = new Bits(data.tree);
	const [up, add, self, before] = (head.diff ? [0, 1, 2, 3] : [0, 1, 2]).map(() => tree.code());
	const nodes = [{ name: 'all', depth: 0, parent: -1, self: BigInt(head.self || '0'), before: 0n }];
	let at = 0;

	while (nodes.length < head.n) {
		for (let n = tree.small(up); n > 0; n--)
			at = nodes[at].parent;
		for (let n = tree.small(add) + 1; n > 0; n--) {
			nodes.push({ depth: nodes[at].depth + 1, parent: at, self: 0n, before: 0n });
			at = nodes.length - 1;
		}
		nodes[at].self = tree.number(self) + (head.zero ? 0n : 1n);
		if (before)
			nodes[at].before = tree.number(before);
	}
	readNames(data.name, nodes);
	for (const node of nodes.slice(1))
		node.name = names[node.index];
	readCut(data, head, nodes);
	sumUp(nodes);
	return { head, names, nodes };
}

function readCut(data, head, nodes)
{
	if (data.cut === undefined)
		return;
	const cut = new Bits(data.cut);
	const [ahead, frames, total, before] = (head.diff ? [0, 1, 2, 3] : [0, 1, 2]).map(() => cut.code());
	for (let at = cut.small(ahead); at < nodes.length; at += cut.small(ahead)) {
		nodes[at].cut = { frames: cut.small(frames) + 1, total: cut.number(total) };
		if (before)
			nodes[at].cut.before = cut.number(before);
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
