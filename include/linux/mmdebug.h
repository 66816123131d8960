/* SPDX-License-Identifier: MIT */
/* Statements about memory that must be true. */
#ifndef _LINUX_MMDEBUG_H
#define _LINUX_MMDEBUG_H

#include <linux/bug.h>
#include <linux/stringify.h>

struct page;

/**
 * dump_page - print what is known of @page.
 * @reason: why, or NULL.
 */
void dump_page(const struct page *page, const char *reason);

#define VM_BUG_ON(cond) BUG_ON(cond)
#define VM_BUG_ON_PAGE(cond, page)                                                \
	do {                                                                      \
		if (unlikely(cond)) {                                             \
			dump_page(page, "VM_BUG_ON_PAGE(" __stringify(cond) ")"); \
			BUG();                                                    \
		}                                                                 \
	} while (0)
#define VM_BUG_ON_FOLIO(cond, folio) VM_BUG_ON_PAGE(cond, &(folio)->page)

#define VM_WARN_ON(cond)	     ((void)WARN_ON(cond))
#define VM_WARN_ON_ONCE(cond)	     WARN_ON_ONCE(cond)
#define VM_WARN_ONCE(cond, fmt, ...) WARN_ONCE(cond, fmt, ##__VA_ARGS__)
#define VM_WARN(cond, fmt, ...)	     ((void)WARN(cond, fmt, ##__VA_ARGS__))
#define VM_WARN_ON_ONCE_PAGE(cond, page)                                                \
	({                                                                              \
		bool __once_cond = (cond);                                              \
                                                                                        \
		if (WARN_ON_ONCE(__once_cond))                                          \
			dump_page(page, "VM_WARN_ON_ONCE_PAGE(" __stringify(cond) ")"); \
		unlikely(__once_cond);                                                  \
	})
#define VM_WARN_ON_ONCE_FOLIO(cond, folio) VM_WARN_ON_ONCE_PAGE(cond, &(folio)->page)

#endif
