// SPDX-License-Identifier: MIT
/* The order in which a new slab's objects are linked. */
#include <linux/kernel.h>
#include <mm/slab/slab.h>

static slab_flags_t debug_default;

slab_flags_t slab_options(const char *name, u32 object_size, slab_flags_t flags)
{
	return flags | debug_default;
}

int slab_options_init(void)
{
	const char *debug = machine_config()->debug;

	debug_default = debug ? slab_debug_parse(debug) : 0;
	return 0;
}

int slab_random_create(struct kmem_cache *s)
{
	s->random = 0;
	s->random_order = NULL;
	return 0;
}

void slab_random_destroy(struct kmem_cache *s)
{
}

/** slab_link_objects - make the free list of a new slab. */
void slab_link_objects(struct kmem_cache *s, struct page *page)
{
	void *next = NULL;

	for (u32 i = s->objects; i--; next = slab_object(s, page, i))
		set_freepointer(s, slab_object(s, page, i), next);
	/* Whoever looks for movable pages looks at this word, too: mm/page/pageblock.c. */
	WRITE_ONCE(page->freelist, next);
}
