// SPDX-License-Identifier: MIT
/*
 * An object cache, a reserved pool and page blocks in an ordinary C program.
 *
 * The lesson: three allocators for three needs.
 *
 * - Many objects of one kind come from a cache.  Its constructor runs when memory for objects is
 *   taken, not with each allocation, so a freed object must be left as the constructor made it.
 * - Work that must go on when memory is short draws from a pool, which keeps a few objects back.
 * - Large aligned buffers are blocks of pages; an order counts in powers of two.
 *
 *	$ cc cache_pool_pages.c $(pkg-config --cflags --libs ashlar) && ./a.out
 *	cache:   the first packet is idle
 *	cache:   56 objects of 72 bytes, 56 in a slab of 1 page
 *	cache:   the constructor ran for every object there: yes
 *	cache:   a freed packet is the next one given out, still warm: yes
 *	pool:    with every page taken, one more is not to be had
 *	pool:    but a reserve of 4 gives 4
 *	pages:   100000 bytes want order 5: 131072 bytes
 *	pages:   aligned to their size: yes
 *	pages:   an address inside leads back to its page: yes
 *	machine: 0 broken invariants, 0 mistakes
 */
#include <stdio.h>
#include <string.h>

#include <ashlar/ashlar.h>

struct packet {
	unsigned long serial;
	unsigned int length;
	char state; /* 'I' for idle, in every packet that nobody uses */
	char data[47];
};

static unsigned int constructed;

static void packet_construct(void *object)
{
	struct packet *packet = object;

	packet->state = 'I';
	constructed++;
}

/* The memory that one cache takes up, as slabinfo has it: slabs, and objects in each. */
static void print_cache(const char *name)
{
	char text[16384], *line;
	unsigned long active, objects, size, per_slab, pages;

	ashlar_show("slabinfo", text, sizeof(text));
	line = strstr(text, name);
	if (line && sscanf(line + strlen(name), "%lu %lu %lu %lu %lu", &active, &objects, &size,
			   &per_slab, &pages) == 5)
		printf("cache:   %lu objects of %lu bytes, %lu in a slab of %lu page%s\n", objects,
		       size, per_slab, pages, pages > 1 ? "s" : "");
}

static int use_cache(struct kmem_cache *packets)
{
	struct packet *packet = kmem_cache_alloc(packets, GFP_KERNEL), *again;

	if (!packet)
		return -1;
	printf("cache:   the first packet is %s\n", packet->state == 'I' ? "idle" : "undefined");
	print_cache("packet");
	printf("cache:   the constructor ran for every object there: %s\n",
	       constructed > 1 ? "yes" : "no");
	packet->serial = 7;
	kmem_cache_free(packets, packet);
	again = kmem_cache_alloc(packets, GFP_KERNEL);
	printf("cache:   a freed packet is the next one given out, still warm: %s\n",
	       again == packet ? "yes" : "no");
	kmem_cache_free(packets, again);
	return 0;
}

/* Take every page there is; the first word of each page leads to the one before. */
static void **take_all(void)
{
	void **last = NULL, **page;

	while ((page = (void **)__get_free_page(GFP_NOWAIT))) {
		*page = last;
		last = page;
	}
	return last;
}

static void give_back(void **page)
{
	while (page) {
		void **before = *page;

		free_page((unsigned long)page);
		page = before;
	}
}

static int use_pool(void)
{
	mempool_t *pool = mempool_create_page_pool(4, 0);
	struct page *element[8];
	void **others;
	int got = 0;

	if (!pool)
		return -1;
	others = take_all();
	printf("pool:    with every page taken, one more is %s\n",
	       __get_free_page(GFP_NOWAIT) ? "there" : "not to be had");
	while (got < 8 && (element[got] = mempool_alloc(pool, GFP_NOWAIT)))
		got++;
	printf("pool:    but a reserve of 4 gives %d\n", got);
	while (got)
		mempool_free(element[--got], pool);
	give_back(others);
	mempool_destroy(pool);
	return 0;
}

static int use_pages(void)
{
	int order = get_order(100000);
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, order);
	char *buffer;

	if (!page)
		return -1;
	buffer = page_address(page);
	printf("pages:   100000 bytes want order %d: %lu bytes\n", order, PAGE_SIZE << order);
	printf("pages:   aligned to their size: %s\n",
	       (unsigned long)buffer % (PAGE_SIZE << order) == 0 ? "yes" : "no");
	printf("pages:   an address inside leads back to its page: %s\n",
	       page_to_pfn(virt_to_page(buffer + 99999)) - page_to_pfn(page) ==
			       99999 >> PAGE_SHIFT ?
		       "yes" :
		       "no");
	__free_pages(page, order);
	return 0;
}

int main(void)
{
	/* Small, so that it can be filled. */
	const struct ashlar_config config = { .memory = 32ul << 20, .quiet = true };
	struct kmem_cache *packets;

	if (ashlar_boot(&config)) {
		fprintf(stderr, "no machine: %s\n", ashlar_error());
		return 1;
	}
	packets = kmem_cache_create("packet", sizeof(struct packet), 0, 0, packet_construct);
	if (!packets || use_cache(packets) || use_pool() || use_pages()) {
		fprintf(stderr, "no memory\n");
		return 1;
	}
	kmem_cache_destroy(packets);
	printf("machine: %d broken invariants, %lu mistakes\n", ashlar_check(), ashlar_reports());
	return 0;
}
