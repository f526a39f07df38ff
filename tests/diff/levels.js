'use strict';

// Sums of a difference over every level, in the two places that users and programs read
// them from: the data layer of the SVG, and the JSON report. What they have to be is
// computed from the two-column text alone.
//
// usage: node levels.js NAME DIFF.folded PICTURE.svg REPORT.json
// REPORT.json is of the same two profiles, with all rows.

const fs = require('fs');
const { decode, read } = require('../tools/svgfile.js');

const [name, differencePath, picturePath, reportPath] = process.argv.slice(2);
const SCALE = 9;

/** A count as a whole number of 10^-9. */
function exact(text)
{
	const [whole, part = ''] = text.split('.');
	return BigInt(whole + part.padEnd(SCALE, '0'));
}

class Sums {
	constructor()
	{
		this.self = [0n, 0n];
		this.total = [0n, 0n];
	}
}

const add = (to, counts) => counts.forEach((count, side) => { to[side] += count; });
const get = (map, key) => map.get(key) || (map.set(key, new Sums()), map.get(key));

/** Of a two-column text: sums by path and by function, and the longest stack. */
function readText(text)
{
	const paths = new Map(), functions = new Map();
	let levels = 1;

	for (const line of text.split('\n').filter(Boolean)) {
		const [, stack, ...columns] = /^(.*) ([\d.]+) ([\d.]+)$/.exec(line);
		const counts = columns.map(exact), frames = stack.split(';');
		levels = Math.max(levels, frames.length + 1);
		let path = '';
		add(get(paths, path).total, counts);
		for (const frame of frames) {
			path += `;${frame}`;
			add(get(paths, path).total, counts);
		}
		add(get(paths, path).self, counts);
		for (const frame of new Set(frames))
			add(get(functions, frame).total, counts);
		add(get(functions, frames[frames.length - 1]).self, counts);
	}
	return { paths, functions, levels };
}

const by = ([before, after]) => after - before;

function same(got, want, what)
{
	if (String(got) !== String(want))
		throw new Error(`${what}: got ${got}, want ${want}`);
}

/** Every node is what the text says, and every level adds up to the whole. */
function checkPicture(svg, text)
{
	const { head, nodes } = decode(svg);
	const unit = 10n ** BigInt(SCALE - (head.scale || 0));
	const depths = Array.from({ length: text.levels }, () => 0n);

	nodes[0].before = BigInt(head.diff.self || '0');
	for (let i = nodes.length - 1; i >= 0; i--) {
		const node = nodes[i];
		node.totalBefore = (node.totalBefore || 0n) + node.before;
		if (i > 0)
			nodes[node.parent].totalBefore = (nodes[node.parent].totalBefore || 0n) + node.totalBefore;
	}
	nodes.forEach((node, i) => {
		node.path = i ? `${nodes[node.parent].path};${node.name}` : '';
		const want = text.paths.get(node.path);
		same([node.totalBefore * unit, node.total * unit], want.total, `total of ${node.path}`);
		same([node.before * unit, node.self * unit], want.self, `self of ${node.path}`);
		depths[node.depth] += (node.total - node.totalBefore) * unit;
		for (let depth = node.depth + 1; depth < text.levels; depth++)
			depths[depth] += (node.self - node.before) * unit;
	});
	same(nodes.length, text.paths.size, 'nodes');
	const whole = by(text.paths.get('').total);
	depths.forEach((sum, depth) => same(sum, whole, `the changes of level ${depth}`));
	same(BigInt(head.total) * unit - BigInt(head.diff.total) * unit, whole, 'the head');
}

/** Every function that moved is there, and their own counts add up to the whole. */
function checkReport(report, text)
{
	const whole = text.paths.get('').total, shares = sums => sums.map((v, i) => [v, whole[i]]);
	const moved = ([[a, n], [b, m]]) => a * m !== b * n;
	const sum = [0n, 0n];

	same([exact(report.before), exact(report.after)], whole, 'the totals of the report');
	const rows = new Map(report.functions.map(row => [row.name, row]));
	for (const [frame, sums] of text.functions) {
		const row = rows.get(frame);
		add(sum, sums.self);
		if (!row) {
			same(moved(shares(sums.self)), false, `${frame} is not in the report, but moved`);
			continue;
		}
		for (const metric of ['self', 'total'])
			same([exact(row[metric].before), exact(row[metric].after)], sums[metric],
				`${metric} of ${frame}`);
	}
	same(sum, whole, 'own counts of all functions');
}

try {
	const text = readText(read(differencePath));
	checkPicture(read(picturePath), text);
	checkReport(JSON.parse(fs.readFileSync(reportPath, 'utf8')), text);
	console.log(`ok ${name}: every level adds up`);
} catch (error) {
	console.log(`FAIL ${name}: every level adds up: ${error.message}`);
	process.exitCode = 1;
}
