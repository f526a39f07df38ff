// Differential profiles: the change of a frame, and whose widths are drawn.

/** Of a differential profile: which count gives the width, and whether the earlier profile is
 * scaled to the total of the later one. */
function applyWidths() {
	const d = head.diff;
	if (!d || !base.tot2) return;
	const total = Number(base.tot[0]),
		before = Number(base.tot2[0]);
	pick.width = settings.widths;
	pick.scale2 = settings.scaled === 'yes' && total && before ? total / before : 1;
	finishTree(base);
	built.length = 0;
}

/** @param {Count} now @param {Count} before @returns {number} in counts of the later profile */
function change(now, before) {
	// Without scaling the difference is exact.
	return pick.scale2 === 1
		? Number(now - before) || Number(now) - Number(before)
		: Number(now) - Number(before) * pick.scale2;
}

/** @param {number} d a change @returns {number} its class in the scale of colours */
function changeClass(d) {
	const diff = head.diff;
	if (!d || !diff) return 6;
	const whole = Math.max(Number(head.total), Number(diff.total) * pick.scale2);
	const step = 1 + diff.steps.filter(s => Math.abs(d) >= s * whole).length;
	return d > 0 !== diff.negate ? 6 + step : 6 - step;
}

/** @param {number} d @returns {string} +1.23 pp: percentage points of the later profile */
function changeText(d) {
	const whole = Number(head.total) || Number(head.diff && head.diff.total);
	return (d > 0 ? '+' : d < 0 ? '−' : '±') + ((Math.abs(d) / whole) * 100).toFixed(2) + ' pp';
}

/** @param {Count} now @param {Count} before @returns {string} of what is on one side only */
function oneSided(now, before) {
	return !Number(before) && Number(now) ? 'new' : Number(before) && !Number(now) ? 'gone' : '';
}

/** @param {Count} now @param {Count} before
 * @returns {string} 40 → 75 samples, +29.17 pp, ×1.88 */
function changeOf(now, before) {
	const parts = [exact(before) + ' → ' + amount(now), changeText(change(now, before))];
	const odd = oneSided(now, before);
	if (odd || Number(now))
		parts.push(odd || '×' + (Number(now) / Number(before) / pick.scale2).toFixed(2));
	return parts.join(', ');
}
