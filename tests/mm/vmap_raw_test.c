// SPDX-License-Identifier: MIT
/* Pages put behind addresses of get_vm_area() by hand, with the calls of several eras. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>
#include <mm/vmalloc/area.h>
#include <tests/capture.h>

#define NPAGES 4u

static struct page *pages[NPAGES];
static struct vm_struct *area;

static int raw_test_init(struct kunit *test)
{
	for (unsigned int i = 0; i < NPAGES; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		if (!pages[i])
			return -ENOMEM;
	}
	area = get_vm_area(NPAGES * PAGE_SIZE, VM_MAP);
	return area ? 0 : -ENOMEM;
}

static void raw_test_exit(struct kunit *test)
{
	vmap_fault = NULL;
	if (area)
		free_vm_area(area);
	for (unsigned int i = 0; i < NPAGES; i++) {
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

static unsigned long *at(unsigned int page)
{
	return (unsigned long *)((char *)area->addr + page * PAGE_SIZE);
}

/* Page i of the area shows @shown[i]; NULL: nothing. */
static void expect_shown(struct kunit *test, struct page *const shown[NPAGES])
{
	for (unsigned int i = 0; i < NPAGES; i++) {
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(at(i)), shown[i]);
		if (!shown[i])
			continue;
		*at(i) = 0x1234 + i;
		KUNIT_EXPECT_EQ(test, *(unsigned long *)page_address(shown[i]), 0x1234ul + i);
	}
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

static bool lies_within(const struct vm_struct *vm, unsigned long start, unsigned long end)
{
	return (unsigned long)vm->addr >= start && (unsigned long)vm->addr + vm->size <= end;
}

static void get_vm_area_lies_where_it_is_wanted(struct kunit *test)
{
	const unsigned long bytes = NPAGES * PAGE_SIZE, whole = bytes + PAGE_SIZE;
	unsigned long start = VMALLOC_START + SZ_64M + 3 * PAGE_SIZE, end = start + 2 * whole;
	struct vm_struct *first, *second, *any;

	first = __get_vm_area(bytes, VM_MAP, start, end);
	second = __get_vm_area_caller(bytes, VM_MAP, start, end, pages);
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_EQ(test, (unsigned long)first->addr, start);
	KUNIT_EXPECT_TRUE(test, lies_within(second, start, end));
	KUNIT_EXPECT_PTR_EQ(test, second->caller, (const void *)pages);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	/* Nothing is left there, nor where nothing ever was. */
	capture_start();
	KUNIT_EXPECT_NULL(test, __get_vm_area(PAGE_SIZE, VM_MAP, start, end));
	KUNIT_EXPECT_NULL(test, __get_vm_area(PAGE_SIZE, VM_MAP, VMALLOC_END, ULONG_MAX));
	KUNIT_EXPECT_NULL(test, __get_vm_area(PAGE_SIZE, VM_MAP, 0, VMALLOC_START + PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, __get_vm_area(bytes, VM_MAP, start, start + bytes));
	capture_stop();
	any = __get_vm_area(bytes, VM_MAP, VMALLOC_START, VMALLOC_END);
	KUNIT_ASSERT_NOT_NULL(test, any);
	KUNIT_EXPECT_TRUE(test, lies_within(any, VMALLOC_START, VMALLOC_END));
	free_vm_area(any);
	/* What was freed there serves again: it is waited for as long as it is lazy. */
	free_vm_area(first);
	first = __get_vm_area(bytes, VM_MAP, start, end);
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_EQ(test, (unsigned long)first->addr, start);
	free_vm_area(first);
	free_vm_area(second);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
}

static void alloc_vm_area_of_both_eras(struct kunit *test)
{
	struct vm_struct *old = alloc_vm_area(3 * PAGE_SIZE), *vm = alloc_vm_area(PAGE_SIZE, NULL);
	void *entries[1];

	KUNIT_ASSERT_NOT_NULL(test, old);
	KUNIT_ASSERT_NOT_NULL(test, vm);
	KUNIT_EXPECT_EQ(test, get_vm_area_size(old), 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vm->flags, VM_IOREMAP);
	free_vm_area(old);
	free_vm_area(vm);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_NULL(test, alloc_vm_area(PAGE_SIZE, entries));
}

static void map_vm_area_maps_all_of_it(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, map_vm_area(area, PAGE_KERNEL, pages), 0);
	expect_shown(test, pages);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(at(NPAGES)));
	unmap_kernel_range((unsigned long)area->addr, get_vm_area_size(area));
	expect_shown(test, (struct page *[NPAGES]){});
	/* What stays mapped goes with the area. */
	KUNIT_EXPECT_EQ(test, map_vm_area(area, PAGE_KERNEL, pages), 0);
}

static void map_kernel_range_maps_parts(struct kunit *test)
{
	unsigned long start = (unsigned long)area->addr;

	KUNIT_ASSERT_EQ(test,
			map_kernel_range(start + PAGE_SIZE, 2 * PAGE_SIZE, PAGE_KERNEL, pages + 2),
			0);
	expect_shown(test, (struct page *[NPAGES]){ NULL, pages[2], pages[3], NULL });
	KUNIT_ASSERT_EQ(test, vm_area_map_pages(area, start, start + PAGE_SIZE, pages), 0);
	expect_shown(test, (struct page *[NPAGES]){ pages[0], pages[2], pages[3], NULL });
	vm_area_unmap_pages(area, start + PAGE_SIZE, start + 2 * PAGE_SIZE);
	expect_shown(test, (struct page *[NPAGES]){ pages[0], NULL, pages[3], NULL });
	KUNIT_EXPECT_EQ(
		test,
		map_kernel_range_noflush(start + PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL, pages + 1), 0);
	expect_shown(test, (struct page *[NPAGES]){ pages[0], pages[1], pages[3], NULL });
}

static void what_is_no_area_is_refused(struct kunit *test)
{
	unsigned long start = (unsigned long)area->addr;
	char *p = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	kunit_expect_reports(test, 7);
	KUNIT_EXPECT_EQ(test, map_kernel_range(start, PAGE_SIZE, PAGE_KERNEL, pages), 0);
	KUNIT_EXPECT_EQ(test, map_kernel_range(start, PAGE_SIZE, PAGE_KERNEL, pages), -EBUSY);
	KUNIT_EXPECT_EQ(test, map_kernel_range(start + 1, PAGE_SIZE, PAGE_KERNEL, pages), -EINVAL);
	KUNIT_EXPECT_EQ(test, map_kernel_range(start, 0, PAGE_KERNEL, pages), -EINVAL);
	/* The guard page is not to be mapped. */
	KUNIT_EXPECT_EQ(test,
			map_kernel_range(start + NPAGES * PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL, pages),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, map_kernel_range((unsigned long)p, PAGE_SIZE, PAGE_KERNEL, pages),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			map_kernel_range(start + PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL,
					 (struct page *[]){ NULL }),
			-EINVAL);
	unmap_kernel_range((unsigned long)p, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, vm_area_map_pages(area, start, start + SZ_1M, pages), -ERANGE);
	expect_shown(test, (struct page *[NPAGES]){ pages[0] });
	vfree(p);
}

static unsigned int steps;
static unsigned int failing;

static bool fail_from(enum vmap_step step)
{
	return ++steps >= failing;
}

/* The list of pages, and the mapping: after either fails nothing is mapped. */
static void every_step_fails_cleanly(struct kunit *test)
{
	for (failing = 1;; failing++) {
		int err;

		steps = 0;
		vmap_fault = fail_from;
		err = map_vm_area(area, PAGE_KERNEL, pages);
		vmap_fault = NULL;
		if (steps < failing)
			break;
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		expect_shown(test, (struct page *[NPAGES]){});
	}
	KUNIT_EXPECT_GE(test, failing, 3u);
	expect_shown(test, pages);
}

static struct kunit_case vmap_raw_cases[] = {
	KUNIT_CASE(get_vm_area_lies_where_it_is_wanted),
	KUNIT_CASE(alloc_vm_area_of_both_eras),
	KUNIT_CASE(map_vm_area_maps_all_of_it),
	KUNIT_CASE(map_kernel_range_maps_parts),
	KUNIT_CASE(what_is_no_area_is_refused),
	KUNIT_CASE(every_step_fails_cleanly),
	{},
};

static struct kunit_suite vmap_raw_suite = {
	.name = "vmap_raw",
	.init = raw_test_init,
	.exit = raw_test_exit,
	.test_cases = vmap_raw_cases,
};
kunit_test_suite(vmap_raw_suite);
