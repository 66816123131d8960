// SPDX-License-Identifier: MIT
/* The world's limit on mappings: who needs none, and what happens to others when it is reached. */
#include <kunit/test.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/* Linux lets a process have 65,530 mappings unless someone says otherwise. */
#define MANY	  100000u
#define RUNS	  64u
#define VMAPS_MAX 20000u

static int limit_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_1G,
		.nodes = 1,
		.quiet = true,
	};
	int err = machine_boot(&config);

	if (err == -ENODEV)
		kunit_skip(test, "%s", machine_error());
	return err;
}

static void limit_test_halt(struct kunit *test)
{
	if (!machine_running())
		return;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	machine_halt();
}

/* Each has a page of its own, and keeps what is written there. */
static void a_hundred_thousand_areas_live(struct kunit *test)
{
	unsigned long **areas;
	unsigned int nr, wrong = 0;

	if (!port.nr_windows)
		kunit_skip(test, "the world has no windows, and each area costs two mappings");
	if (totalram_pages() < MANY + MANY / 4)
		kunit_skip(test, "pages of this size are too few");
	areas = kvmalloc_array(MANY, sizeof(*areas), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, areas);
	for (nr = 0; nr < MANY; nr++) {
		areas[nr] = vmalloc(PAGE_SIZE);
		if (!areas[nr])
			break;
		*areas[nr] = nr;
	}
	KUNIT_EXPECT_EQ(test, nr, MANY);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	for (unsigned int i = 0; i < nr; i++) {
		wrong += *areas[i] != i || vmalloc_to_page((char *)areas[i] + PAGE_SIZE);
		vfree(areas[i]);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0u);
	kvfree(areas);
}

/* Neighbouring frames go to different windows, so that each area has its guard behind it. */
static void areas_of_neighbours_are_apart(struct kunit *test)
{
	static char *areas[128];
	unsigned int in_window = 0, touching = 0;

	if (!port.nr_windows)
		kunit_skip(test, "the world has no windows");
	vmalloc_purge();
	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++) {
		areas[i] = vmalloc((i % 3 + 1) * PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, areas[i]);
		in_window += (unsigned long)areas[i] >= port.window_start;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++) {
		char *end = areas[i] + (i % 3 + 1) * PAGE_SIZE;

		for (unsigned int j = 0; j < ARRAY_SIZE(areas); j++)
			touching += areas[j] == end;
		KUNIT_EXPECT_NULL(test, vmalloc_to_page(end));
	}
	KUNIT_EXPECT_EQ(test, touching, 0u);
	KUNIT_EXPECT_GT(test, in_window, (unsigned int)ARRAY_SIZE(areas) / 2);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(areas); i++)
		vfree(areas[i]);
}

/* ---- the limit reached ----------------------------------------------------------------------- */

static struct page *runs[RUNS];

/* Pages of which no two neighbours are neighbours in memory: each is a mapping of its own. */
static void take_runs(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, (unsigned int)ilog2(RUNS));

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, (unsigned int)ilog2(RUNS));
	for (unsigned int i = 0; i < RUNS; i++)
		runs[i] = block + RUNS - 1 - i;
}

/* Use mappings up. Return: how many mappings of @runs are made, linked through @list. */
static unsigned int use_up(void ***list)
{
	unsigned int nr;

	for (nr = 0; nr < VMAPS_MAX; nr++) {
		void **p = vmap(runs, RUNS, VM_MAP, PAGE_KERNEL), **link;

		if (!p)
			break;
		/* They all show the same pages, so the list is kept elsewhere. */
		link = kmalloc(2 * sizeof(*link), GFP_KERNEL);
		if (!link) {
			vunmap(p);
			break;
		}
		link[0] = *list;
		link[1] = p;
		*list = link;
	}
	return nr;
}

static void give_up(void ***list)
{
	while (*list) {
		void **link = *list;

		*list = link[0];
		vunmap(link[1]);
		kfree(link);
	}
}

/* A sanitizer's run-time maps memory in its own time, and ends the process where it gets none. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* Larger than what goes to a window, and aligned, as nothing in a window is. */
static void *large(void)
{
	return __vmalloc_node(SZ_1M, SZ_1M, GFP_KERNEL, NUMA_NO_NODE, NULL);
}

static void what_the_limit_refuses_is_refused_cleanly(struct kunit *test)
{
	void **list = NULL, *lasts[RUNS], *p;
	unsigned int nr, again, last;
	unsigned long busy;

	if (SANITIZED)
		kunit_skip(test, "the sanitizer needs mappings, too");
	vmalloc_purge();
	take_runs(test);
	nr = use_up(&list);
	if (nr == VMAPS_MAX) {
		give_up(&list);
		kunit_skip(test, "%u mappings are no limit here", VMAPS_MAX * RUNS);
	}
	busy = vmap_space.busy_bytes;
	KUNIT_EXPECT_NULL(test, vmap(runs, RUNS, VM_MAP, PAGE_KERNEL));
	/* What one mapping or two are enough for takes the last ones, and then fails, too. */
	for (last = 0; last < ARRAY_SIZE(lasts); last++) {
		lasts[last] = large();
		if (!lasts[last])
			break;
	}
	KUNIT_EXPECT_LT(test, last, (unsigned int)ARRAY_SIZE(lasts));
	/* Where windows are shown already, small areas need none. */
	vfree(vmalloc(PAGE_SIZE));
	while (last)
		vfree(lasts[--last]);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	vmalloc_purge();
	KUNIT_EXPECT_EQ(test, vmap_space.busy_bytes, busy);

	give_up(&list);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	p = large();
	KUNIT_EXPECT_NOT_NULL(test, p);
	vfree(p);
	/* Nothing of the limit is lost: as many can be had again. */
	again = use_up(&list);
	KUNIT_EXPECT_GE(test, again + 2, nr);
	give_up(&list);
	for (unsigned int i = 0; i < RUNS; i++)
		__free_page(runs[i]);
}

static struct kunit_case vmalloc_limit_cases[] = {
	KUNIT_CASE(a_hundred_thousand_areas_live),
	KUNIT_CASE(areas_of_neighbours_are_apart),
	KUNIT_CASE(what_the_limit_refuses_is_refused_cleanly),
	{},
};

static struct kunit_suite vmalloc_limit_suite = {
	.name = "vmalloc_limit",
	.init = limit_test_boot,
	.exit = limit_test_halt,
	.test_cases = vmalloc_limit_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(vmalloc_limit_suite);
