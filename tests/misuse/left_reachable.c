// SPDX-License-Identifier: MIT
/*
 * What is reached in every odd way is not lost, but is never given back either.
 *
 * options: --scan
 * expect:
 *	left_reachable: 11 allocations were not given back, 28848 bytes:
 *	  left_reachable.c:48 in act (from left_reachable.c:70 in left_reachable_init): kmalloc, \
 *	16 bytes
 *	  left_reachable.c:50 in act (from left_reachable.c:70 in left_reachable_init): kmalloc, \
 *	16 bytes
 *	  left_reachable.c:54 in act (from left_reachable.c:70 in left_reachable_init): pages, \
 *	4096 bytes
 *	  left_reachable.c:55 in act (from left_reachable.c:70 in left_reachable_init): vmalloc, \
 *	12288 bytes
 *	  left_reachable.c:59 in act (from left_reachable.c:70 in left_reachable_init): kmalloc, \
 *	24 bytes
 *	  left_reachable.c:60 in act (from left_reachable.c:70 in left_reachable_init): kmalloc, \
 *	40 bytes
 *	  left_reachable.c:62 in act (from left_reachable.c:70 in left_reachable_init): pages, 3 \
 *	of 4096 bytes
 *	  left_reachable.c:63 in act (from left_reachable.c:70 in left_reachable_init): per-CPU \
 *	memory, 8 bytes
 *	  left_reachable.c:65 in act (from left_reachable.c:70 in left_reachable_init): kmalloc, \
 *	72 bytes
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct node {
	long before;
	struct node *next; /* into the middle of the next */
};

/* Nobody reads them, and they are there all the same. */
struct node *volatile first;
struct page *volatile page;
void **volatile area;
long *__percpu *volatile slots;
void *volatile three_pages;

static noinline void act(void)
{
	struct node *second = kzalloc(sizeof(*second), GFP_KERNEL);

	first = kzalloc(sizeof(*first), GFP_KERNEL);
	if (!first || !second)
		return;
	first->next = (struct node *)&second->next;
	page = alloc_page(GFP_KERNEL);
	area = vzalloc(3 * PAGE_SIZE);
	if (!area || !page)
		return;
	/* Known to a page of an area, and to a page that is known by its struct page. */
	area[1000] = kmalloc(24, GFP_KERNEL);
	*(void **)(page_address(page) + 512) = kmalloc(40, GFP_KERNEL);
	/* Three that could be freed one by one. */
	three_pages = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	slots = alloc_percpu(long *);
	if (slots)
		*per_cpu_ptr(slots, 0) = kmalloc(72, GFP_KERNEL);
}

static int __init left_reachable_init(void)
{
	act();
	return 0;
}

static void __exit left_reachable_exit(void)
{
#ifdef CORRECTED
	kfree(*per_cpu_ptr(slots, 0));
	free_percpu(slots);
	free_pages_exact(three_pages, 3 * PAGE_SIZE);
	kfree(area[1000]);
	vfree(area);
	kfree(*(void **)(page_address(page) + 512));
	__free_page(page);
	kfree(container_of((struct node **)first->next, struct node, next));
	kfree(first);
#endif
}

module_init(left_reachable_init);
module_exit(left_reachable_exit);
MODULE_DESCRIPTION("keeps memory in odd places");
MODULE_LICENSE("GPL");
