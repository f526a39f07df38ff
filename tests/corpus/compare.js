'use strict';

// Holds the geometry of our SVG against the boxes that flamegraph.pl draws of the same input.
//
// usage: node compare.js NAME BOXES.tsv OUR.svg
//
// A row of BOXES is depth, x, width, samples, name; root first, as flamegraph.pl draws it
// at width 1200. Every box of at least 1 px must be there with the same depth, name and
// count, and within 0.15 px the same x and width: titled static frames are read from the
// picture, the others from the data layer.
//
// flamegraph.pl draws the sorted lines, where the byte after a name decides, so it takes
// `foo;x` apart where `foo.cold;y` or `foo 3` sorts in between. We draw one box for one
// node. Boxes inside such a group of siblings (one name the beginning of the others) may
// lie elsewhere within the group; the parts must then add up to no more than our node.

const fs = require('fs');
const { decode, read, titled } = require('../tools/svgfile.js');

const PAD = 10, WIDTH = 1200, NEAR = 0.15, ROW = 16;
const [name, boxesFile, svgFile] = process.argv.slice(2);

const shown = text => text.replace(/_\[[kwij]\]$/, '') || '(empty)';
const key = box => `${box.depth}\t${box.samples}\t${box.name}`;
const isNear = (a, b) => Math.abs(a.x - b.x) <= NEAR && Math.abs(a.width - b.width) <= NEAR;

function theirBoxes()
{
	return fs.readFileSync(boxesFile, 'utf8').trimEnd().split('\n').map(line => {
		const [depth, x, width, samples, ...rest] = line.split('\t');
		return { depth: Number(depth), x: Number(x), width: Number(width), samples,
			name: rest.join('\t').trim() || '(empty)' };
	});
}

function ourBoxes(tree)
{
	const scale = (WIDTH - 2 * PAD) / Number(tree.nodes[0].total);
	return tree.nodes.map(node => ({
		depth: node.depth,
		x: PAD + Number(node.left) * scale,
		width: Number(node.total) * scale,
		samples: String(node.total),
		name: shown(node.name),
	}));
}

/** The boxes of the picture itself; x, width and count as they are written there. */
function pictureBoxes(svg)
{
	const boxes = titled(svg);
	const base = Math.max(...boxes.map(box => box.y));

	return boxes.map(box => {
		const [, text, samples] = /^([^]*) \(([\d,.]+) \S+, [\d.]+%(?:; [^;]*; [^;]*)?\)$/
			.exec(box.title);
		return { depth: Math.round((base - box.y) / ROW), x: box.x, width: box.width,
			samples: samples.replace(/,/g, ''), name: text };
	});
}

/** Where flamegraph.pl's order of lines may split or move boxes: from x to end, from a depth up. */
function groups(tree, boxes)
{
	const found = [];
	for (const node of tree.nodes) {
		for (let i = 0; i < node.children.length; i++) {
			const first = tree.nodes[node.children[i]].name;
			let last = i;
			for (let k = i + 1; k < node.children.length; k++) {
				const next = tree.nodes[node.children[k]].name;
				if (!next.startsWith(first))
					break;
				if (next.charCodeAt(first.length) < 0x3b)
					last = k;
			}
			if (last > i) {
				const end = boxes[node.children[last]];
				found.push({ depth: node.depth + 1, x: boxes[node.children[i]].x,
					end: end.x + end.width });
			}
		}
	}
	return found;
}

function indexed(boxes)
{
	const index = new Map();
	for (const box of boxes)
		index.set(key(box), [...(index.get(key(box)) || []), box]);
	return index;
}

function main()
{
	const svg = read(svgFile);
	const tree = decode(svg);
	const data = ourBoxes(tree), picture = indexed(pictureBoxes(svg));
	const disturbed = groups(tree, data);
	const theirs = theirBoxes(), index = indexed(data);
	const problems = [], matched = new Set();
	let compared = 0, fromPicture = 0, moved = 0;

	const groupOf = box => disturbed.find(group => box.depth >= group.depth &&
		box.x >= group.x - NEAR && box.x + box.width <= group.end + NEAR);
	const isPart = (box, group) => data.some(our => our.depth === box.depth &&
		our.name === box.name && Number(our.samples) >= Number(box.samples) &&
		our.x >= group.x - NEAR && our.x + our.width <= group.end + NEAR);

	for (const box of theirs.filter(b => b.width >= 1)) {
		const drawn = (picture.get(key(box)) || []).find(our => isNear(our, box));
		const our = (index.get(key(box)) || []).find(o => isNear(o, box));
		compared++;
		if (our && drawn)
			fromPicture++;
		if (our) {
			matched.add(our);
			continue;
		}
		const group = groupOf(box);
		if (group && isPart(box, group))
			moved++;
		else
			problems.push(`flamegraph.pl draws ${JSON.stringify(box)}, we do not`);
	}
	for (const box of data.filter(b => b.width >= 1 && !matched.has(b))) {
		if (!groupOf(box))
			problems.push(`we draw ${JSON.stringify(box)}, flamegraph.pl does not`);
	}
	for (const box of [...picture.values()].flat()) {
		if (!(index.get(key(box)) || []).some(our => isNear(our, box)))
			problems.push(`the picture's ${JSON.stringify(box)} is not in the data`);
	}
	const wide = data.filter(b => b.width >= 1).length;
	const inPicture = [...picture.values()].flat().filter(b => b.width >= 1).length;
	if (inPicture < Math.min(wide, 1000))
		problems.push(`${inPicture} titled boxes for ${wide} of 1 px and more`);
	if (problems.length) {
		console.log(`FAIL ${name}: ${problems.length} of ${compared} boxes differ`);
		console.log(problems.slice(0, 10).join('\n'));
		return;
	}
	console.log(`ok ${name}: ${compared} boxes, ${fromPicture} from the picture, ` +
		`${moved} split or moved by flamegraph.pl`);
}

main();
