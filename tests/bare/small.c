// SPDX-License-Identifier: MIT
/* The least that is a program: a machine of all memory, objects of two kinds, and what is left. */
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "mm/boot/boot.h"

struct reading {
	u32 time;
	s16 value[5];
	struct reading *next;
};

static int fill(void)
{
	struct kmem_cache *cache = KMEM_CACHE(reading, 0);
	struct reading *first = NULL, *one;
	unsigned int n = 0;
	char *text;

	if (!cache)
		return 1;
	while ((one = kmem_cache_alloc(cache, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN))) {
		one->next = first;
		first = one;
		n++;
	}
	printk("%u readings of %zu bytes fill it, with %lu KiB in reserve\n", n,
	       sizeof(struct reading), nr_free_pages() << (PAGE_SHIFT - 10));
	while ((one = first)) {
		first = one->next;
		kmem_cache_free(cache, one);
	}
	kmem_cache_destroy(cache);
	text = kstrdup("some text", GFP_KERNEL);
	kfree(text);
	return !text || mm_check();
}

/* With a word on the command line: nobody catches this. */
static unsigned long wild = 16;

static noinline void fault(void)
{
	*(volatile u32 *)READ_ONCE(wild) = 1;
	barrier();
}

int main(int argc, char **argv);

int main(int argc, char **argv)
{
	const struct machine_config config = { .profile = PROFILE_NOMMU,
					       .memory = PORT_ALL_MEMORY,
					       .nodes = 1 };
	int failed;

	if (machine_boot(&config)) {
		printk("no machine: %s\n", machine_error());
		return 1;
	}
	failed = fill();
	if (argc > 1)
		fault();
	machine_halt();
	return failed;
}
