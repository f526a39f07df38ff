'use strict';

// What --normalize promises: both sums are equal, the later counts stay, a stack has an
// earlier count exactly where it had one, and each is in proportion to a unit of the
// last decimal, unless some had to be raised to one unit.
//
// usage: node normal.js NAME PLAIN NORMALIZED

const fs = require('fs');

const DIGITS = 12;
const [name, ...paths] = process.argv.slice(2);
let decimals = 0;

/** A count in units of 10^-DIGITS */
function units(text)
{
	const [whole, part = ''] = text.split('.');
	decimals = Math.max(decimals, part.length);
	return BigInt(whole + part.padEnd(DIGITS, '0'));
}

function rows(path)
{
	return fs.readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => {
		const [, stack, before, after] = /^(.*) (\S+) (\S+)$/.exec(line);
		return { stack, before: units(before), after: units(after) };
	});
}

function sum(list, side)
{
	return list.reduce((all, row) => all + row[side], 0n);
}

function why()
{
	const [plain, normal] = paths.map(rows);
	const before = sum(plain, 'before');
	const after = sum(plain, 'after');
	const unit = 10n ** BigInt(DIGITS - decimals);
	const found = new Map(normal.map((row) => [row.stack, row]));
	const raised = plain.some((row) => row.before && row.before * after < before * unit);

	if (plain.length !== normal.length)
		return `${plain.length} stacks, ${normal.length} normalized`;
	if (sum(normal, 'before') !== after || sum(normal, 'after') !== after)
		return 'the sums differ';
	for (const row of plain) {
		const other = found.get(row.stack);
		if (!other || other.after !== row.after)
			return `'${row.stack}' is not the same`;
		const error = other.before * before - row.before * after;
		if (!row.before !== !other.before)
			return `'${row.stack}' had ${row.before}, has ${other.before}`;
		if (!raised && (error < 0n ? -error : error) > unit * before)
			return `'${row.stack}' is out of proportion`;
	}
	return null;
}

const wrong = why();
console.log(wrong ? `FAIL ${name}: ${wrong}` : `ok ${name}`);
process.exitCode = wrong ? 1 : 0;
