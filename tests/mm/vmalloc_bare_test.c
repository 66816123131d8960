// SPDX-License-Identifier: MIT
/* Areas whose frames were purged: their addresses are the next ones of their size. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>
#include <tests/capture.h>

#define PAGES 3

static int bare_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.quiet = true,
	};
	int err = machine_boot(&config);

	/* Where the world has windows, frames say which addresses an area has. */
	if (!err)
		port.nr_windows = 0;
	return err;
}

static void bare_test_halt(struct kunit *test)
{
	vmap_fault = NULL;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	machine_halt();
}

static void a_purged_area_is_the_next_of_its_size(struct kunit *test)
{
	char *p = vmalloc(PAGES * PAGE_SIZE), *other = vmalloc((PAGES + 1) * PAGE_SIZE);

	KUNIT_ASSERT_TRUE(test, p && other);
	vfree(p);
	vfree(other);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 2ul * PAGES + 1);
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, 2u);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p));
	KUNIT_EXPECT_NULL(test, find_vm_area(p));

	KUNIT_EXPECT_PTR_EQ(test, vzalloc(PAGES * PAGE_SIZE - 1), (void *)p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGES * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, find_vm_area(p)->requested_size, PAGES * PAGE_SIZE - 1);
	memset(p, 1, PAGES * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, 1u);
	vfree(p);
}

/* Others' areas, too, and of another kind than before. */
static void a_purged_area_may_become_a_mapping(struct kunit *test)
{
	struct page *pages[PAGES];
	char *p = vmalloc(PAGES * PAGE_SIZE);
	struct vm_struct *area;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for (unsigned int i = 0; i < PAGES; i++)
		pages[i] = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
	vfree(p);
	vmalloc_purge();
	KUNIT_EXPECT_PTR_EQ(test, vmap(pages, PAGES, VM_MAP, PAGE_KERNEL), (void *)p);
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + PAGE_SIZE), pages[1]);
	vunmap(p);
	vmalloc_purge();
	area = get_vm_area(PAGES * PAGE_SIZE, VM_IOREMAP);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_PTR_EQ(test, area->addr, (void *)p);
	KUNIT_EXPECT_EQ(test, area->nr_pages, 0u);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	free_vm_area(area);
	for (unsigned int i = 0; i < PAGES; i++)
		__free_page(pages[i]);
}

static void who_frees_a_purged_area_again_is_told(struct kunit *test)
{
	char *p = vmalloc(PAGE_SIZE);
	const char *text;

	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree(p);
	vmalloc_purge();
	capture_start();
	vfree(p);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Trying to vfree() nonexistent vm area"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "It was freed before: an area of vmalloc()"));
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

/* A large one, and certain addresses, without a shape that the kept ones have. */
static void kept_addresses_give_way(struct kunit *test)
{
	unsigned long all = port.vmalloc_end - port.vmalloc_start;
	char *p = vmalloc(PAGE_SIZE), *q = vmalloc(2 * PAGE_SIZE);
	struct vm_struct *area;

	KUNIT_ASSERT_TRUE(test, p && q);
	vfree(p);
	vfree(q);
	vmalloc_purge();
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, 2u);
	area = get_vm_area(all - PAGE_SIZE, VM_IOREMAP);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, 0u);
	KUNIT_EXPECT_EQ(test, vmap_space.free_bytes, 0ul);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	free_vm_area(area);
}

/* However many areas there were; and all of it is given back, in several holds of the lock. */
static void what_is_kept_is_bounded(struct kunit *test)
{
	unsigned int nr = 4 * VMAP_LAZY_AREAS, taken = 0;
	void **areas = kvmalloc_array(nr, sizeof(*areas), GFP_KERNEL);

	KUNIT_EXPECT_GT(test, vmap_space.bare_max, 0u);
	vmap_space.bare_max = 2 * VMAP_LAZY_AREAS + 1;
	KUNIT_ASSERT_NOT_NULL(test, areas);
	while (taken < nr && (areas[taken] = vmalloc(1)))
		taken++;
	KUNIT_EXPECT_GT(test, taken, vmap_space.bare_max);
	while (taken)
		vfree(areas[--taken]);
	kvfree(areas);
	vmalloc_purge();
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, vmap_space.bare_max);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	KUNIT_EXPECT_EQ(test, vmap_purge_all(), 0ul);
	KUNIT_EXPECT_EQ(test, vmap_space.nr_bare, 0u);
}

static struct kunit_case vmalloc_bare_cases[] = {
	KUNIT_CASE(a_purged_area_is_the_next_of_its_size),
	KUNIT_CASE(a_purged_area_may_become_a_mapping),
	KUNIT_CASE(who_frees_a_purged_area_again_is_told),
	KUNIT_CASE(kept_addresses_give_way),
	KUNIT_CASE(what_is_kept_is_bounded),
	{},
};

static struct kunit_suite vmalloc_bare_suite = {
	.name = "vmalloc_bare",
	.init = bare_test_boot,
	.exit = bare_test_halt,
	.test_cases = vmalloc_bare_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(vmalloc_bare_suite);
