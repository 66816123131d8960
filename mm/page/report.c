// SPDX-License-Identifier: MIT
/* What the page layer has to say when something is wrong: bad frees, and memory that ran out. */
#include <linux/cpuset.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <mm/page/page.h>

static const char *const flag_names[__NR_PAGEFLAGS] = {
	[PG_locked] = "locked",
	[PG_referenced] = "referenced",
	[PG_uptodate] = "uptodate",
	[PG_dirty] = "dirty",
	[PG_lru] = "lru",
	[PG_active] = "active",
	[PG_writeback] = "writeback",
	[PG_error] = "error",
	[PG_slab] = "slab",
	[PG_owner_priv_1] = "owner_priv_1",
	[PG_reserved] = "reserved",
	[PG_private] = "private",
	[PG_private_2] = "private_2",
	[PG_head] = "head",
	[PG_tail] = "tail",
	[PG_swapbacked] = "swapbacked",
	[PG_unevictable] = "unevictable",
	[PG_live] = "live",
	[PG_buddy] = "buddy",
	[PG_pcp] = "pcp",
	[PG_isolated] = "isolated",
	[PG_accounted] = "accounted",
};

/** page_flags_text - write the names of a page's flags, as "live|head|node=0|zone=1", into @buf. */
int page_flags_text(char *buf, size_t size, unsigned long flags)
{
	int n = 0;

	for (int i = 0; i < __NR_PAGEFLAGS; i++)
		if (flags & (1ul << i) && flag_names[i])
			n += scnprintf(buf + n, size - n, "%s|", flag_names[i]);
	return n + scnprintf(buf + n, size - n, "node=%lu|zone=%lu",
			     (flags & PAGE_NODE_MASK) >> PAGE_NODE_SHIFT,
			     (flags & PAGE_ZONE_MASK) >> PAGE_ZONE_SHIFT);
}

static void print_page_flags(const struct page *page)
{
	char text[256];

	page_flags_text(text, sizeof(text), page->flags);
	pr_alert("flags: %#lx(%s)\n", page->flags, text);
}

/**
 * dump_page - print what is known of a page.
 * @page: the page.
 * @reason: why, or NULL.
 *
 * It is no report of a mistake by itself.
 * Context: any.
 */
void dump_page(const struct page *page, const char *reason)
{
	pr_alert("page:%px refcount:%d mapcount:%d mapping:%px index:%#lx pfn:%#lx\n", page,
		 page_ref_count(page), page_mapcount(page), page->mapping,
		 (unsigned long)page->index, page_to_pfn(page));
	print_page_flags(page);
	if (reason)
		pr_alert("page dumped because: %s\n", reason);
}
EXPORT_SYMBOL(dump_page);

/**
 * bad_page - report a page whose state is not what a call needs.
 * @fmt: the reason, in a few words.
 */
void bad_page(struct page *page, const char *fmt, ...)
{
	char reason[128];
	va_list args;

	va_start(args, fmt);
	vscnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	report_begin("Bad page state, pfn:%05lx: %s", page_to_pfn(page), reason);
	dump_page(page, reason);
	report_end();
}

/**
 * page_used_while_free - report a free block that someone wrote to, and make it sound.
 * @page: the head of a block that has just come off a list.
 */
void page_used_while_free(struct page *page, unsigned int order)
{
	bad_page(page, "the page was changed after it was freed");
	page_set_life(page, 1ul << PG_pcp, order);
	atomic_set(&page->_refcount, 0);
	atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
	page->mapping = NULL;
}

/* ---- names of flags -------------------------------------------------------------------------- */

struct gfp_name {
	gfp_t bits;
	const char *name;
};

/* Widest first: a combination is named before the flags it is made of. */
static const struct gfp_name gfp_names[] = {
	{ GFP_TRANSHUGE, "GFP_TRANSHUGE" },
	{ GFP_TRANSHUGE_LIGHT, "GFP_TRANSHUGE_LIGHT" },
	{ GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE" },
	{ GFP_HIGHUSER, "GFP_HIGHUSER" },
	{ GFP_USER, "GFP_USER" },
	{ GFP_KERNEL_ACCOUNT, "GFP_KERNEL_ACCOUNT" },
	{ GFP_KERNEL, "GFP_KERNEL" },
	{ GFP_NOFS, "GFP_NOFS" },
	{ GFP_ATOMIC, "GFP_ATOMIC" },
	{ GFP_NOIO, "GFP_NOIO" },
	{ GFP_NOWAIT, "GFP_NOWAIT" },
	{ __GFP_DMA, "GFP_DMA" },
	{ __GFP_HIGHMEM, "__GFP_HIGHMEM" },
	{ __GFP_DMA32, "GFP_DMA32" },
	{ __GFP_MOVABLE, "__GFP_MOVABLE" },
	{ __GFP_RECLAIMABLE, "__GFP_RECLAIMABLE" },
	{ __GFP_HIGH, "__GFP_HIGH" },
	{ __GFP_IO, "__GFP_IO" },
	{ __GFP_FS, "__GFP_FS" },
	{ __GFP_ZERO, "__GFP_ZERO" },
	{ __GFP_COLD, "__GFP_COLD" },
	{ __GFP_RECLAIM, "__GFP_RECLAIM" },
	{ __GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM" },
	{ __GFP_KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM" },
	{ __GFP_WRITE, "__GFP_WRITE" },
	{ __GFP_NOWARN, "__GFP_NOWARN" },
	{ __GFP_RETRY_MAYFAIL, "__GFP_RETRY_MAYFAIL" },
	{ __GFP_NOFAIL, "__GFP_NOFAIL" },
	{ __GFP_NORETRY, "__GFP_NORETRY" },
	{ __GFP_MEMALLOC, "__GFP_MEMALLOC" },
	{ __GFP_COMP, "__GFP_COMP" },
	{ __GFP_NOMEMALLOC, "__GFP_NOMEMALLOC" },
	{ __GFP_HARDWALL, "__GFP_HARDWALL" },
	{ __GFP_THISNODE, "__GFP_THISNODE" },
	{ __GFP_ACCOUNT, "__GFP_ACCOUNT" },
	{ __GFP_NO_GROW, "__GFP_NO_GROW" },
};

int gfp_flags_text(char *buf, size_t size, gfp_t gfp)
{
	int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(gfp_names) && gfp; i++) {
		if ((gfp & gfp_names[i].bits) != gfp_names[i].bits)
			continue;
		n += scnprintf(buf + n, size - n, "%s%s", n ? "|" : "", gfp_names[i].name);
		gfp &= ~gfp_names[i].bits;
	}
	if (gfp)
		n += scnprintf(buf + n, size - n, "%s%#x", n ? "|" : "", gfp);
	if (!n)
		n = scnprintf(buf, size, "0");
	return n;
}
EXPORT_SYMBOL(gfp_flags_text);

/* ---- memory ran out -------------------------------------------------------------------------- */

/** page_alloc_failed - say that a request got nothing, unless it asked for silence. */
void page_alloc_failed(const struct page_request *rq)
{
	nodemask_t allowed = current_mems_allowed();
	struct report_who who;
	char nodes[80];
	static u64 last;
	u64 now = port_time_ns();

	if (rq->gfp & __GFP_NOWARN)
		return;
	/* A loop that fails says so ten times a second, not a million. */
	if (READ_ONCE(last) && now - READ_ONCE(last) < 100000000ull)
		return;
	WRITE_ONCE(last, now);
	report_who(&who);
	if (rq->nodes)
		scnprintf(nodes, sizeof(nodes), "%*pbl", MAX_NUMNODES, rq->nodes->bits);
	else
		strscpy(nodes, "(null)", sizeof(nodes));
	pr_warn("%s: page allocation failure: order:%u, mode:%#x(%pGg), "
		"nodemask=%s,cpuset=/,mems_allowed=%*pbl\n",
		who.comm, rq->order, rq->gfp, &rq->gfp, nodes, MAX_NUMNODES, allowed.bits);
	dump_stack();
	show_free_areas();
}
