/* What the processor can do beyond what every one of its kind can. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdbool.h>

/* AVX2, BMI1 and POPCNT, and a system that lets them be used. */
bool cpu_has_avx2(void);

#endif
