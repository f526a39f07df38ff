/* How the functions of two profiles differ, and whether chance explains it.
 *
 * Shares are compared, not counts, so profiles of different lengths need no
 * normalisation.  Each share is a proportion of samples, and two proportions
 * differ by more than chance when the pooled two-proportion z statistic says so
 * (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3).  As many functions are
 * tested at once, the rate of false discoveries is held at 0.01 by the step-up rule
 * of Benjamini and Hochberg (J. R. Statist. Soc. B 57, 1995): where nothing changed,
 * one comparison in a hundred calls anything real.
 *
 * The test needs samples, and a profile may count something else (periods,
 * bytes, microseconds).  The weight of one sample is taken to be the greatest
 * common divisor of all counts of a side: right for perf's fixed periods, and
 * never more than the true weight, so with variable weights it errs towards
 * calling a change real. */
#ifndef FOLD_CHANGE_H
#define FOLD_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/functions.h"

/* One quantity on both sides. */
struct moved {
	uint64_t before, after;   /* counts */
	double share_before, share_after; /* of the side's total, 0 to 1 */
	bool noise;               /* chance alone may explain the difference */
};

struct change {
	uint32_t name;
	struct moved self, total;
};

struct changes {
	struct change *list;      /* owned; what moved most first, then by name */
	uint32_t n;
	uint64_t weight_before, weight_after; /* counts that are one sample; 0 of an empty side */
};

enum change_metric { CHANGE_SELF, CHANGE_TOTAL };

/* The difference of shares, after less before. */
double moved_by(const struct moved *m);

/* The functions of a differential tree, sorted by the metric. */
void changes_of(struct changes *c, const struct tree *tree, enum change_metric metric);

const struct moved *change_by(const struct change *c, enum change_metric metric);

void changes_release(struct changes *c);

#endif
