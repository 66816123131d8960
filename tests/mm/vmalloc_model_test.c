// SPDX-License-Identifier: MIT
/* vmalloc driven hard: random steps against a model, every step failing in turn, memory used up. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/area.h>
#include <tests/parallel.h>

/* The slab layer keeps some pages that hold the records of areas and free ranges for next time. */
#define SLAB_SLACK 48ul

static int model_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = 4,
		.quiet = true,
	};

	return machine_boot(&config);
}

/* As in a world that has none: then small areas that were purged stay, bare. */
static int model_test_boot_no_windows(struct kunit *test)
{
	int err = model_test_boot(test);

	if (!err)
		port.nr_windows = 0;
	return err;
}

static void model_test_halt(struct kunit *test)
{
	vmap_fault = NULL;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	machine_halt();
}

static void expect_all_back(struct kunit *test, unsigned long free)
{
	vmap_purge_all();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	KUNIT_EXPECT_EQ(test, vmap_space.free_bytes, port.vmalloc_end - port.vmalloc_start);
	KUNIT_EXPECT_LE(test, free, nr_free_pages() + SLAB_SLACK + vmalloc_own_pages());
}

/* ---- random steps ---------------------------------------------------------------------------- */

#define SLOTS	  48
#define MAX_PAGES 40
#define THREADS	  4

/* One live area of the model: page i holds @tag + i in its first and last word. */
struct model_area {
	char *p;
	unsigned long tag;
	unsigned int nr;
	bool mapped_again;
};

struct model {
	struct rnd_state rnd;
	struct model_area slots[SLOTS];
	unsigned long next_tag;
	unsigned long wrong;
};

static unsigned long *word(const struct model_area *a, unsigned int page, bool last)
{
	char *p = a->p + page * PAGE_SIZE;

	return (unsigned long *)(last ? p + PAGE_SIZE - sizeof(long) : p);
}

static void model_fill(struct model *m, struct model_area *a)
{
	a->tag = m->next_tag;
	m->next_tag += a->nr;
	for (unsigned int i = 0; i < a->nr; i++)
		*word(a, i, false) = *word(a, i, true) = a->tag + i;
}

static void model_verify(struct model *m, struct model_area *a, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		m->wrong += *word(a, i, false) != a->tag + i || *word(a, i, true) != a->tag + i;
}

static void model_alloc(struct model *m, struct model_area *a)
{
	u32 how = prandom_u32_state(&m->rnd);

	a->nr = 1 + how % (how & 0x10000 ? 4 : MAX_PAGES);
	a->mapped_again = false;
	if (how & 0x20000) {
		a->p = vzalloc(a->nr * PAGE_SIZE);
		for (unsigned int i = 0; a->p && i < a->nr; i++)
			m->wrong += *word(a, i, false) || *word(a, i, true);
	} else {
		a->p = how & 0x40000 ? __vmalloc_node(a->nr * PAGE_SIZE, SZ_16K, GFP_KERNEL,
						      NUMA_NO_NODE, NULL) :
				       vmalloc(a->nr * PAGE_SIZE);
	}
	m->wrong += !a->p;
	if (a->p)
		model_fill(m, a);
}

/* Map the pages of @from a second time: the model sees its pattern there too. */
static void model_map_again(struct model *m, struct model_area *a, const struct model_area *from)
{
	struct page *pages[MAX_PAGES];

	for (unsigned int i = 0; i < from->nr; i++)
		pages[i] = vmalloc_to_page(from->p + i * PAGE_SIZE);
	a->p = vmap(pages, from->nr, VM_MAP, PAGE_KERNEL);
	a->nr = from->nr;
	a->tag = from->tag;
	m->wrong += !a->p;
	if (a->p)
		model_verify(m, a, a->nr);
	vunmap(a->p);
	a->p = NULL;
}

static void model_step(struct model *m)
{
	struct model_area *a = &m->slots[prandom_u32_state(&m->rnd) % SLOTS];
	struct model_area *b = &m->slots[prandom_u32_state(&m->rnd) % SLOTS];
	u32 what = prandom_u32_state(&m->rnd) % 16;

	if (!a->p && b->p && what < 4) {
		model_map_again(m, a, b);
	} else if (!a->p) {
		model_alloc(m, a);
	} else if (what < 3) {
		unsigned int nr = 1 + prandom_u32_state(&m->rnd) % MAX_PAGES;
		char *p = vrealloc(a->p, nr * PAGE_SIZE, GFP_KERNEL);

		m->wrong += !p;
		if (p) {
			a->p = p;
			model_verify(m, a, min(nr, a->nr));
			a->nr = nr;
			model_fill(m, a);
		}
	} else {
		model_verify(m, a, a->nr);
		vfree(a->p);
		a->p = NULL;
	}
	if (what == 15 && !(prandom_u32_state(&m->rnd) % 16))
		vmalloc_purge();
}

static void model_finish(struct model *m)
{
	for (unsigned int i = 0; i < SLOTS; i++) {
		if (m->slots[i].p)
			model_verify(m, &m->slots[i], m->slots[i].nr);
		vfree(m->slots[i].p);
	}
}

static void vmalloc_against_a_model(struct kunit *test)
{
	static struct model model;
	struct model *m = &model;
	unsigned long free = nr_free_pages();

	memset(m, 0, sizeof(*m));
	prandom_seed_state(&m->rnd, kunit_seed());
	for (int i = 0; i < 3000; i++) {
		model_step(m);
		KUNIT_ASSERT_EQ_MSG(test, m->wrong, 0ul, "seed %llu, step %d", kunit_seed(), i);
		KUNIT_ASSERT_EQ_MSG(test, vmap_check(), 0, "seed %llu, step %d", kunit_seed(), i);
	}
	model_finish(m);
	KUNIT_EXPECT_EQ(test, m->wrong, 0ul);
	expect_all_back(test, free);
}

static void model_thread(void *arg, unsigned int index)
{
	struct model *m = (struct model *)arg + index;

	prandom_seed_state(&m->rnd, kunit_seed() + index);
	m->next_tag = (unsigned long)index << 24;
	for (int i = 0; i < 1000; i++)
		model_step(m);
	model_finish(m);
}

static void vmalloc_from_many_threads(struct kunit *test)
{
	static struct model m[THREADS];
	unsigned long free = 0;

	/* Twice: the first round fills what the slab layer keeps. */
	for (int round = 0; round < 2; round++) {
		memset(m, 0, sizeof(m));
		KUNIT_ASSERT_EQ(test, test_parallel(THREADS, model_thread, m), 0);
		for (unsigned int i = 0; i < THREADS; i++)
			KUNIT_EXPECT_EQ_MSG(test, m[i].wrong, 0ul, "seed %llu, thread %u",
					    kunit_seed(), i);
		expect_all_back(test, free);
		free = nr_free_pages();
	}
}

/* ---- every step failing in turn -------------------------------------------------------------- */

/* The n-th step from now fails, and with @lasts all after it. */
static struct {
	unsigned int n, seen;
	bool lasts;
} fault;

static bool fail_the_nth(enum vmap_step step)
{
	fault.seen++;
	return fault.seen == fault.n || (fault.lasts && fault.seen > fault.n);
}

/* The pages' array is an area itself at this size. */
static void *try_large(void)
{
	return __vmalloc((PAGE_SIZE / sizeof(void *) + 1) * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
}

static void *try_small(void)
{
	return __vmalloc(7 * PAGE_SIZE, GFP_KERNEL | __GFP_NOWARN);
}

static struct page *two_pages;

/* Two runs of frames, so two mappings. */
static void *try_vmap(void)
{
	struct page *pages[2] = { two_pages + 1, two_pages };

	return vmap(pages, 2, VM_MAP, PAGE_KERNEL);
}

/* Return: how many steps there are to fail. */
static unsigned int sweep(struct kunit *test, void *(*try)(void), bool lasts)
{
	unsigned int n = 0;
	bool done = false;

	while (!done && ++n < 1000) {
		void *p;

		vmalloc_purge();
		fault.lasts = lasts;
		fault.n = n;
		fault.seen = 0;
		vmap_fault = fail_the_nth;
		p = try();
		vmap_fault = NULL;
		done = fault.seen < n;
		KUNIT_EXPECT_EQ(test, vmap_check(), 0);
		if (lasts)
			KUNIT_EXPECT_EQ_MSG(test, !p, !done, "step %u", n);
		else if (done)
			KUNIT_EXPECT_NOT_NULL(test, p);
		vfree(p);
	}
	return n - 1;
}

static void vmalloc_unwinds_at_every_step(struct kunit *test)
{
	unsigned long free;

	vfree(try_large());
	vmalloc_purge();
	free = nr_free_pages();
	KUNIT_EXPECT_GE(test, sweep(test, try_small, true), 5u);
	KUNIT_EXPECT_GE(test, sweep(test, try_small, false), 5u);
	KUNIT_EXPECT_GE(test, sweep(test, try_large, true), 9u);
	KUNIT_EXPECT_GE(test, sweep(test, try_large, false), 9u);
	expect_all_back(test, free);

	two_pages = alloc_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, two_pages);
	split_page(two_pages, 1);
	KUNIT_EXPECT_GE(test, sweep(test, try_vmap, true), 4u);
	KUNIT_EXPECT_GE(test, sweep(test, try_vmap, false), 4u);
	__free_page(two_pages);
	__free_page(two_pages + 1);
	expect_all_back(test, free);
}

/* ---- memory used up -------------------------------------------------------------------------- */

/* Return: pages that could be had. */
static unsigned long take_all(struct kunit *test)
{
	unsigned long taken = 0;
	void *list = NULL, *p;

	/* Freed areas must not stand in the way of the last pages. */
	vfree(vmalloc(vmap_space.lazy_pages_max << PAGE_SHIFT));
	while ((p = __vmalloc(SZ_256K, GFP_KERNEL | __GFP_NOWARN))) {
		*(void **)p = list;
		list = p;
		taken += SZ_256K >> PAGE_SHIFT;
	}
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	/* What the background thread had in its hands may have come back meanwhile. */
	while ((p = vmalloc(SZ_1M))) {
		*(void **)p = list;
		list = p;
	}
	while (list) {
		p = *(void **)list;
		vfree(list);
		list = p;
	}
	return taken;
}

static void vmalloc_until_nothing_is_left(struct kunit *test)
{
	unsigned long free = nr_free_pages();

	KUNIT_EXPECT_GE(test, take_all(test), free - free / 8);
	/* What the slab layer now keeps for the records of many areas, it keeps. */
	vmalloc_purge();
	free = nr_free_pages();
	KUNIT_EXPECT_GE(test, take_all(test), free - free / 8);
	expect_all_back(test, free);
}

/* What lies freed is bounded, in areas and in pages, and goes back in bulk. */
static void vmalloc_bounds_what_lies_freed(struct kunit *test)
{
	const unsigned int nr = 2 * VMAP_LAZY_AREAS;
	void **areas = vmalloc_array(nr, sizeof(*areas));
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, areas);
	for (i = 0; i < nr; i++) {
		areas[i] = vmalloc(PAGE_SIZE);
		KUNIT_ASSERT_NOT_NULL(test, areas[i]);
	}
	for (i = 0; i < nr; i += 2)
		vfree(areas[i]);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	for (i = 1; i < nr; i += 2)
		vfree(areas[i]);
	vfree(areas);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	KUNIT_EXPECT_LE(test, vmap_space.nr_lazy, VMAP_LAZY_AREAS);
	/* As much again may lie in the CPUs' arrays. */
	KUNIT_EXPECT_LE(test, vmap_space.lazy_pages, vmap_space.lazy_pages_max);
	KUNIT_EXPECT_LE(test, vmalloc_lazy_pages(), 2 * vmap_space.lazy_pages_max);
	KUNIT_EXPECT_GT(test, vmalloc_lazy_pages(), vmap_space.lazy_pages_max / 4);

	/* More than all that may lie freed is not kept at all. */
	vfree(vmalloc((vmap_space.lazy_pages_max + 1) << PAGE_SHIFT));
	KUNIT_EXPECT_LE(test, vmap_space.lazy_pages, vmap_space.lazy_pages_max / 2);
	vmap_purge_all();
	KUNIT_EXPECT_EQ(test, vmap_space.free_bytes, port.vmalloc_end - port.vmalloc_start);
}

/* Whoever is short of pages gets those of freed areas, before he is told that there are none. */
static void vmalloc_gives_way_to_others(struct kunit *test)
{
	struct page *page, *next = NULL;
	unsigned long taken = 0;

	vfree(vmalloc(vmap_space.lazy_pages_max << PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), vmap_space.lazy_pages_max);
	while ((page = alloc_page(GFP_KERNEL | __GFP_NOWARN))) {
		set_page_private(page, (unsigned long)next);
		next = page;
		taken++;
	}
	KUNIT_EXPECT_EQ(test, vmalloc_lazy_pages(), 0ul);
	KUNIT_EXPECT_GT(test, taken, vmap_space.lazy_pages_max);
	for (page = next; page; page = next) {
		next = (struct page *)page_private(page);
		__free_page(page);
	}
}

/* ---- events ---------------------------------------------------------------------------------- */

static long live_areas;
static unsigned int refused;

static void count_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			gfp_t gfp)
{
	live_areas += kind == MM_EVENT_VMALLOC;
}

static void count_free(enum mm_event_kind kind, const void *id)
{
	live_areas -= kind == MM_EVENT_VMALLOC;
}

static bool refuse_12345(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return kind == MM_EVENT_VMALLOC && requested == 12345 && ++refused;
}

/* One event for each call from outside; none for the page array that is an area itself. */
static void vmalloc_raises_events(struct kunit *test)
{
	static const struct mm_tracer tracer = { count_alloc, count_free, refuse_12345, NULL };
	struct page *page;
	void *p, *q, *r;

	model_test_halt(test);
	mm_tracer = &tracer;
	live_areas = refused = 0;
	KUNIT_ASSERT_EQ(test, model_test_boot(test), 0);
	page = alloc_page(GFP_KERNEL);
	p = vmalloc(SZ_4M);
	q = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	r = vm_map_ram(&page, 1, NUMA_NO_NODE);
	KUNIT_EXPECT_EQ(test, live_areas, 3l);
	KUNIT_EXPECT_NULL(test, vmalloc(12345));
	KUNIT_EXPECT_EQ(test, refused, 1u);
	vfree(p);
	vunmap(q);
	vm_unmap_ram(r, 1);
	KUNIT_EXPECT_EQ(test, live_areas, 0l);
	kunit_expect_reports(test, 1);
	vfree(p);
	KUNIT_EXPECT_EQ(test, live_areas, 0l);
	__free_page(page);
	machine_halt();
	mm_tracer = NULL;
	KUNIT_ASSERT_EQ(test, model_test_boot(test), 0);
}

static struct kunit_case vmalloc_model_cases[] = {
	KUNIT_CASE(vmalloc_against_a_model),	    KUNIT_CASE(vmalloc_unwinds_at_every_step),
	KUNIT_CASE(vmalloc_bounds_what_lies_freed), KUNIT_CASE(vmalloc_until_nothing_is_left),
	KUNIT_CASE(vmalloc_gives_way_to_others),

	KUNIT_CASE(vmalloc_raises_events),	    {},
};

static struct kunit_suite vmalloc_model_suite = {
	.name = "vmalloc_model",
	.init = model_test_boot,
	.exit = model_test_halt,
	.test_cases = vmalloc_model_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_suite vmalloc_model_bare_suite = {
	.name = "vmalloc_model_bare",
	.init = model_test_boot_no_windows,
	.exit = model_test_halt,
	.test_cases = vmalloc_model_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case vmalloc_threads_cases[] = {
	KUNIT_CASE(vmalloc_from_many_threads),
	{},
};

static struct kunit_suite vmalloc_threads_suite = {
	.name = "vmalloc_threads",
	.init = model_test_boot,
	.exit = model_test_halt,
	.test_cases = vmalloc_threads_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};

static struct kunit_suite vmalloc_threads_bare_suite = {
	.name = "vmalloc_threads_bare",
	.init = model_test_boot_no_windows,
	.exit = model_test_halt,
	.test_cases = vmalloc_threads_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suites(&vmalloc_model_suite, &vmalloc_model_bare_suite, &vmalloc_threads_suite,
		  &vmalloc_threads_bare_suite);
