// SPDX-License-Identifier: MIT
/* Every function of <ashlar/ashlar.h>, once at least, as C programs call them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ashlar/ashlar.h>

#include "check.h"

struct object {
	long number;
	char text[40];
};

static int is_zero(const void *p, size_t n)
{
	const char *c = p;

	while (n--)
		if (*c++)
			return 0;
	return 1;
}

static void bytes(void)
{
	char *p = kmalloc(100, GFP_KERNEL), *q;

	CHECK(p && ksize(p) == 128 && kmalloc_size_roundup(100) == 128);
	memset(p, 'x', 100);
	p = krealloc(p, 5000, GFP_KERNEL);
	CHECK(p && p[0] == 'x' && p[99] == 'x');
	kfree_sensitive(p);
	CHECK(kmalloc(0, GFP_KERNEL) == ZERO_SIZE_PTR);
	CHECK(ZERO_OR_NULL_PTR(ZERO_SIZE_PTR) && ZERO_OR_NULL_PTR(NULL));
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	CHECK(!kmalloc_array(SIZE_MAX / 2, 3, GFP_KERNEL));
	CHECK(!kcalloc(SIZE_MAX, 2, GFP_KERNEL));
	CHECK(!kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL | __GFP_NOWARN));
	p = kcalloc(100, 10, GFP_KERNEL);
	q = kzalloc(100000, GFP_KERNEL);
	CHECK(p && is_zero(p, 1000) && q && is_zero(q, 100000));
	kfree(p);
	kfree(q);
	p = kmalloc_node(64, GFP_KERNEL, 0);
	q = kmalloc_array(4, 16, GFP_NOWAIT);
	CHECK(p && (unsigned long)p % 64 == 0 && q && p != q);
	kfree(p);
	kfree(q);
	p = kstrdup("ashlar", GFP_KERNEL);
	q = kstrndup("ashlar", 3, GFP_KERNEL);
	CHECK(p && !strcmp(p, "ashlar") && q && !strcmp(q, "ash"));
	kfree(p);
	kfree(q);
	p = kmemdup("ashlar", 7, GFP_KERNEL);
	q = kmemdup_nul("ashlar", 2, GFP_KERNEL);
	CHECK(p && !strcmp(p, "ashlar") && q && !strcmp(q, "as"));
	kfree(p);
	kfree(q);
}

static void pages(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 3), *one;
	unsigned long addr;
	char *p = page_address(page);

	CHECK(page && p && is_zero(p, 8 * PAGE_SIZE));
	CHECK(virt_to_page(p + 5 * PAGE_SIZE) && virt_addr_valid(p));
	CHECK(page_to_pfn(virt_to_page(p + 5 * PAGE_SIZE)) == page_to_pfn(page) + 5);
	CHECK(pfn_to_page(page_to_pfn(page)) == page && page_to_nid(page) == 0);
	__free_pages(page, 3);
	addr = __get_free_pages(GFP_KERNEL, 1);
	CHECK(addr && addr % (2 * PAGE_SIZE) == 0);
	free_pages(addr, 1);
	addr = get_zeroed_page(GFP_KERNEL);
	CHECK(addr && is_zero((void *)addr, PAGE_SIZE));
	free_page(addr);
	free_page(0);
	p = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	CHECK(p != NULL);
	free_pages_exact(p, 3 * PAGE_SIZE);
	one = alloc_pages_node(0, GFP_KERNEL, 0);
	CHECK(one != NULL);
	get_page(one);
	put_page(one);
	__free_page(one);
	CHECK(!alloc_pages(GFP_KERNEL | __GFP_NOWARN, MAX_PAGE_ORDER + 1));
	CHECK(get_order(1) == 0 && get_order(PAGE_SIZE + 1) == 1 && get_order(0) > 40);
	CHECK(!virt_addr_valid(&one) && !virt_addr_valid(NULL));
}

static void many_pages(void)
{
	char *p = vmalloc(1000000), *q = vzalloc(5000), *r;

	CHECK(p && q && is_zero(q, 5000));
	memset(p, 'v', 1000000);
	CHECK(is_vmalloc_addr(p) && !is_vmalloc_addr(&p));
	r = page_address(vmalloc_to_page(p + PAGE_SIZE));
	CHECK(r && r != p + PAGE_SIZE && r[0] == 'v');
	vfree(p);
	vfree(q);
	vfree(NULL);
	p = kvmalloc(64, GFP_KERNEL);
	q = kvzalloc(64ul << 20, GFP_KERNEL);
	CHECK(p && !is_vmalloc_addr(p) && q && is_vmalloc_addr(q) && !q[64 << 19]);
	p = kvrealloc(p, 128, GFP_KERNEL);
	CHECK(p != NULL);
	kvfree(p);
	kvfree(q);
	p = kvmalloc_array(10, 10, GFP_KERNEL);
	q = kvcalloc(10, 1000, GFP_KERNEL);
	CHECK(p && q && is_zero(q, 10000) && !kvmalloc_array(SIZE_MAX, 2, GFP_KERNEL));
	kvfree(p);
	kvfree(q);
	p = kvmalloc_node(100, GFP_KERNEL, NUMA_NO_NODE);
	kvfree(p);
}

static unsigned int constructed;

static void construct(void *object)
{
	((struct object *)object)->number = 42;
	constructed++;
}

static void caches(void)
{
	struct kmem_cache_args args = { .align = 128, .ctor = construct };
	struct kmem_cache *plain = KMEM_CACHE(object, 0), *built, *aligned;
	struct object *o, *many[100];
	char text[8192];

	built = kmem_cache_create("built", sizeof(*o), 0, SLAB_HWCACHE_ALIGN, construct);
	aligned = kmem_cache_create("aligned", sizeof(*o), &args, SLAB_NO_MERGE);
	CHECK(plain && built && aligned);
	CHECK(kmem_cache_size(plain) == sizeof(*o) && !strcmp(kmem_cache_name(built), "built"));
	o = kmem_cache_alloc(built, GFP_KERNEL);
	CHECK(o && o->number == 42 && constructed);
	kmem_cache_free(built, o);
	o = kmem_cache_alloc_node(aligned, GFP_KERNEL, 0);
	CHECK(o && (unsigned long)o % 128 == 0 && o->number == 42);
	CHECK(ashlar_show("slabinfo", text, sizeof(text)) > 0 && strstr(text, "aligned"));
	CHECK(ashlar_show("/sys/kernel/slab/aligned/align", text, sizeof(text)) == 4 &&
	      !strcmp(text, "128\n"));
	CHECK(ashlar_show("/sys/kernel/slab/nobody/align", text, sizeof(text)) == -EINVAL);
	kmem_cache_free(aligned, o);
	o = kmem_cache_zalloc(plain, GFP_KERNEL);
	CHECK(o && is_zero(o, sizeof(*o)));
	kmem_cache_free(plain, o);
	CHECK(kmem_cache_alloc_bulk(plain, GFP_KERNEL, 100, (void **)many) == 100);
	CHECK(many[0] && many[99] && many[0] != many[99]);
	kmem_cache_free_bulk(plain, 100, (void **)many);
	CHECK(kmem_cache_shrink(plain) == 0);
	kmem_cache_destroy(plain);
	kmem_cache_destroy(built);
	kmem_cache_destroy(aligned);
	kmem_cache_destroy(NULL);
}

static void *make(gfp_t gfp, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp);
}

static void unmake(void *element, void *pool_data)
{
	(void)pool_data;
	kfree(element);
}

static void pools(void)
{
	struct kmem_cache *cache = KMEM_CACHE(object, 0);
	mempool_t *pool[4];

	pool[0] = mempool_create(4, make, unmake, (void *)100);
	pool[1] = mempool_create_slab_pool(4, cache);
	pool[2] = mempool_create_kmalloc_pool(4, 100);
	pool[3] = mempool_create_page_pool(4, 1);
	for (int i = 0; i < 4; i++) {
		void *element;

		CHECK(pool[i] != NULL);
		element = mempool_alloc(pool[i], GFP_KERNEL);
		CHECK(element != NULL);
		mempool_free(element, pool[i]);
		CHECK(mempool_resize(pool[i], 8) == 0);
		mempool_destroy(pool[i]);
	}
	mempool_destroy(NULL);
	kmem_cache_destroy(cache);
}

static void machine(void)
{
	static const char *const files[] = { "vmallocinfo", "buddyinfo", "meminfo", "pagetypeinfo",
					     "slabinfo",    "vmstat",	 "zoneinfo" };
	char text[1 << 16], little[16];

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		long size = ashlar_show(files[i], text, sizeof(text));

		/* vmallocinfo has no header, and there may be no area. */
		CHECK(size >= 0 && strlen(text) == (size_t)size && (size || i == 0));
	}
	CHECK(ashlar_show("meminfo", little, sizeof(little)) > 15 && strlen(little) == 15);
	CHECK(ashlar_show("meminfo", NULL, 0) > 15);
	CHECK(ashlar_show("nothing", text, sizeof(text)) == -EINVAL);
	CHECK(!strcmp(ashlar_version(), ASHLAR_VERSION));
	CHECK(ashlar_boot(NULL) == -EBUSY && strstr(ashlar_error(), "runs already"));
	CHECK(ashlar_running() && ashlar_check() == 0 && ashlar_reports() == 0);
	ashlar_halt();
	CHECK(!ashlar_running() && ashlar_show("meminfo", text, sizeof(text)) == -ENODEV);
	CHECK(ashlar_check() == 0);
	ashlar_halt();
}

int main(void)
{
	CHECK(!ashlar_running() && ashlar_error()[0] == 0);
	bytes();
	pages();
	many_pages();
	caches();
	pools();
	machine();
	/* After a halt memory is there again with the next call. */
	kfree(kmalloc(100, GFP_KERNEL));
	CHECK(ashlar_running());
	bytes();
	machine();
	return failures != 0;
}
