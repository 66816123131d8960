// SPDX-License-Identifier: MIT
/* A machine without an MMU: the calls of vmalloc and kmap on memory that cannot be mapped. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/vmalloc.h>

#define BLOCK (PAGE_SIZE << MAX_PAGE_ORDER)
#define LARGE (BLOCK / 4)

static int nommu_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_NOMMU,
		.memory = 16 * BLOCK,
		.nodes = 1,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void nommu_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static void vmalloc_is_contiguous(struct kunit *test)
{
	const unsigned long sizes[] = { 1, PAGE_SIZE, 3 * PAGE_SIZE, LARGE };

	KUNIT_EXPECT_FALSE(test, port.has_mmu);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *p = vzalloc(sizes[i]);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(p));
		KUNIT_EXPECT_TRUE(test, virt_addr_valid(p));
		KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(p));
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, sizes[i]));
		for (unsigned long at = 0; at < sizes[i]; at += PAGE_SIZE)
			KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + at),
					    virt_to_page(p) + (at >> PAGE_SHIFT));
		KUNIT_EXPECT_NULL(test, find_vm_area(p));
		memset(p, 1, sizes[i]);
		vfree(p);
	}
	KUNIT_EXPECT_NULL(test, vmalloc(KMALLOC_MAX_SIZE + 1));
	KUNIT_EXPECT_NULL(test, vmalloc_huge(2 * KMALLOC_MAX_SIZE, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 0ul);
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 0ul);
}

static void vfree_gives_the_block_back(struct kunit *test)
{
	unsigned long free;
	char *p;

	vfree(vmalloc(LARGE));
	free = nr_free_pages();
	p = vmalloc(LARGE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	p = vrealloc(p, 2 * LARGE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_LE(test, nr_free_pages() + (2 * LARGE >> PAGE_SHIFT), free);
	vfree(p);
	KUNIT_EXPECT_GE(test, nr_free_pages() + 64, free);
	kunit_expect_reports(test, 2);
	vfree(p + 1);
	vfree((void *)PAGE_SIZE);
}

static void vmap_agrees_to_what_is_so(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 1), *pages[2];
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, block);
	pages[0] = block;
	pages[1] = block + 1;
	p = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, p, page_address(block));
	vunmap(p);
	p = vm_map_ram(pages, 2, NUMA_NO_NODE);
	KUNIT_EXPECT_PTR_EQ(test, p, page_address(block));
	vm_unmap_ram(p, 2);
	vm_unmap_aliases();
	pages[0] = block + 1;
	pages[1] = block;
	KUNIT_EXPECT_NULL(test, vmap(pages, 2, VM_MAP, PAGE_KERNEL));
	KUNIT_EXPECT_NULL(test, get_vm_area(PAGE_SIZE, VM_MAP));
	KUNIT_EXPECT_EQ(test, map_kernel_range(PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL, pages), -EINVAL);
	__free_pages(block, 1);
}

static void kmap_is_the_page_s_address(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_PTR_EQ(test, kmap(page), page_address(page));
	kunmap(page);
	KUNIT_EXPECT_PTR_EQ(test, kmap_local_page(page), page_address(page));
	kunmap_local(page_address(page));
	__free_page(page);
}

static void kvmalloc_ends_at_the_largest_block(struct kunit *test)
{
	void *p = kvmalloc(LARGE, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, kvmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL | __GFP_NOWARN));
	kvfree(p);
}

static struct kunit_case vmalloc_nommu_cases[] = {
	KUNIT_CASE(vmalloc_is_contiguous),
	KUNIT_CASE(vfree_gives_the_block_back),
	KUNIT_CASE(vmap_agrees_to_what_is_so),
	KUNIT_CASE(kmap_is_the_page_s_address),
	KUNIT_CASE(kvmalloc_ends_at_the_largest_block),
	{},
};

static struct kunit_suite vmalloc_nommu_suite = {
	.name = "vmalloc_nommu",
	.init = nommu_test_boot,
	.exit = nommu_test_halt,
	.test_cases = vmalloc_nommu_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(vmalloc_nommu_suite);
