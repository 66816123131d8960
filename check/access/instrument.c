// SPDX-License-Identifier: MIT
/*
 * Loads and stores of instrumented code: one look at the shadow each.
 *
 * The report is told who asked by this function's return address, which must be read here: it is
 * the module's own instruction.
 */
#include <linux/export.h>
#include <linux/kernel.h>

#include "check/access/instrument.h"

/* Each look ends in a call that is seldom made. */
#define DEFINE_LOOK(name, size, write)                             \
	void name(unsigned long addr)                              \
	{                                                          \
		if (unlikely(!shadow_allows(addr, size)))          \
			access_fault(addr, size, write, _RET_IP_); \
	}                                                          \
	EXPORT_SYMBOL(name)

/* Compilers make one of two that are alike and a jump to it: those that are called go first. */
#define DEFINE_ACCESS(size)                                    \
	DEFINE_LOOK(__asan_load##size##_noabort, size, false); \
	DEFINE_LOOK(__asan_store##size##_noabort, size, true); \
	DEFINE_LOOK(__asan_load##size, size, false);           \
	DEFINE_LOOK(__asan_store##size, size, true)

DEFINE_ACCESS(1);
DEFINE_ACCESS(2);
DEFINE_ACCESS(4);
DEFINE_ACCESS(8);
DEFINE_ACCESS(16);

#define DEFINE_RANGE(name, write)                          \
	void name(unsigned long addr, size_t size)         \
	{                                                  \
		access_check(addr, size, write, _RET_IP_); \
	}                                                  \
	EXPORT_SYMBOL(name)

DEFINE_RANGE(__asan_loadN, false);
DEFINE_RANGE(__asan_storeN, true);
DEFINE_RANGE(__asan_loadN_noabort, false);
DEFINE_RANGE(__asan_storeN_noabort, true);

void __asan_handle_no_return(void)
{
}
EXPORT_SYMBOL(__asan_handle_no_return);
