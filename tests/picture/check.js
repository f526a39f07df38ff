'use strict';

// usage: node check.js NAME PICTURE.svg PICTURE.png
//
// Every titled box of the SVG has its colour in the PNG that another program drew of it,
// inside the picture, and no label is wider than its box.

const fs = require('fs');
const { alike, decodePng, parseColor } = require('../tools/png.js');
const { read, titled } = require('../tools/svgfile.js');

const [name, svgFile, pngFile] = process.argv.slice(2);
const svg = read(svgFile);
const image = decodePng(fs.readFileSync(pngFile));
const problems = [];
const root = /<svg\b[^>]*>/.exec(svg)[0];
const [, , , width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(root).map(Number);
const boxes = titled(svg);

if (image.width !== Math.round(width) || image.height !== Math.round(height))
	problems.push(`drawn ${image.width} by ${image.height}, not ${width} by ${height}`);
for (const box of boxes) {
	const { x, y, width: w, height: h } = box;
	if (x < 0 || y < 0 || x + w > width || y + h > height)
		problems.push(`${box.title.slice(0, 99)}: outside of the picture`);
	if (w < 3)
		continue;
	const at = [Math.floor(x + w - 1.5), Math.floor(y + 1.5)];
	if (!alike(image.at(...at), parseColor(box.fill)))
		problems.push(`${box.title.slice(0, 99)}: rgb(${image.at(...at)}) at ${at}, not ${box.fill}`);
	if ([...box.label].length * 7 > w)
		problems.push(`“${box.label}” does not fit into ${w} px`);
}
if (!boxes.length)
	problems.push('no titled box');
if (!/^<\?xml/.test(svg) || !/<svg\b[^>]*>\s*<title\b/.test(svg))
	problems.push('no XML declaration, or the first child is not a title');
console.log(problems.length ? `FAIL ${name}: ${problems.length} problems\n${problems.slice(0, 10).join('\n')}` :
	`ok ${name}: ${boxes.length} boxes`);
