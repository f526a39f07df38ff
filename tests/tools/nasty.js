'use strict';

// Writes a folded profile whose names try to break out of every place that a name can
// get to: markup, scripts, attributes, addresses, tables, exports. Bytes, not text: some are no
// UTF-8 and some are forbidden in XML.

const NAMES = [
	'</script><script>window.broken=1</script>',
	'</svg><svg onload=window.broken=1>',
	']]>',
	']]>]]&gt;<![CDATA[',
	'a]]',
	'>b',
	'" onload="window.broken=1',
	"' onmouseover='window.broken=1",
	'<img src=x onerror=window.broken=1>',
	'<style>*{display:none}</style>',
	'javascript:window.broken=1',
	'${window.broken=1}',
	'`${window.broken=1}`',
	'&lt;&amp;&#60;&nbsp;&bogus;',
	'<!-- --> <?xml version="1.0"?>',
	'<!DOCTYPE svg [<!ENTITY x "y">]>&x;',
	'\\u003cscript\\u003e \\n \\x00 \\',
	'%3Cscript%3E%00%ff%',
	'#z=a&q=.*&t=x:b',
	'__proto__', 'constructor', 'hasOwnProperty', 'toString', 'NaN', 'null', 'undefined',
	'operator<<', 'operator&&', 'operator"" _s', 'a<b>&c::d(e const&)',
	'name with  two blanks', ' leading', '#5', '-1', '1e9', '007',
	'$&', '$1', '(?:', '[', '^.*$', '\\d+',
	'\u202Eright to left', '\u2066isolated\u2069', 'mark\u200Fs\u200E', '\u05D0\u05D1\u05D2',
	'\u0627\u0644\u0639\u0631\u0628\u064A\u0629', '\u65E5\u672C\u8A9E', 'e\u0301\u0301\u0301',
	'\u{1F525}\u{1F468}\u200D\u{1F469}', '\uFEFFinside', '\u0085next', '\u2028line\u2029',
	'foo_[k]', 'foo_[j]', 'foo_[i]', 'foo_[w]', 'foo', '_[k]', 'foo_[x]', '[k]', 'foo.cold',
	'(empty)', 'all', 'root',
	'x'.repeat(65536), '<&>'.repeat(8000), '\u65E5'.repeat(3000),
];

// one name with each byte that may stand in one, and what no UTF-8 has
const RAW = [
	...Array.from({ length: 256 }, (_, byte) => byte)
		.filter(byte => ![0x0a, 0x3b].includes(byte))
		.map(byte => Buffer.from([0x62, byte, 0x65])),
	Buffer.from('efbfbe', 'hex'), Buffer.from('efbfbf', 'hex'), // U+FFFE, U+FFFF
	Buffer.from('eda080', 'hex'), Buffer.from('eda080edb080', 'hex'), // surrogates
	Buffer.from('c080', 'hex'), Buffer.from('c1bf', 'hex'), Buffer.from('e08080', 'hex'), // too long
	Buffer.from('f4908080', 'hex'), Buffer.from('f8888080', 'hex'), // too large
	Buffer.from('c3', 'hex'), Buffer.from('e282', 'hex'), Buffer.from('f09f94', 'hex'), // cut
];

const line = (frames, count) => {
	const parts = frames.flatMap((frame, i) => i ? [Buffer.from(';'), Buffer.from(frame)] :
		[Buffer.from(frame)]);
	return Buffer.concat([...parts, Buffer.from(` ${count}\n`)]);
};

const lines = [];
NAMES.forEach((name, i) => {
	lines.push(line(['nasty', name, 'child'], 100 + i));
	lines.push(line([name], 7 + i));
});
RAW.forEach((name, i) => lines.push(line(['bytes', name], 1 + i % 5)));
for (let depth = 1, path = ['deep']; depth < 400; depth++) {
	path = [...path, NAMES[depth % 30]];
	if (depth % 40 === 0)
		lines.push(line(path, 3));
}
lines.push(line(['a', '', 'b'], 4), line(['', 'a'], 5), line(['a', ''], 6), line(['', ''], 2));
process.stdout.write(Buffer.concat(lines));
