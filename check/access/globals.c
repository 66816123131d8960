// SPDX-License-Identifier: MIT
/*
 * Variables of instrumented modules.
 *
 * The compiler leaves room behind each, lists them, and has a constructor hand over the list, which
 * the loader calls before the module runs.  The lists stay the module's, and are looked at in
 * reports; nobody changes the table of lists meanwhile but who loads and unloads.
 */
#include <linux/export.h>
#include <linux/kernel.h>

#include "check/access/instrument.h"

/* Derived: one list for each file of source; more are checked all the same, but without names. */
#define LISTS_MAX 256

static struct {
	const struct global *globals;
	long n;
} lists[LISTS_MAX];

void globals_start(void)
{
	for (unsigned int i = 0; i < LISTS_MAX; i++)
		lists[i].globals = NULL;
}

/** __asan_register_globals - forbid what lies behind variables. */
void __asan_register_globals(struct global *globals, long n)
{
	unsigned int i = 0;

	for (long g = 0; g < n; g++)
		shadow_allow(globals[g].start, globals[g].size, globals[g].room, MARK_GLOBAL);
	while (i < LISTS_MAX && lists[i].globals)
		i++;
	if (i == LISTS_MAX)
		return;
	lists[i].n = n;
	WRITE_ONCE(lists[i].globals, globals);
}
EXPORT_SYMBOL(__asan_register_globals);

/** __asan_unregister_globals - of destructors, which the loader has no need to call. */
void __asan_unregister_globals(struct global *globals, long n)
{
	for (long g = 0; g < n; g++)
		shadow_set(globals[g].start, globals[g].room, 0);
	globals_forget((unsigned long)globals, (unsigned long)(globals + n));
}
EXPORT_SYMBOL(__asan_unregister_globals);

void globals_forget(unsigned long start, unsigned long end)
{
	for (unsigned int i = 0; i < LISTS_MAX; i++)
		if ((unsigned long)lists[i].globals - start < end - start)
			WRITE_ONCE(lists[i].globals, NULL);
}

const struct global *globals_find(unsigned long addr)
{
	for (unsigned int i = 0; i < LISTS_MAX; i++) {
		const struct global *globals = READ_ONCE(lists[i].globals);

		for (long g = 0; globals && g < lists[i].n; g++)
			if (addr - globals[g].start < globals[g].room)
				return &globals[g];
	}
	return NULL;
}
