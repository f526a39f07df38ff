'use strict';

// Reads the pixels of a PNG: 8 bits a channel, RGB or RGBA, not interlaced, which is what
// browsers and librsvg write.

const zlib = require('zlib');

const CHANNELS = { 2: 3, 6: 4 };

function decodePng(bytes)
{
	const data = [];
	let width = 0, height = 0, channels = 0;

	for (let at = 8; at < bytes.length;) {
		const length = bytes.readUInt32BE(at), type = bytes.toString('latin1', at + 4, at + 8);
		const body = bytes.subarray(at + 8, at + 8 + length);
		if (type === 'IHDR') {
			width = body.readUInt32BE(0);
			height = body.readUInt32BE(4);
			channels = CHANNELS[body[9]];
			if (body[8] !== 8 || !channels || body[12] !== 0)
				throw new Error('not a PNG of 8 bit RGB or RGBA');
		} else if (type === 'IDAT') {
			data.push(body);
		}
		at += 12 + length;
	}
	const pixels = unfilter(zlib.inflateSync(Buffer.concat(data)), width, height, channels);
	return {
		width, height,
		/** [red, green, blue] */
		at: (x, y) => [...pixels.subarray((y * width + x) * channels, (y * width + x) * channels + 3)],
	};
}

/** The rows without their filters (PNG, second edition, chapter 9). */
function unfilter(raw, width, height, channels)
{
	const stride = width * channels;
	const out = Buffer.alloc(stride * height);

	for (let y = 0; y < height; y++) {
		const filter = raw[y * (stride + 1)];
		for (let i = 0; i < stride; i++) {
			const left = i >= channels ? out[y * stride + i - channels] : 0;
			const up = y ? out[(y - 1) * stride + i] : 0;
			const corner = y && i >= channels ? out[(y - 1) * stride + i - channels] : 0;
			const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
			out[y * stride + i] = raw[y * (stride + 1) + 1 + i] + guess;
		}
	}
	return out;
}

function paeth(left, up, corner)
{
	const p = left + up - corner;
	const a = Math.abs(p - left), b = Math.abs(p - up), c = Math.abs(p - corner);
	if (a <= b && a <= c)
		return left;
	return b <= c ? up : corner;
}

/** "#rrggbb", "#rgb" or "rgb(r,g,b)" as [red, green, blue] */
function parseColor(text)
{
	const rgb = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(text);
	if (rgb)
		return rgb.slice(1).map(Number);
	const hex = /^#(..)(..)(..)$/.exec(text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'));
	return hex.slice(1).map(digits => parseInt(digits, 16));
}

const alike = (a, b, distance = 8) => a.every((v, i) => Math.abs(v - b[i]) <= distance);

module.exports = { alike, decodePng, parseColor };
