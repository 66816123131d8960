// SPDX-License-Identifier: MIT
/* Areas that may be mapped by huge pages: how they lie, what they take, and what serves instead. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <base/base.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/area.h>
#include <tests/capture.h>

#define ORDER ((unsigned int)min(PAGE_SHIFT - 3, MAX_PAGE_ORDER))
#define HUGE  (PAGE_SIZE << ORDER)

static int huge_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = max(SZ_64M, 16 * HUGE),
		.nodes = 1,
		.cpus = 2,
		.quiet = true,
	};
	int err = machine_boot(&config);

	return err ? err : port_cpu_bind(0);
}

static void huge_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	port_cpu_bind(-1);
	machine_halt();
}

/* Every run of ORDER is one block, at addresses aligned to it. */
static void expect_huge(struct kunit *test, const char *p)
{
	const struct vm_struct *area = find_vm_area(p);

	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_EQ(test, area->page_order, ORDER);
	KUNIT_EXPECT_EQ(test, (unsigned long)p % HUGE, 0ul);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(area) % HUGE, 0ul);
	for (unsigned long at = 0; at < get_vm_area_size(area); at += PAGE_SIZE) {
		unsigned long first = vmalloc_to_pfn(p + ALIGN_DOWN(at, HUGE));

		KUNIT_ASSERT_EQ(test, first % (1ul << ORDER), 0ul);
		KUNIT_ASSERT_EQ(test, vmalloc_to_pfn(p + at), first + (at % HUGE >> PAGE_SHIFT));
	}
}

static void vmalloc_huge_takes_whole_huge_pages(struct kunit *test)
{
	struct textbuf t = { .buf = kzalloc(SZ_64K, GFP_KERNEL), .size = SZ_64K };
	const unsigned long size = 2 * HUGE + PAGE_SIZE + 1;
	char *p = vmalloc_huge(size, GFP_KERNEL), wanted[64];
	struct vm_struct *area;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, t.buf);
	expect_huge(test, p);
	area = find_vm_area(p);
	KUNIT_EXPECT_EQ(test, area->requested_size, size);
	KUNIT_EXPECT_EQ(test, area->nr_pages, 3u << ORDER);
	KUNIT_EXPECT_EQ(test, area->size, 3 * HUGE + PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p + 3 * HUGE));
	memset(p, 0x5a, 3 * HUGE);
	vmallocinfo_show(&t);
	snprintf(wanted, sizeof(wanted), " pages=%lu vmalloc", 3ul << ORDER);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(t.buf, wanted), "no \"%s\" in:\n%s", wanted, t.buf);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(p);
	kfree(t.buf);
}

/* What was freed serves the next of the size, also where that asks for no huge pages. */
static void vmalloc_huge_area_serves_again(struct kunit *test)
{
	char *p = vmalloc_huge(HUGE, GFP_KERNEL), *again;

	KUNIT_ASSERT_NOT_NULL(test, p);
	p[0] = 1;
	vfree(p);
	again = vmalloc_huge(HUGE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_PTR_EQ(test, again, p);
	KUNIT_EXPECT_EQ(test, again[0], 0);
	expect_huge(test, again);
	vfree(again);
	again = vmalloc(HUGE);
	KUNIT_EXPECT_PTR_EQ(test, again, p);
	vfree(again);
}

static void vmalloc_huge_of_less_is_plain(struct kunit *test)
{
	char *p = vmalloc_huge(HUGE - PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, find_vm_area(p)->page_order, 0u);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(find_vm_area(p)), HUGE - PAGE_SIZE);
	vfree(p);
}

/* So many of the next tries of one step fail. */
static unsigned int fails_left;
static enum vmap_step fails_at;

static bool fail(enum vmap_step step)
{
	return step == fails_at && fails_left && fails_left--;
}

static void vmalloc_huge_falls_back_to_pages(struct kunit *test)
{
	static const enum vmap_step steps[] = { VMAP_STEP_AREA, VMAP_STEP_ARRAY, VMAP_STEP_PAGES,
						VMAP_STEP_MAP };
	unsigned long size = HUGE + PAGE_SIZE;
	const char *text;
	char *p;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		fails_at = steps[i];
		fails_left = 1;
		/* Two huge pages are first looked for as one block; a mapping is tried twice. */
		if (steps[i] == VMAP_STEP_PAGES)
			fails_left = min(ORDER + 1, (unsigned int)MAX_PAGE_ORDER) - ORDER + 1;
		if (steps[i] == VMAP_STEP_MAP)
			fails_left = 2;
		vmap_fault = fail;
		capture_start();
		p = vmalloc_huge(size, GFP_KERNEL);
		text = capture_stop();
		vmap_fault = NULL;
		KUNIT_ASSERT_NOT_NULL(test, p);
		/* Not a word of it. */
		KUNIT_EXPECT_STREQ(test, text, "");
		KUNIT_EXPECT_EQ(test, fails_left, 0u);
		KUNIT_EXPECT_EQ(test, find_vm_area(p)->page_order, 0u);
		KUNIT_EXPECT_EQ(test, get_vm_area_size(find_vm_area(p)), size);
		memset(p, 1, size);
		vfree(p);
		KUNIT_EXPECT_EQ(test, vmap_check(), 0);
		vmalloc_purge();
	}
}

/* A link in the memory itself, for holding as much as there is. */
struct held {
	struct held *next;
};

/* With every other page in use there is no huge page, but memory enough. */
static void vmalloc_huge_in_a_fragmented_machine(struct kunit *test)
{
	struct held *odd = NULL, *even = NULL, *page;
	char *p;

	while ((page = (struct held *)__get_free_page(GFP_NOWAIT | __GFP_NOWARN))) {
		struct held **list = virt_to_pfn(page) % 2 ? &odd : &even;

		page->next = *list;
		*list = page;
	}
	for (; even; even = page) {
		page = even->next;
		free_page((unsigned long)even);
	}
	p = vmalloc_huge(HUGE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, find_vm_area(p)->page_order, 0u);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(p);
	for (; odd; odd = page) {
		page = odd->next;
		free_page((unsigned long)odd);
	}
}

static void vmalloc_huge_check_sees_what_lies_wrong(struct kunit *test)
{
	char *p = vmalloc(3 * PAGE_SIZE);
	struct vm_struct *area;
	int found;

	KUNIT_ASSERT_NOT_NULL(test, p);
	area = find_vm_area(p);
	area->page_order = 1;
	capture_start();
	found = vmap_check();
	capture_stop();
	area->page_order = 0;
	KUNIT_EXPECT_GT(test, found, 0);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vfree(p);
}

static struct kunit_case vmalloc_huge_cases[] = {
	KUNIT_CASE(vmalloc_huge_takes_whole_huge_pages),
	KUNIT_CASE(vmalloc_huge_area_serves_again),
	KUNIT_CASE(vmalloc_huge_of_less_is_plain),
	KUNIT_CASE(vmalloc_huge_falls_back_to_pages),
	KUNIT_CASE(vmalloc_huge_in_a_fragmented_machine),
	KUNIT_CASE(vmalloc_huge_check_sees_what_lies_wrong),
	{},
};

static struct kunit_suite vmalloc_huge_suite = {
	.name = "vmalloc_huge",
	.init = huge_test_boot,
	.exit = huge_test_halt,
	.test_cases = vmalloc_huge_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(vmalloc_huge_suite);
