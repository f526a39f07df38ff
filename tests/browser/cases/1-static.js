'use strict';

// The static picture: what is seen where no script may run, or none is there.

const fs = require('fs');
const path = require('path');
const { alike, decodePng, parseColor } = require('../../tools/png.js');
const { read, titled } = require('../../tools/svgfile.js');

/** Whether a screenshot shows every titled box of at least 3 px, at left, top of the picture. */
function checkPicture(t, png, svg, left, top, scale)
{
	const image = decodePng(png);
	const boxes = titled(svg).filter(box => box.width >= 3);
	t.check(boxes.length > 3, 'the picture has titled boxes');
	for (const box of boxes) {
		const x = Math.floor(left + (box.x + box.width - 1.5) * scale);
		const y = Math.floor(top + (box.y + 1.5) * scale);
		if (y >= image.height || x >= image.width)
			continue;
		const got = image.at(x, y), want = parseColor(box.fill);
		t.check(alike(got, want), `${box.title}: rgb(${got}) at ${x},${y}, not ${box.fill}`);
	}
}

const file = (t, name) => path.join(t.context.files, name);

async function noScript(t, policy)
{
	await t.openServed(policy, 'tour.svg');
	t.errors = t.errors.filter(text => !/Content.Security.Policy|sandbox|Blocked script/i.test(text));
	const png = Buffer.from(await t.page.screenshot());
	await t.shot(`policy-${policy}`);
	const svg = read(file(t, 'tour.svg'));
	checkPicture(t, png, svg, 0, 0, 1);
	t.errors = t.errors.filter(text => !/Content.Security.Policy|sandbox|Blocked script/i.test(text));
	const asked = t.context.server.asked.filter(url => url.startsWith(`/${policy}/`) &&
		!url.endsWith('/tour.svg'));
	t.same(asked, [], 'the file asks for nothing else');
}

/** An HTML page around the picture; its screenshot and where the picture is. */
async function embedded(t, markup, selector)
{
	const name = `page-${t.browser}-${markup.replace(/\W+/g, '')}.html`;
	fs.writeFileSync(file(t, name),
		`<!DOCTYPE html><meta charset="utf-8"><title>page</title><body style="margin:0">${markup}`);
	await t.page.goto(t.url(name));
	return t.until('the picture has its size', s => {
		const r = document.querySelector(s).getBoundingClientRect();
		return r.width > 100 && r.height > 50 ? { left: r.left, top: r.top, width: r.width } : null;
	}, selector);
}

module.exports = [
	['no script, no style (sandbox; default-src none)', t => noScript(t, 'nostyle')],
	['no script (raw files of a code host)', t => noScript(t, 'raw')],
	['no script (archived artifacts)', t => noScript(t, 'artifact')],

	['titles are the tooltips where no script runs', async t => {
		await t.openServed('raw', 'tour.svg');
		const titles = titled(read(file(t, 'tour.svg'))).map(box => box.title);
		for (const want of ['all (1,000 samples, 100%)', 'main (850 samples, 85.00%)',
			'lex (120 samples, 12.00%)', 'wait (100 samples, 10.00%)'])
			t.check(titles.includes(want), `no title “${want}” among ${titles.slice(0, 5)}`);
		t.errors = [];
	}],

	['--no-script', async t => {
		const svg = read(file(t, 'tour-no-script.svg'));
		t.check(!svg.includes('<script'), 'there is no script');
		await t.page.goto(t.url('tour-no-script.svg'));
		checkPicture(t, Buffer.from(await t.page.screenshot()), svg, 0, 0, 1);
	}],

	['<img>', async t => {
		const r = await embedded(t, '<img src="tour.svg" width="1200">', 'img');
		await t.until('the image is there', () => document.querySelector('img').complete);
		checkPicture(t, Buffer.from(await t.page.screenshot()), read(file(t, 'tour.svg')),
			r.left, r.top, 1);
		await t.shot('img');
	}],

	['a dark page asks <img> for dark colours', async t => {
		await embedded(t, '<img src="tour.svg" width="1200">', 'img');
		await t.until('the image is there', () => document.querySelector('img').complete);
		const corner = decodePng(Buffer.from(await t.page.screenshot())).at(3, 3);
		t.check(corner.every(v => v < 90), `the background is dark, not rgb(${corner})`);
	}, { dark: true }],
];
