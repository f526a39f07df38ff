#include "base/cpu.h"

#if defined __has_include
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

/* glibc has asked the processor when the program was loaded.  The compiler's own way asks
 * it again, a dozen times before main(), each of which a virtual machine has to answer by
 * its host: several microseconds. */
#if defined CPU_FEATURE_ACTIVE

bool
cpu_has_avx2(void)
{
	return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1) && CPU_FEATURE_ACTIVE(POPCNT);
}

#elif defined __x86_64__

bool
cpu_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
}

#else

bool
cpu_has_avx2(void)
{
	return false;
}

#endif
