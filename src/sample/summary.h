/* What a recording says about itself. */
#ifndef SAMPLE_SUMMARY_H
#define SAMPLE_SUMMARY_H

#include <stdint.h>

#include "base/out.h"
#include "sample/profile.h"

/* "3,957 samples, 0 lost, 99.4 % complete, 0.6 % truncated" */
void summary_facts(struct out *o, const struct profile *p, uint64_t lost);

/* The closing line: that, the nanoseconds that were recorded (0: they are not said), and
 * the CPU time that we have used, which is not that of a command. */
void summary_say(const struct profile *p, uint64_t lost, uint64_t ns);

/* Warnings about what could be better, each with what to do.  stack is what was
 * copied for each sample; 0: there is no choice. */
void summary_advise(const struct profile *p, uint64_t lost, uint32_t stack);

#endif
