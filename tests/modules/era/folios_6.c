// SPDX-License-Identifier: MIT
/* Pages as they are taken since 5.13: in bulk, as folios, with references by name. */
#include <linux/cleanup.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/page_ref.h>
#include <linux/sched/mm.h>

MODULE_LICENSE("GPL");

#define MANY 24

static struct page *pages[MANY];
static struct folio *folio;

static void give_back(void)
{
	for (int i = 0; i < MANY; i++)
		if (pages[i])
			__free_page(pages[i]);
}

static int __init folios_init(void)
{
	unsigned int scope = memalloc_nofs_save();
	unsigned long got;
	struct zoneref *z;
	struct zone *zone;
	int zones = 0;

	got = alloc_pages_bulk(GFP_KERNEL | __GFP_ZERO, MANY, pages);
	pr_info("folios: no file systems now %d\n", current_gfp_context(GFP_KERNEL) == GFP_NOFS);
	memalloc_nofs_restore(scope);
	if (got < MANY)
		goto failed;
	folio = folio_alloc(GFP_KERNEL_ACCOUNT, 2);
	if (!folio)
		goto failed;
	folio_get(folio);
	memset(folio_address(folio), 0x5a, folio_size(folio));
	pr_info("folios: %lu pages, a folio of %ld, %d references\n", got, folio_nr_pages(folio),
		folio_ref_count(folio));
	pr_info("folios: the third page is of it %d, and is not large by itself %d\n",
		page_folio(folio_page(folio, 3)) == folio, !PageHead(folio_page(folio, 3)));
	folio_put(folio);
	for_each_zone_zonelist(zone, z, node_zonelist(numa_mem_id(), GFP_KERNEL), ZONE_NORMAL)
		zones++;
	pr_info("folios: somewhere to look %d\n", zones > 0);
	return 0;

failed:
	give_back();
	return -ENOMEM;
}

static void __exit folios_exit(void)
{
	folio_put(folio);
	give_back();
	pr_info("folios: freed\n");
}

module_init(folios_init);
module_exit(folios_exit);
