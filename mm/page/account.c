// SPDX-License-Identifier: MIT
/*
 * Charging pages to groups.
 *
 * The group of a page must be known when the page is freed, by whom and whenever that is, and
 * struct page has no word to spare while a user owns it.  So the head of a charged block carries
 * PG_accounted, and a table has a byte for each frame, the group's number.  The table is as sparse
 * as the memory map: only what is charged is ever touched.
 *
 *	a group's kmem.usage = pages of live blocks with PG_accounted and its number
 *		(the root's: of all groups)
 *
 * A group's place in the table of groups is
 *
 *	FREE	nobody's; usage 0 but for a charge that is about to be taken back
 *	LIVE	it can be made active and charged
 *	DYING	destroyed; FREE when the last of its pages is
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mm/page/policy.h>

enum { FREE, LIVE, DYING };

_Static_assert(MAX_MEM_CGROUPS <= 256, "a group's number is one byte");

static struct lock groups_lock;
static struct mem_cgroup groups[MAX_MEM_CGROUPS]; /* the first is the root */
static u8 *group_of_frame;

struct mem_cgroup *root_mem_cgroup = &groups[0];
EXPORT_SYMBOL(root_mem_cgroup);

/** account_init - no groups but the root, and nothing charged. Return: 0 or -ENOMEM. */
int account_init(void)
{
	unsigned long frames = ALIGN(max_pfn, MAX_ORDER_NR_PAGES);

	lock_init(&groups_lock);
	memset(groups, 0, sizeof(groups));
	page_counter_init(&root_mem_cgroup->kmem, NULL);
	strscpy(root_mem_cgroup->name, "kmem", MEM_CGROUP_NAME_SIZE);
	root_mem_cgroup->state = LIVE;
	group_of_frame = memblock_alloc(ALIGN(frames, PAGE_SIZE), PAGE_SIZE);
	if (!group_of_frame)
		return machine_fail(-ENOMEM, "no memory for the account of %lu frames", frames);
	return 0;
}

/* ---- groups ---------------------------------------------------------------------------------- */

struct mem_cgroup *mem_cgroup_create(const char *name)
{
	struct mem_cgroup *memcg = NULL;

	if (!machine_ready())
		return NULL;
	lock_acquire(&groups_lock);
	for (unsigned int i = 1; i < MAX_MEM_CGROUPS && !memcg; i++)
		if (groups[i].state == FREE && !page_counter_read(&groups[i].kmem))
			memcg = &groups[i];
	if (memcg) {
		/* Not the usage: a late charge may be there, to be taken back. */
		memcg->kmem.max = PAGE_COUNTER_MAX;
		memcg->kmem.watermark = memcg->kmem.failcnt = 0;
		memcg->kmem.parent = &root_mem_cgroup->kmem;
		strscpy(memcg->name, name, MEM_CGROUP_NAME_SIZE);
		__atomic_store_n(&memcg->state, LIVE, __ATOMIC_RELEASE);
	}
	lock_release(&groups_lock);
	return memcg;
}
EXPORT_SYMBOL(mem_cgroup_create);

static void bury_if_empty(struct mem_cgroup *memcg)
{
	lock_acquire(&groups_lock);
	if (memcg->state == DYING && !page_counter_read(&memcg->kmem))
		memcg->state = FREE;
	lock_release(&groups_lock);
}

void mem_cgroup_destroy(struct mem_cgroup *memcg)
{
	if (!memcg || WARN_ON(mem_cgroup_is_root(memcg) || READ_ONCE(memcg->state) != LIVE))
		return;
	__atomic_store_n(&memcg->state, DYING, __ATOMIC_SEQ_CST);
	bury_if_empty(memcg);
}
EXPORT_SYMBOL(mem_cgroup_destroy);

struct mem_cgroup *set_active_memcg(struct mem_cgroup *memcg)
{
	struct port_placement *place = placement_self();
	u8 old = place->group;

	place->group = memcg ? (u8)(memcg - groups) : 0;
	return old ? &groups[old] : NULL;
}
EXPORT_SYMBOL(set_active_memcg);

struct mem_cgroup *page_memcg(struct page *page)
{
	page = compound_head(page);
	return PageAccounted(page) ? &groups[group_of_frame[page_to_pfn(page)]] : NULL;
}
EXPORT_SYMBOL(page_memcg);

/* ---- charges --------------------------------------------------------------------------------- */

/* Who pays for what the calling thread takes now. */
static struct mem_cgroup *payer(void)
{
	struct mem_cgroup *memcg = root_mem_cgroup;

	if (!in_interrupt())
		memcg = &groups[placement_self()->group];
	return __atomic_load_n(&memcg->state, __ATOMIC_ACQUIRE) == LIVE ? memcg : root_mem_cgroup;
}

static void uncharge(struct mem_cgroup *memcg, unsigned long nr)
{
	page_counter_uncharge(&memcg->kmem, nr);
	if (unlikely(__atomic_load_n(&memcg->state, __ATOMIC_SEQ_CST) == DYING))
		bury_if_empty(memcg);
}

/* Over a limit: what is not needed may be the group's. Return: false where nothing came back. */
static bool reclaim_some(struct page *page, unsigned int order, gfp_t gfp)
{
	struct page_request rq = {
		.gfp = gfp,
		.order = order,
		.nid = page_to_nid(page),
		.highest = gfp_zone(gfp),
		.list = &NODE_DATA(page_to_nid(page))->lists[gfp_zone(gfp)][0],
	};
	unsigned int scope;
	bool some;

	if (!(gfp & __GFP_DIRECT_RECLAIM) || !page_pressure.reclaim)
		return false;
	scope = memalloc_noreclaim_save();
	some = page_pressure.reclaim(&rq).pages != 0;
	memalloc_noreclaim_restore(scope);
	return some;
}

/* Return: who is charged; NULL where a limit is in the way. */
static struct mem_cgroup *charge(struct page *page, unsigned int order, gfp_t gfp)
{
	struct mem_cgroup *memcg = payer();
	unsigned long nr = 1ul << order;
	struct page_counter *full;

	if (page_counter_try_charge(&memcg->kmem, nr, &full))
		return memcg;
	/* Who frees memory by taking some is not to be stopped. */
	if (!(*memalloc_scope() & PF_MEMALLOC)) {
		if (reclaim_some(page, order, gfp) &&
		    page_counter_try_charge(&memcg->kmem, nr, &full))
			return memcg;
		if (!(gfp & __GFP_NOFAIL))
			return NULL;
	}
	page_counter_charge(&memcg->kmem, nr);
	return memcg;
}

static void mark(struct page *page, struct mem_cgroup *memcg)
{
	group_of_frame[page_to_pfn(page)] = (u8)(memcg - groups);
	__atomic_fetch_or(&page->flags, 1ul << PG_accounted, __ATOMIC_RELAXED);
}

static struct mem_cgroup *unmark(struct page *page)
{
	__atomic_fetch_and(&page->flags, ~(1ul << PG_accounted), __ATOMIC_RELAXED);
	return &groups[group_of_frame[page_to_pfn(page)]];
}

/**
 * account_charge - charge a block that was just taken with __GFP_ACCOUNT.
 * @page: its head, live and the caller's alone.
 * Return: false where a limit forbids it: the block is to be freed.
 */
bool account_charge(struct page *page, unsigned int order, gfp_t gfp)
{
	struct mem_cgroup *memcg = charge(page, order, gfp);

	if (unlikely(!memcg))
		return false;
	/* Destroyed meanwhile, it may have been found empty: nobody would wait for this page. */
	if (unlikely(__atomic_load_n(&memcg->state, __ATOMIC_SEQ_CST) != LIVE)) {
		uncharge(memcg, 1ul << order);
		memcg = root_mem_cgroup;
		page_counter_charge(&memcg->kmem, 1ul << order);
	}
	mark(page, memcg);
	return true;
}

/** account_uncharge - a block with PG_accounted is about to be free. */
void account_uncharge(struct page *page, unsigned int order)
{
	uncharge(unmark(page), 1ul << order);
}

/** account_split - a block, charged or not, has become 2^@order that are freed one by one. */
void account_split(struct page *page, unsigned int order)
{
	struct mem_cgroup *memcg = page_memcg(page);

	for (unsigned long i = 1; memcg && i < 1ul << order; i++)
		mark(page + i, memcg);
}

/** account_migrate - @dst, not charged itself, takes the place of @src, of the same order. */
void account_migrate(struct page *dst, struct page *src)
{
	if (PageAccounted(src))
		mark(dst, unmark(src));
}
