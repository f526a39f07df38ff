'use strict';

// Two random folded profiles for a seed: shared, new and vanished stacks, recursion, names
// with blanks and digits, decimals of several scales, counts from 0 to 2^49.
//
// usage: node random.js SEED BEFORE AFTER

const fs = require('fs');

const [seed, ...paths] = process.argv.slice(2);
let state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;

/** A whole number below n: xorshift64* */
function below(n)
{
	state ^= state >> 12n;
	state = BigInt.asUintN(64, state ^ (state << 25n));
	state ^= state >> 27n;
	return Number(BigInt.asUintN(64, state * 0x2545f4914f6cdd1dn) >> 33n) % n;
}

const NAMES = ['main', 'run', 'f', 'f.cold', 'f g', 'f 3', 'worker 3', 'é_[k]', 'a:b', 'lex', '-'];
const decimals = below(3) === 0;
const spread = decimals ? 1000 : [3, 100, 2 ** 30][below(3)];

function stack()
{
	const frames = ['root'];
	for (let n = below(8); n > 0; n--)
		frames.push(NAMES[below(NAMES.length)]);
	return frames.join(';');
}

function count()
{
	const whole = below(5) ? below(spread) : below(spread) * 2 ** below(20);
	return decimals && below(2) ? `${whole}.${below(10 ** (1 + below(6)))}` : String(whole);
}

const stacks = Array.from({ length: 1 + below(60) }, stack);
for (const path of paths) {
	const lines = [`root;main ${1 + below(9)}\n`];
	for (const one of stacks)
		for (let n = below(3); n > 0; n--)
			lines.push(`${one} ${count()}\n`);
	fs.writeFileSync(path, lines.join(''));
}
