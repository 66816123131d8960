// SPDX-License-Identifier: MIT
/* vmalloc and vmap: what they promise, what they refuse, and their invariants after every step. */
#include <kunit/test.h>
#include <linux/hardirq.h>
#include <linux/highmem.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/vmalloc.h>

/* Without an MMU the same calls give contiguous memory, and there are no areas to ask about. */
#define MMU IS_ENABLED(CONFIG_MMU)

#define NEEDS_MMU(test)                                      \
	do {                                                 \
		if (!MMU)                                    \
			kunit_skip(test, "there is no MMU"); \
	} while (0)

#define NPAGES 5

static int boot(u64 memory, unsigned int nodes)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = memory,
		.nodes = nodes,
		.cpus = 2,
		.quiet = true,
	};

	int err = machine_boot(&config);

	/* Where a freed area waits, and for whom, is a matter of the CPU. */
	return err ? err : port_cpu_bind(0);
}

static int vmalloc_test_boot(struct kunit *test)
{
	return boot(SZ_256M, 1);
}

static void vmalloc_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	port_cpu_bind(-1);
	machine_halt();
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* Every page of [p, p + size) is a page of its own, seen alike at both of its addresses. */
static void expect_mapped(struct kunit *test, char *p, unsigned long size)
{
	unsigned long at;

	for (at = 0; at < size; at += PAGE_SIZE) {
		struct page *page = vmalloc_to_page(p + at);
		unsigned long *direct, *mapped = (unsigned long *)(p + at);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn(p + at), page_to_pfn(page));
		direct = page_address(page);
		*mapped = at ^ 0x5a5a5a5a;
		KUNIT_EXPECT_EQ(test, *direct, at ^ 0x5a5a5a5a);
		*direct = at;
		KUNIT_EXPECT_EQ(test, *mapped, at);
	}
	/* Written last to first they would differ now, were a page mapped twice. */
	for (at = 0; at < size; at += PAGE_SIZE)
		KUNIT_EXPECT_EQ(test, *(unsigned long *)(p + at), at);
}

static const unsigned long sizes[] = {
	1,	PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE + 100,
	SZ_64K, SZ_1M + 1,     8 * SZ_1M,
};
KUNIT_ARRAY_PARAM(size, sizes, NULL)

static void vmalloc_maps_every_page(struct kunit *test)
{
	unsigned long size = *(const unsigned long *)test->param_value;
	char *p = MMU || size <= KMALLOC_MAX_SIZE ? vmalloc(size) : NULL;

	if (!MMU && !p)
		kunit_skip(test, "more than the largest block");
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(p));
	KUNIT_EXPECT_EQ(test, is_vmalloc_addr(p), MMU);
	KUNIT_EXPECT_EQ(test, is_vmalloc_or_module_addr(p + size - 1), MMU);
	expect_mapped(test, p, size);
	vfree(p);
}

static void vmalloc_describes_its_areas(struct kunit *test)
{
	const unsigned long size = 3 * PAGE_SIZE - 5, bytes = 3 * PAGE_SIZE;
	struct vm_struct *area;
	char *p = vmalloc(size);

	NEEDS_MMU(test);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p + bytes));
	KUNIT_EXPECT_EQ(test, vmalloc_to_pfn(p + bytes), 0ul);

	area = find_vm_area(p + size - 1);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_PTR_EQ(test, area->addr, (void *)p);
	KUNIT_EXPECT_EQ(test, area->size, bytes + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(area), bytes);
	KUNIT_EXPECT_EQ(test, area->nr_pages, bytes >> PAGE_SHIFT);
	KUNIT_EXPECT_PTR_EQ(test, area->pages[0], vmalloc_to_page(p));
	KUNIT_EXPECT_EQ(test, area->requested_size, size);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(p);
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p));
}

static void vmalloc_refuses_the_impossible(struct kunit *test)
{
	unsigned long before = report_count;

	KUNIT_EXPECT_NULL(test, vmalloc(0));
	KUNIT_EXPECT_NULL(test, vzalloc(0));
	/* Size 0 is warned about, but once in the life of the program. */
	KUNIT_EXPECT_LE(test, report_count - before, 1ul);
	kunit_expect_reports(test, (unsigned int)(report_count - before));
	KUNIT_EXPECT_NULL(test, vmalloc((totalram_pages() + 1) << PAGE_SHIFT));
	KUNIT_EXPECT_NULL(test, vmalloc(ULONG_MAX));
	KUNIT_EXPECT_NULL(test, vmalloc(ULONG_MAX - PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, vmalloc_array(SIZE_MAX / 2, 3));
	KUNIT_EXPECT_NULL(test, vcalloc(SIZE_MAX, SIZE_MAX));
	KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, 1ul << (BITS_PER_LONG - 1), GFP_KERNEL,
					       NUMA_NO_NODE, NULL));
	vfree(NULL);
	vunmap(NULL);
	vfree_atomic(NULL);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
}

static void vmalloc_zeroes_when_asked(struct kunit *test)
{
	char *p = vmalloc(3 * PAGE_SIZE), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0xee, 3 * PAGE_SIZE);
	vfree(p);
	q = vzalloc(3 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, !MMU || q == p);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, 3 * PAGE_SIZE));
	memset(q, 0xee, 3 * PAGE_SIZE);
	vfree(q);
	/* The same frames, by way of the page allocator. */
	vmalloc_purge();
	p = vcalloc(3, PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 3 * PAGE_SIZE));
	memset(p, 0xee, 3 * PAGE_SIZE);
	vfree(p);
	p = vmalloc_user(3 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 3 * PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, !MMU || find_vm_area(p)->flags & VM_USERMAP);
	vfree(p);
}

static void vmalloc_reuses_what_was_freed(struct kunit *test)
{
	char *a = vmalloc(4 * PAGE_SIZE), *b = vmalloc(4 * PAGE_SIZE);
	struct page *page = vmalloc_to_page(a);

	NEEDS_MMU(test);
	KUNIT_ASSERT_TRUE(test, a && b);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 8ul);
	vfree(a);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 4ul);
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 4ul);
	KUNIT_EXPECT_PTR_EQ(test, vmalloc(3 * PAGE_SIZE + 1), (void *)a);
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(a), page);
	KUNIT_EXPECT_EQ(test, find_vm_area(a)->requested_size, 3 * PAGE_SIZE + 1);
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 0ul);
	vfree(a);
	/* Another number of pages is another area; so is a request for certain frames. */
	a = vmalloc(3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 4ul);
	vfree(a);
	vfree(vmalloc_32(4 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 4ul + 3 + 4);
	vfree(b);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 15ul);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 0ul);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(b));
}

/* A page that someone else refers to outlives its area, and is nobody's new memory. */
static void vfree_leaves_pages_that_are_referenced(struct kunit *test)
{
	char *p = vmalloc(2 * PAGE_SIZE), *q;
	struct page *page;
	unsigned long free;

	NEEDS_MMU(test);
	KUNIT_ASSERT_NOT_NULL(test, p);
	page = vmalloc_to_page(p);
	get_page(page);
	p[0] = 'p';
	vfree(p);
	q = vzalloc(2 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_PTR_NE(test, vmalloc_to_page(q), page);
	vfree(q);
	vmalloc_purge();
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, *(char *)page_address(page), 'p');
	free = nr_free_pages();
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 1);
}

static void vmalloc_takes_flags_nodes_and_alignment(struct kunit *test)
{
	void *p;

	p = __vmalloc(PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE));
	vfree(p);
	p = __vmalloc(PAGE_SIZE, GFP_KERNEL | __GFP_HIGHMEM, PAGE_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	vfree_atomic(p);
	p = __vmalloc_node(3 * PAGE_SIZE, SZ_64K, GFP_KERNEL, 0, (void *)_THIS_IP_);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, (unsigned long)p % SZ_64K, 0ul);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(p);
	p = __vmalloc(2 * PAGE_SIZE, GFP_KERNEL | GFP_DMA);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, page_zonenum(vmalloc_to_page(p)), ZONE_DMA);
	vfree(p);
	p = vmalloc_32_user(PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_LT(test, page_to_phys(vmalloc_to_page(p)), 1ull << 32);
	vfree(p);
	NEEDS_MMU(test);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, 3 * PAGE_SIZE, GFP_KERNEL, 0, NULL));
	p = vmalloc_huge(SZ_2M, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	vfree(p);
}

static void vmalloc_takes_memory_of_the_node(struct kunit *test)
{
	int node, round;

	NEEDS_MMU(test);
	machine_halt();
	KUNIT_ASSERT_EQ(test, boot(SZ_256M, 2), 0);
	for (round = 0; round < 4; round++) {
		node = round % 2;
		void *p = vmalloc_node(9 * PAGE_SIZE, node), *q = vzalloc_node(PAGE_SIZE, node);

		KUNIT_ASSERT_TRUE(test, p && q);
		KUNIT_EXPECT_EQ(test, page_to_nid(vmalloc_to_page(p)), node);
		KUNIT_EXPECT_EQ(test, page_to_nid(vmalloc_to_page(q)), node);
		vfree(p);
		vfree(q);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 20ul);
}

static void vrealloc_keeps_the_contents(struct kunit *test)
{
	char *p = vrealloc(NULL, 100, GFP_KERNEL | __GFP_ZERO), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 'a', 100);
	q = vrealloc(p, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_PTR_EQ(test, q, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 'a', 100));
	KUNIT_EXPECT_NULL(test, memchr_inv(q + 100, 0, PAGE_SIZE - 100));
	memset(q, 'b', PAGE_SIZE);
	p = vrealloc(q, 3 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 'b', PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + PAGE_SIZE, 0, 2 * PAGE_SIZE));
	q = vrealloc(p, 10, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_PTR_EQ(test, q, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(q + 10, 0, 3 * PAGE_SIZE - 10));
	KUNIT_EXPECT_NULL(test, vrealloc(q, ULONG_MAX, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, q[9], 'b');
	KUNIT_EXPECT_NULL(test, vrealloc(q, 0, GFP_KERNEL));

	NEEDS_MMU(test);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_NULL(test, vrealloc(q, 10, GFP_KERNEL));
}

/* ---- mistakes -------------------------------------------------------------------------------- */

static void vfree_of_anything_else_is_reported(struct kunit *test)
{
	char *p = vmalloc(2 * PAGE_SIZE), *k = kmalloc(PAGE_SIZE, GFP_KERNEL), local;

	NEEDS_MMU(test);
	KUNIT_ASSERT_TRUE(test, p && k);
	kunit_expect_reports(test, 8);
	vfree(p + 1);
	vfree(p + PAGE_SIZE);
	vfree(p + 2 * PAGE_SIZE);
	vfree(k);
	vfree(&local);
	vunmap(p);
	vm_unmap_ram(p, 2);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 2ul);
	vfree(p);
	vfree(p);
	kfree(k);
}

static void vmalloc_from_an_interrupt_is_reported(struct kunit *test)
{
	void *p = vmalloc(PAGE_SIZE);

	kunit_expect_reports(test, 2);
	irq_enter();
	KUNIT_EXPECT_NULL(test, vmalloc(PAGE_SIZE));
	vfree_atomic(p);
	irq_exit();
	p = vmalloc(PAGE_SIZE);
	irq_enter();
	vfree(p);
	irq_exit();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
}

/* ---- mappings made by hand ------------------------------------------------------------------- */

static void take_pages(struct kunit *test, struct page **pages, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
}

static void vmap_shows_the_same_bytes(struct kunit *test)
{
	struct page *pages[NPAGES], *turned[NPAGES];
	unsigned long *up, *down, step = PAGE_SIZE / sizeof(long);
	int i;

	NEEDS_MMU(test);
	take_pages(test, pages, NPAGES);
	for (i = 0; i < NPAGES; i++)
		turned[i] = pages[NPAGES - 1 - i];
	up = vmap(pages, NPAGES, VM_MAP, PAGE_KERNEL);
	down = vmap(turned, NPAGES, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_TRUE(test, up && down);
	for (i = 0; i < NPAGES; i++) {
		unsigned long *direct = page_address(pages[i]);

		up[i * step] = i + 100;
		KUNIT_EXPECT_EQ(test, *direct, i + 100);
		KUNIT_EXPECT_EQ(test, down[(NPAGES - 1 - i) * step], i + 100);
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(up + i * step), pages[i]);
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(down + i * step), turned[i]);
	}
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(up + NPAGES * step));
	KUNIT_EXPECT_NULL(test, find_vm_area(up)->pages);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vunmap(up);
	KUNIT_EXPECT_EQ(test, down[0], NPAGES + 99ul);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(down);
	for (i = 0; i < NPAGES; i++) {
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
	kunit_expect_reports(test, 1);
	vunmap(down);
}

static void vmap_gives_the_pages_away(struct kunit *test)
{
	struct page **pages = kvmalloc_array(NPAGES, sizeof(*pages), GFP_KERNEL);
	unsigned long free;
	void *p;

	NEEDS_MMU(test);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	take_pages(test, pages, NPAGES);
	free = nr_free_pages() + vmalloc_own_pages();
	p = vmap(pages, NPAGES, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(p)->pages, pages);
	vfree(p);
	KUNIT_EXPECT_EQ(test, nr_free_pages() + vmalloc_own_pages(), free + NPAGES);
}

static void vmap_refuses_bad_pages(struct kunit *test)
{
	struct page *pages[NPAGES], *last;

	NEEDS_MMU(test);
	take_pages(test, pages, NPAGES);
	KUNIT_EXPECT_NULL(test, vmap(pages, 0, VM_MAP, PAGE_KERNEL));
	KUNIT_EXPECT_NULL(test, vmap(pages, totalram_pages() + 1, VM_MAP, PAGE_KERNEL));
	kunit_expect_reports(test, 2);
	last = pages[NPAGES - 1];
	pages[NPAGES - 1] = NULL;
	KUNIT_EXPECT_NULL(test, vmap(pages, NPAGES, VM_MAP, PAGE_KERNEL));
	pages[NPAGES - 1] = (void *)&pages;
	KUNIT_EXPECT_NULL(test, vmap(pages, NPAGES, VM_MAP, PAGE_KERNEL));
	pages[NPAGES - 1] = last;
	for (int i = 0; i < NPAGES; i++)
		__free_page(pages[i]);
}

static void vm_map_ram_is_undone_by_its_own_call(struct kunit *test)
{
	struct page *pages[NPAGES];
	char *p, *q;

	NEEDS_MMU(test);
	take_pages(test, pages, NPAGES);
	p = vm_map_ram(pages, NPAGES, NUMA_NO_NODE);
	q = vm_map_ram(pages, 1, NUMA_NO_NODE, PAGE_KERNEL);
	KUNIT_ASSERT_TRUE(test, p && q);
	*q = 'q';
	KUNIT_EXPECT_EQ(test, *p, 'q');
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + PAGE_SIZE), pages[1]);

	kunit_expect_reports(test, 3);
	vfree(p);
	vunmap(p);
	vm_unmap_ram(p, NPAGES - 1);
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p), pages[0]);
	vm_unmap_ram(p, NPAGES);
	vm_unmap_ram(q, 1);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p));
	vm_unmap_aliases();
	for (int i = 0; i < NPAGES; i++)
		__free_page(pages[i]);
}

static void get_vm_area_reserves_addresses(struct kunit *test)
{
	struct vm_struct *a = get_vm_area(SZ_64K, VM_IOREMAP), *b = get_vm_area(1, VM_MAP);

	NEEDS_MMU(test);
	KUNIT_ASSERT_TRUE(test, a && b);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(a), (size_t)SZ_64K);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(b), PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(a->addr + 100), a);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(a->addr));
	KUNIT_EXPECT_NULL(test, get_vm_area(0, VM_MAP));
	KUNIT_EXPECT_NULL(test, get_vm_area(ULONG_MAX, VM_MAP));
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	free_vm_area(a);
	free_vm_area(b);
}

/* ---- texts and events ------------------------------------------------------------------------ */

static void vmallocinfo_lists_the_areas(struct kunit *test)
{
	static char text[4096];
	struct textbuf t;
	struct page *page = alloc_page(GFP_KERNEL);
	void *p, *q, *r;

	NEEDS_MMU(test);
	KUNIT_ASSERT_NOT_NULL(test, page);
	textbuf_init(&t, text, sizeof(text));
	p = vmalloc(5 * PAGE_SIZE);
	q = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	r = vm_map_ram(&page, 1, NUMA_NO_NODE);
	vfree(vmalloc_user(2 * PAGE_SIZE));
	vmallocinfo_show(&t);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " pages=5 vmalloc N0=5\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " vmap\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " vm_map_ram\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " unpurged vm_area\n"));
	kunit_info(test, "\n%s", text);
	vm_unmap_ram(r, 1);
	vunmap(q);
	vfree(p);
	__free_page(page);
}

static struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE_PARAM(vmalloc_maps_every_page, size_gen_params),
	KUNIT_CASE(vmalloc_describes_its_areas),
	KUNIT_CASE(vmalloc_refuses_the_impossible),
	KUNIT_CASE(vmalloc_zeroes_when_asked),
	KUNIT_CASE(vmalloc_reuses_what_was_freed),
	KUNIT_CASE(vfree_leaves_pages_that_are_referenced),
	KUNIT_CASE(vmalloc_takes_flags_nodes_and_alignment),
	KUNIT_CASE(vmalloc_takes_memory_of_the_node),
	KUNIT_CASE(vrealloc_keeps_the_contents),
	KUNIT_CASE(vfree_of_anything_else_is_reported),
	KUNIT_CASE(vmalloc_from_an_interrupt_is_reported),
	KUNIT_CASE(vmap_shows_the_same_bytes),
	KUNIT_CASE(vmap_gives_the_pages_away),
	KUNIT_CASE(vmap_refuses_bad_pages),
	KUNIT_CASE(vm_map_ram_is_undone_by_its_own_call),
	KUNIT_CASE(get_vm_area_reserves_addresses),
	KUNIT_CASE(vmallocinfo_lists_the_areas),
	{},
};

static struct kunit_suite vmalloc_suite = {
	.name = "vmalloc",
	.init = vmalloc_test_boot,
	.exit = vmalloc_test_halt,
	.test_cases = vmalloc_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(vmalloc_suite);
