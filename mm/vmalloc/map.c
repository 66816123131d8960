// SPDX-License-Identifier: MIT
/* What stands behind the addresses of an area: frames, the array that lists them, the mapping. */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/* ---- the array ------------------------------------------------------------------------------- */

/*
 * One page needs no array; up to a page of pointers comes from kmalloc(), and what is longer from
 * vmalloc() again: its own array is 512 times shorter, so that goes at most two deep.
 */
bool vmap_array_get(struct vmap_area *va, unsigned int nr, gfp_t gfp, int node)
{
	size_t bytes = (size_t)nr * sizeof(*va->mapped);

	if (vmap_step_fails(VMAP_STEP_ARRAY))
		return false;
	gfp = (gfp & ~(GFP_ZONEMASK | __GFP_ZERO)) | __GFP_NOWARN;
	if (nr == 1)
		va->mapped = &va->one;
	else if (bytes <= PAGE_SIZE)
		va->mapped = kmalloc_untraced(bytes, gfp);
	else
		va->mapped = vmap_alloc(
			bytes, &(struct vmap_how){ .vm_flags = VM_ALLOC, .gfp = gfp, .node = node },
			va->vm.caller);
	return va->mapped != NULL;
}

void vmap_array_put(struct vmap_area *va, struct list_head *purging)
{
	struct page **array = va->mapped;

	va->mapped = NULL;
	va->vm.pages = NULL;
	if (!array || array == &va->one)
		return;
	if (!is_vmalloc_addr(array)) {
		kfree_untraced(array);
		return;
	}

	va = vmap_index_get((unsigned long)array);
	lock_acquire(&vmap_space.lock);
	vmap_move(va, VMAP_BUSY, VMAP_PURGING);
	lock_release(&vmap_space.lock);
	list_add_tail(&va->age, purging);
}

/* ---- the frames ------------------------------------------------------------------------------ */

/*
 * Larger blocks come first because neighbours among the frames are mapped by one call.  They are
 * only a convenience: whoever asks for them may not reclaim, wait or use a reserve.
 */
static struct page *take_block(gfp_t gfp, unsigned int order, int node)
{
	if (order)
		gfp = (gfp & ~(__GFP_RECLAIM | __GFP_NOFAIL | __GFP_HIGH | __GFP_MEMALLOC)) |
		      __GFP_NORETRY;
	if (vmap_step_fails(VMAP_STEP_PAGES))
		return NULL;
	return alloc_pages_untraced(gfp | __GFP_NOWARN, order, node);
}

bool vmap_frames_get(struct vmap_area *va, unsigned int nr, unsigned int least, gfp_t gfp, int node)
{
	unsigned int order = MAX_PAGE_ORDER, i;
	struct page *page;

	va->vm.pages = va->mapped;
	while (va->vm.nr_pages < nr) {
		order = min(order, (unsigned int)ilog2(nr - va->vm.nr_pages));
		page = take_block(gfp, order, node);
		if (!page && order == least)
			return false;
		if (!page) {
			order--;
			continue;
		}
		/* Each page stands alone: it may be referenced, and outlive the area, by itself. */
		if (order)
			split_block(page, order);
		if (page_to_nid(page) != va->nid)
			va->nid = NUMA_NO_NODE;
		for (i = 0; i < 1u << order; i++)
			va->mapped[va->vm.nr_pages++] = page + i;
	}
	return true;
}

void vmap_frames_put(struct vmap_area *va)
{
	unsigned int i;

	for (i = 0; i < va->vm.nr_pages; i++)
		free_pages_untraced(va->mapped[i], 0);
	va->vm.nr_pages = 0;
}

/* ---- the mapping ----------------------------------------------------------------------------- */

/* map_runs - map as many of the pages as can be. Return: how many. */
static unsigned int map_runs(unsigned long addr, struct page **pages, unsigned int nr)
{
	unsigned int from, to;

	for (from = 0; from < nr; from = to) {
		unsigned long pfn = page_to_pfn(pages[from]);

		for (to = from + 1; to < nr; to++)
			if (page_to_pfn(pages[to]) != pfn + (to - from))
				break;
		if (vmap_step_fails(VMAP_STEP_MAP) ||
		    port_map(addr + ((unsigned long)from << PAGE_SHIFT), pfn, to - from))
			break;
	}
	return from;
}

void vmap_warn(gfp_t gfp, const char *fmt, ...)
{
	char text[128], flags[128];
	va_list args;

	if (gfp & __GFP_NOWARN)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	gfp_flags_text(flags, sizeof(flags), gfp);
	pr_warn("%s, mode:%#x(%s)\n", text, (unsigned int)gfp, flags);
	dump_stack();
}

int vmap_map_at(unsigned long addr, struct page **pages, unsigned int nr)
{
	int tries;

	for (tries = 0; tries < 2; tries++) {
		unsigned int done = map_runs(addr, pages, nr);

		if (done == nr)
			return 0;
		if (done)
			port_unmap(addr, done);
		/* Freed areas that are still mapped count against the world's limit too. */
		vmap_purge();
	}
	return -ENOMEM;
}

int vmap_map(struct vmap_area *va, unsigned int nr)
{
	int err = vmap_map_at(va->start, va->mapped, nr);

	if (!err)
		va->nr_mapped = nr;
	return err;
}
