/* SPDX-License-Identifier: MIT */
/* Page blocks that serve nobody while their pages are moved away. */
#ifndef _LINUX_PAGE_ISOLATION_H
#define _LINUX_PAGE_ISOLATION_H

#include <linux/mm.h>
#include <linux/mmzone.h>

/* is_migrate_isolate_page - is the page block of @page isolated? */
static inline bool is_migrate_isolate_page(const struct page *page)
{
	return is_migrate_isolate(get_pageblock_migratetype(page));
}

int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn, int migratetype);
void undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn, int migratetype);

#endif
