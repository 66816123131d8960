// SPDX-License-Identifier: MIT
/* Scopes of allocation: what a thread's requests for memory may not do, or may besides. */
#include "base/base.h"
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/sched/mm.h>

unsigned int memalloc_flags(void)
{
	return *memalloc_scope() & MEMALLOC_SCOPES;
}
EXPORT_SYMBOL(memalloc_flags);

unsigned int memalloc_flags_save(unsigned int flags)
{
	u32 *scope = memalloc_scope();
	unsigned int added = ~*scope & flags;

	*scope |= flags;
	return added;
}
EXPORT_SYMBOL(memalloc_flags_save);

void memalloc_flags_restore(unsigned int flags)
{
	*memalloc_scope() &= ~flags;
}
EXPORT_SYMBOL(memalloc_flags_restore);

/** context_reset_scope - a function of a module, @what, has returned: end scopes it left open. */
void context_reset_scope(const char *what)
{
	unsigned int left = memalloc_flags();

	if (likely(!left))
		return;
	*memalloc_scope() &= ~left;
	if (what)
		report("BUG: %s returned in a scope of memalloc_%s_save()", what,
		       left & PF_MEMALLOC_NOIO ? "noio" :
		       left & PF_MEMALLOC_NOFS ? "nofs" :
		       left & PF_MEMALLOC_PIN  ? "pin" :
						 "noreclaim");
}
