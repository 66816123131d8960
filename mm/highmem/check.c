// SPDX-License-Identifier: MIT
/* Proof of the invariants stated above the structs of kmap.h. */
#include <linux/hash.h>
#include <linux/printk.h>

#include <mm/highmem/kmap.h>

#define expect(broken, cond, fmt, ...)                                  \
	do {                                                            \
		if (unlikely(!(cond))) {                                \
			pr_err("kmap_check: " fmt "\n", ##__VA_ARGS__); \
			(*(broken))++;                                  \
		}                                                       \
	} while (0)

static void check_permanent(int *broken)
{
	unsigned int i;

	lock_acquire(&pkmap.lock);
	for (i = 0; i < pkmap.nr; i++) {
		const struct pkmap_slot *slot = &pkmap.slots[i];
		unsigned long addr = pkmap.base + ((unsigned long)i << PAGE_SHIFT);

		expect(broken, !slot->uses == !slot->page, "slot %u: %u uses, page %p", i,
		       slot->uses, slot->page);
		if (!slot->page)
			continue;
		expect(broken, PageHighMem(slot->page), "slot %u: page %p is not high", i,
		       slot->page);
		expect(broken, slot->page->virtual == (void *)addr, "slot %u: its page says %p", i,
		       slot->page->virtual);
	}
	lock_release(&pkmap.lock);
}

static unsigned int check_stack(int *broken, unsigned int s, const struct hlist_head *owners)
{
	const struct kmap_stack *stack = &kmap_local.stacks[s], *at;
	unsigned int i, linked = 0;

	expect(broken, !stack->owner == !stack->depth && stack->depth <= KM_MAX_IDX,
	       "stack %u: owner %p, depth %u", s, stack->owner, stack->depth);
	expect(broken, !stack->depth || stack->pages[stack->depth - 1],
	       "stack %u: nothing at the top", s);
	for (i = stack->depth; i < KM_MAX_IDX; i++)
		expect(broken, !stack->pages[i], "stack %u: page %u above the top", s, i);
	for (i = 0; i < stack->depth; i++)
		expect(broken, !stack->pages[i] || PageHighMem(stack->pages[i]),
		       "stack %u: page %u is not high", s, i);
	hlist_for_each_entry(at, stack->owner ? owners : &kmap_local.unused, link)
		linked += at == stack;
	return linked;
}

static void check_local(int *broken)
{
	unsigned int s;

	lock_acquire(&kmap_local.lock);
	for (s = 0; s < kmap_local.nr; s++) {
		unsigned long hash = hash_ptr(kmap_local.stacks[s].owner, KMAP_OWNER_SHIFT);

		expect(broken, check_stack(broken, s, &kmap_local.owners[hash]) == 1,
		       "stack %u: not in its list", s);
	}
	lock_release(&kmap_local.lock);
}

int kmap_check(void)
{
	int broken = 0;

	check_permanent(&broken);
	check_local(&broken);
	return broken;
}
