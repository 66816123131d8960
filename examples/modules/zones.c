// SPDX-License-Identifier: MIT
/*
 * Zones and flags: which zone each request is served from.
 *
 * The lesson: a flag names the highest zone a request may use, not the one it gets.  A request
 * falls to lower zones when the higher ones are missing or full, and never climbs: GFP_DMA is a
 * promise that a device with 24 address lines depends on.  Which zones there are differs between
 * machines; what a page is in can be read from the page.
 *
 *	$ ashlar run --mem 6G zones.c
 *	[    0.000651] GFP_DMA       zone DMA      at    0 MiB
 *	[    0.000728] GFP_DMA32     zone DMA32    at   16 MiB
 *	[    0.000740] GFP_KERNEL    zone Normal   at 7055 MiB
 *	[    0.000746] GFP_HIGHUSER  zone Normal   at 7055 MiB
 *	$ ashlar run --mem 2G --profile pc32 zones.c
 *	[    0.001320] GFP_DMA       zone DMA      at    0 MiB
 *	[    0.001359] GFP_DMA32     zone Normal   at  863 MiB
 *	[    0.001367] GFP_KERNEL    zone Normal   at  863 MiB
 *	[    0.001404] GFP_HIGHUSER  zone HighMem  at  896 MiB
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct {
	const char *name;
	gfp_t flags;
} requests[] = {
	{ "GFP_DMA", GFP_KERNEL | GFP_DMA },
	{ "GFP_DMA32", GFP_KERNEL | GFP_DMA32 },
	{ "GFP_KERNEL", GFP_KERNEL },
	{ "GFP_HIGHUSER", GFP_HIGHUSER },
};

static int __init zones_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		struct page *page = alloc_page(requests[i].flags | __GFP_NOWARN);

		if (!page) {
			pr_info("%-13s nothing\n", requests[i].name);
			continue;
		}
		pr_info("%-13s zone %-8s at %4llu MiB\n", requests[i].name, page_zone(page)->name,
			(unsigned long long)page_to_phys(page) >> 20);
		__free_page(page);
	}
	return 0;
}

static void __exit zones_exit(void)
{
}

module_init(zones_init);
module_exit(zones_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Which zone each flag gets");
