// Names, counts and percentages as text.

/** @param {Count} v @returns {string} with separators: 1,234,567 */
function grouped(v) {
	return String(v).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A count as it was in the input: exact, with its decimals.
 * @param {Count} v @param {boolean} [plain] without separators @returns {string} */
function exact(v, plain) {
	const scale = head.scale || 0;
	const digits = String(v).padStart(scale + 1, '0'),
		whole = digits.slice(0, digits.length - scale);
	const rest = scale ? digits.slice(-scale).replace(/0+$/, '') : '';
	return (plain ? whole : grouped(whole)) + (rest && '.' + rest);
}

const countName = head.countname || 'samples';
const unit = head.unit || countName;

/** @type {Record<string, [string, number][]>} */
const UNITS = {
	bytes: [
		['PiB', 2 ** 50],
		['TiB', 2 ** 40],
		['GiB', 2 ** 30],
		['MiB', 2 ** 20],
		['KiB', 2 ** 10]
	],
	ns: [
		['h', 36e11],
		['min', 6e10],
		['s', 1e9],
		['ms', 1e6],
		['µs', 1e3]
	],
	us: [
		['h', 36e8],
		['min', 6e7],
		['s', 1e6],
		['ms', 1e3]
	],
	ms: [
		['h', 36e5],
		['min', 6e4],
		['s', 1e3]
	],
	s: [
		['d', 86400],
		['h', 3600],
		['min', 60]
	]
};

/** @param {Count} v @returns {string} as displayed: 1,234 samples; 1.21 MiB */
function amount(v) {
	const factor = (head.factor || 1) / 10 ** (head.scale || 0);
	const x = Number(v) * factor;
	for (const [word, size] of UNITS[unit] || [])
		if (Math.abs(x) >= size) return (x / size).toPrecision(3).replace(/e\+3$/, '') + ' ' + word;
	const n =
		(head.factor || 1) === 1 ? exact(v) : x.toLocaleString('en', {maximumFractionDigits: 2});
	return n + ' ' + (n === '1' && unit === 'samples' ? 'sample' : unit);
}

/** amount(), and the exact count behind it where that says more.
 * @param {Count} v @returns {string} */
function amountExact(v) {
	const short = amount(v),
		long = exact(v);
	return short.startsWith(long + ' ') ? short : short + ' (' + long + ')';
}

/** a of b in percent, rounded from the exact counts. @param {Count} a @param {Count} b
 * @returns {string} */
function percent(a, b) {
	if (!b) return '0.00%';
	if (a && (big ? a * 20000n < b : a * 20000 < b)) return '<0.01%';
	if (big) return (Number((a * 20000n + b) / (2n * b)) / 100).toFixed(2) + '%';
	return ((a / b) * 100).toFixed(2) + '%';
}

/** a of b as a fraction. @param {Count} a @param {Count} b */
function share(a, b) {
	return Number(b) ? Number(a) / Number(b) : 0;
}

/** What turns the direction of text, or cannot be seen, made visible.
 * @param {string} s @returns {string} */
function visible(s) {
	return s.replace(
		/[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
		c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')
	);
}

/** The text of a frame. @param {Tree} t @param {number} i @returns {string} */
function frameText(t, i) {
	const group = t.group && t.group.get(i);
	return (group ? '(' + (group.length + 1) + ') ' : '') + nameText(t.name[i]);
}

/** @param {number} name @returns {string} */
function nameText(name) {
	return name < 0 ? 'all' : visible(shown[name]);
}

/** In the order of the bytes of UTF-8, as LC_ALL=C sort has it.
 * @param {string} a @param {string} b @returns {number} */
function byBytes(a, b) {
	const n = Math.min(a.length, b.length);
	for (let i = 0; i < n; i++) {
		const x = a.charCodeAt(i),
			y = b.charCodeAt(i);
		if (x !== y)
			// Surrogates stand for what lies above U+FFFF.
			return (
				(x >= 0xd800 && x < 0xe000 ? x + 0x10000 : x) -
				(y >= 0xd800 && y < 0xe000 ? y + 0x10000 : y)
			);
	}
	return a.length - b.length;
}

/** @param {string} s @param {number} n @returns {string} at most n characters */
function clip(s, n) {
	return s.length > n ? s.slice(0, n - 1) + '…' : s;
}

/** @param {number} n @param {string} one @returns {string} 1 frame, 2 frames */
function plural(n, one) {
	return grouped(n) + ' ' + one + (n === 1 ? '' : 's');
}
