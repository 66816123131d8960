// SPDX-License-Identifier: MIT
/* High memory in the 32-bit layout: addresses made, shared, nested, used up and taken away. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/preempt.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <mm/highmem/highmem.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

static int boot(u64 memory)
{
	const struct machine_config config = {
		.profile = PROFILE_PC32,
		.memory = memory,
		.nodes = 1,
		.cpus = 2,
		.quiet = true,
	};

	return machine_boot(&config);
}

/* The same where mistakes are looked for: nothing is kept mapped, and each call is an event. */
static int highmem_traced_boot(struct kunit *test)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC32, .memory = SZ_2G, .nodes = 1, .cpus = 2 },
		.traced = true,
	};

	mm_test_boot(test, &world);
	return 0;
}

static int highmem_test_boot(struct kunit *test)
{
	return boot(SZ_2G);
}

static void highmem_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static struct page *high_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_TRUE(test, PageHighMem(page));
	return page;
}

static void high_pages_have_no_address(struct kunit *test)
{
	struct page *high = high_page(test), *low = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, low);
	KUNIT_EXPECT_EQ(test, totalhigh_pages(), mm_test_ram(896 * SZ_1M, ~0ull) >> PAGE_SHIFT);
	KUNIT_EXPECT_NULL(test, page_address(high));
	KUNIT_EXPECT_FALSE(test, PageHighMem(low));
	KUNIT_EXPECT_PTR_EQ(test, kmap(low), page_address(low));
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(page_address(low)), low);
	kunmap(low);
	__free_page(high);
	__free_page(low);
}

/* ---- kmap ------------------------------------------------------------------------------------ */

static void kmap_gives_one_address(struct kunit *test)
{
	struct page *page = high_page(test), *other = high_page(test);
	char *a = kmap(page), *b = kmap(page), *o = kmap(other), *local;

	KUNIT_ASSERT_TRUE(test, a && b && o);
	KUNIT_EXPECT_PTR_EQ(test, a, b);
	KUNIT_EXPECT_PTR_NE(test, a, o);
	KUNIT_EXPECT_PTR_EQ(test, page_address(page), (void *)a);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(a + 100), page);
	KUNIT_EXPECT_TRUE(test, is_kmap_addr(a));
	memset(a, 'a', PAGE_SIZE);
	memset(o, 'o', PAGE_SIZE);
	local = kmap_local_page(page);
	KUNIT_EXPECT_NULL(test, memchr_inv(local, 'a', PAGE_SIZE));
	kunmap_local(local);
	kunmap(page);
	KUNIT_EXPECT_EQ(test, *b, 'a');
	kunmap(page);
	kunmap(other);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	kmap_flush_unused();
	KUNIT_EXPECT_NULL(test, page_address(page));
	KUNIT_EXPECT_NULL(test, kmap_to_page(a));
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
	__free_page(other);
}

/* More pages than slots, one after the other: unused slots are found again. */
static void kmap_reuses_slots(struct kunit *test)
{
	struct page *pages[8];
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = high_page(test);
	for (i = 0; i < 3 * LAST_PKMAP; i++) {
		unsigned long *p = kmap(pages[i % 8]);

		KUNIT_ASSERT_NOT_NULL(test, p);
		if (i >= 8)
			KUNIT_EXPECT_EQ(test, *p, i - 8);
		*p = i;
		kunmap(pages[i % 8]);
		if (i % 5 == 0)
			kmap_flush_unused();
	}
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		__free_page(pages[i]);
}

struct sleeper {
	struct page *pages[LAST_PKMAP + 1];
	u32 mapped;
	void *addr;
};

/* Thread 0 maps the last page and sleeps for want of a slot; thread 1 gives one back. */
static void map_or_unmap(void *arg, unsigned int index)
{
	struct sleeper *s = arg;

	if (index == 0) {
		s->addr = kmap(s->pages[LAST_PKMAP]);
		WRITE_ONCE(s->mapped, 1);
		return;
	}
	/* Long enough to show that the other does not get by without. */
	for (u64 end = port_time_ns() + 20000000; port_time_ns() < end;)
		port_yield();
	if (READ_ONCE(s->mapped))
		s->mapped = 2;
	kunmap(s->pages[7]);
}

static void kmap_sleeps_until_a_slot_is_free(struct kunit *test)
{
	static struct sleeper sleeper;
	struct sleeper *s = &sleeper;
	void *seventh;
	unsigned int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i <= LAST_PKMAP; i++)
		s->pages[i] = high_page(test);
	for (i = 0; i < LAST_PKMAP; i++)
		KUNIT_ASSERT_NOT_NULL(test, kmap(s->pages[i]));
	seventh = page_address(s->pages[7]);
	KUNIT_ASSERT_EQ(test, test_parallel(2, map_or_unmap, s), 0);
	KUNIT_EXPECT_EQ(test, s->mapped, 1u);
	KUNIT_EXPECT_PTR_EQ(test, s->addr, seventh);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	for (i = 0; i <= LAST_PKMAP; i++) {
		if (i != 7)
			kunmap(s->pages[i]);
		__free_page(s->pages[i]);
	}
}

static void kmap_mistakes_are_reported(struct kunit *test)
{
	struct page *page = high_page(test);
	void *p = kmap(page);

	kunit_expect_reports(test, 6);
	kunmap(p);
	KUNIT_EXPECT_NULL(test, kmap(NULL));
	KUNIT_EXPECT_NULL(test, kmap_local_page((struct page *)((char *)page + 1)));
	kunmap_local(p);
	kunmap(page);
	kunmap(page);
	preempt_disable();
	kmap(page);
	preempt_enable();
	kunmap(page);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
}

/* ---- kmap_local_page and kmap_atomic --------------------------------------------------------- */

static void kmap_local_nests(struct kunit *test)
{
	struct page *page = high_page(test);
	char *p[KM_MAX_IDX];
	int i;

	for (i = 0; i < KM_MAX_IDX; i++) {
		p[i] = kmap_local_page(page);
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(p[i]), page);
		p[i][i] = i;
		KUNIT_EXPECT_EQ(test, p[0][i], i);
	}
	KUNIT_EXPECT_NULL(test, page_address(page));
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_NULL(test, kmap_local_page(page));
	while (i--) {
		kunmap_local(p[i] + 5);
		KUNIT_EXPECT_NULL(test, kmap_to_page(p[i]));
	}
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
}

static void kunmap_local_out_of_order_is_reported(struct kunit *test)
{
	struct page *page = high_page(test);
	void *a = kmap_local_page(page), *b = kmap_local_page(page), *c = kmap_local_page(page);

	KUNIT_ASSERT_TRUE(test, a && b && c);
	kunit_expect_reports(test, 4);
	kunmap_local(b);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	kunmap_local(b);
	kunmap_local(c);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	kunmap_local(a);
	kunmap_local(a);
	kunmap_local(&page);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
}

static void kmap_atomic_turns_preemption_off(struct kunit *test)
{
	struct page *page = high_page(test), *low = alloc_page(GFP_KERNEL);
	char *p, *q, *r;

	KUNIT_ASSERT_NOT_NULL(test, low);
	p = kmap_atomic(page);
	KUNIT_EXPECT_FALSE(test, preemptible());
	q = kmap_atomic(low);
	r = kmap_atomic(page, KM_USER1);
	KUNIT_EXPECT_PTR_EQ(test, q, (char *)page_address(low));
	*p = 'p';
	KUNIT_EXPECT_EQ(test, *r, 'p');
	kunmap_atomic(r, KM_USER1);
	kunmap_atomic(q);
	KUNIT_EXPECT_FALSE(test, preemptible());
	kunmap_atomic(p);
	KUNIT_EXPECT_TRUE(test, preemptible());
	KUNIT_EXPECT_NULL(test, kmap_to_page(p));
	__free_page(page);
	__free_page(low);
}

/* ---- helpers --------------------------------------------------------------------------------- */

static void pages_are_cleared_and_copied(struct kunit *test)
{
	struct page *a = high_page(test), *b = high_page(test), *pair;
	char bytes[100], *p;

	clear_highpage(a);
	memset(bytes, 'x', sizeof(bytes));
	memcpy_to_page(a, PAGE_SIZE - 100, bytes, 100);
	copy_highpage(b, a);
	memset(bytes, 0, sizeof(bytes));
	memcpy_from_page(bytes, b, PAGE_SIZE - 100, 100);
	KUNIT_EXPECT_NULL(test, memchr_inv(bytes, 'x', 100));
	p = kmap(b);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE - 100));
	memset_page(b, 0, 'y', PAGE_SIZE);
	zero_user(b, 10, 20);
	zero_user_segments(b, 40, 50, 60, 60);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 'y', 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 10, 0, 20));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 30, 'y', 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 40, 0, 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 50, 'y', PAGE_SIZE - 50));
	memcpy_page(a, 0, b, 10, 20);
	memmove_page(a, 20, a, 0, 20);
	kunmap(b);
	memcpy_from_page(bytes, a, 0, 40);
	KUNIT_EXPECT_NULL(test, memchr_inv(bytes, 0, 40));

	/* A block is cleared page by page, as its pages get their addresses one by one. */
	pair = alloc_pages(GFP_HIGHUSER | __GFP_COMP | __GFP_ZERO, 1);
	KUNIT_ASSERT_NOT_NULL(test, pair);
	memset_page(pair, 0, 'z', PAGE_SIZE);
	memset_page(pair + 1, 0, 'z', PAGE_SIZE);
	zero_user(pair, PAGE_SIZE - 10, 20);
	memcpy_from_page(bytes, pair + 1, 0, 20);
	KUNIT_EXPECT_NULL(test, memchr_inv(bytes, 0, 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(bytes + 10, 'z', 10));
	__free_pages(pair, 1);
	__free_page(a);
	__free_page(b);
}

static void zeroed_high_pages_are_zero(struct kunit *test)
{
	struct page *page = high_page(test), *again;
	void *p;

	memset_page(page, 0, 1, PAGE_SIZE);
	__free_page(page);
	again = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
	KUNIT_ASSERT_PTR_EQ(test, again, page);
	p = kmap_local_page(again);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE));
	kunmap_local(p);
	__free_page(again);
}

/* ---- vmalloc over high pages ----------------------------------------------------------------- */

static void vmalloc_uses_high_pages(struct kunit *test)
{
	char *p, *low;
	struct page *page;

	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "nothing can be mapped");
	p = vmalloc(SZ_64K);
	KUNIT_ASSERT_NOT_NULL(test, p);
	page = vmalloc_to_page(p + PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, PageHighMem(page));
	p[PAGE_SIZE] = 'v';
	KUNIT_EXPECT_EQ(test, *(char *)kmap(page), 'v');
	kunmap(page);
	vfree(p);
	low = vmalloc_32(SZ_64M);
	KUNIT_EXPECT_NOT_NULL(test, low);
	vfree(low);
	p = vzalloc(SZ_1M);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, SZ_1M));
	vfree(p);
}

/* 128 MiB less what kmap takes: there is memory left when the addresses are gone. */
static void vmalloc_runs_out_of_addresses(struct kunit *test)
{
	void *a, *b, *c;

	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "nothing can be mapped");
	if (VMALLOC_END - VMALLOC_START > SZ_128M)
		kunit_skip(test, "this world has more addresses than a PC of 32 bits");
	a = vmalloc(80 * SZ_1M);
	b = __vmalloc(80 * SZ_1M, GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_NOT_NULL(test, a);
	KUNIT_EXPECT_NULL(test, b);
	c = vmalloc(16 * SZ_1M);
	KUNIT_EXPECT_NOT_NULL(test, c);
	vfree(a);
	vfree(c);
	/* Freed areas hold addresses; they are purged for this one. */
	a = vmalloc(100 * SZ_1M);
	KUNIT_EXPECT_NOT_NULL(test, a);
	vfree(a);
}

/* ---- above 4 GiB ----------------------------------------------------------------------------- */

static const struct mm_test_world wide_world = {
	.config = { .profile = PROFILE_PC32, .memory = 5ull * SZ_1G, .nodes = 1, .cpus = 2 },
};

/* The frame whose number is the same but for what does not fit 32 bits of an address. */
static struct page *shadow_of(struct page *page)
{
	return pfn_to_page(page_to_pfn(page) - PHYS_PFN(1ull << 32));
}

/* Frames above 4 GiB are memory of their own, by every kind of mapping. */
static void pages_above_4_gib(struct kunit *test)
{
	struct page *page, *pair[2] = {};
	LIST_HEAD(taken);
	u32 *both, *local;

	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "nothing can be mapped");
	mm_test_boot(test, &wide_world);
	KUNIT_EXPECT_GT(test, mm_test_ram(1ull << 32, ~0ull), 0ull);
	mm_test_eat(GFP_HIGHUSER, MAX_PAGE_ORDER, &taken);
	list_for_each_entry(page, &taken, lru)
		if (page_to_phys(page) >= (1ull << 32) + MM_TEST_LOWMEM)
			pair[1] = page;
	KUNIT_ASSERT_NOT_NULL(test, pair[1]);
	pair[0] = shadow_of(pair[1]);
	KUNIT_ASSERT_TRUE(test, PageHighMem(pair[0]));
	for (u32 i = 0; i < 2; i++) {
		*(u32 *)kmap(pair[i]) = 0x1000 + i;
		kunmap(pair[i]);
	}
	for (u32 i = 0; i < 2; i++) {
		local = kmap_local_page(pair[i]);
		KUNIT_EXPECT_EQ(test, *local, 0x1000 + i);
		kunmap_local(local);
	}
	both = vmap(pair, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, both);
	KUNIT_EXPECT_EQ(test, both[0], 0x1000u);
	KUNIT_EXPECT_EQ(test, both[PAGE_SIZE / sizeof(u32)], 0x1001u);
	vunmap(both);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
}

static struct kunit_case highmem_wide_cases[] = {
	KUNIT_CASE(pages_above_4_gib),
	{},
};

static struct kunit_suite highmem_wide_suite = {
	.name = "highmem_wide",
	.test_cases = highmem_wide_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
#if IS_ENABLED(CONFIG_HIGHMEM)
kunit_test_suite(highmem_wide_suite);
#endif

/* ---- random steps ---------------------------------------------------------------------------- */

#define MODEL_PAGES 24
#define THREADS	    4

struct kmap_model {
	struct rnd_state rnd;
	struct page *pages[MODEL_PAGES];
	unsigned int tag[MODEL_PAGES], kmaps[MODEL_PAGES];
	unsigned int *stack[KM_MAX_IDX], stack_page[KM_MAX_IDX], depth;
	unsigned long wrong;
};

static void model_step(struct kmap_model *m)
{
	unsigned int i = prandom_u32_state(&m->rnd) % MODEL_PAGES, *p;

	switch (prandom_u32_state(&m->rnd) % 8) {
	case 0:
	case 1:
		p = kmap(m->pages[i]);
		m->wrong += !p || *p != m->tag[i];
		*p = ++m->tag[i];
		m->kmaps[i]++;
		break;
	case 2:
	case 3:
		if (m->kmaps[i]) {
			p = page_address(m->pages[i]);
			m->wrong += !p || *p != m->tag[i];
			kunmap(m->pages[i]);
			m->kmaps[i]--;
		}
		break;
	case 4:
	case 5:
		if (m->depth < KM_MAX_IDX) {
			p = kmap_local_page(m->pages[i]);
			m->wrong += !p || *p != m->tag[i];
			*p = ++m->tag[i];
			m->stack[m->depth] = p;
			m->stack_page[m->depth++] = i;
		}
		break;
	case 6:
	case 7:
		if (m->depth) {
			p = m->stack[--m->depth];
			m->wrong += *p != m->tag[m->stack_page[m->depth]];
			kunmap_local(p);
		}
		break;
	}
	if (!(prandom_u32_state(&m->rnd) % 64))
		kmap_flush_unused();
}

static void model_thread(void *arg, unsigned int index)
{
	struct kmap_model *m = (struct kmap_model *)arg + index;
	unsigned int i;

	prandom_seed_state(&m->rnd, kunit_seed() + index);
	for (i = 0; i < MODEL_PAGES; i++) {
		m->pages[i] = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
		if (!m->pages[i]) {
			m->wrong++;
			return;
		}
	}
	for (i = 0; i < 2000; i++)
		model_step(m);
	while (m->depth)
		kunmap_local(m->stack[--m->depth]);
	for (i = 0; i < MODEL_PAGES; i++) {
		while (m->kmaps[i]--)
			kunmap(m->pages[i]);
		__free_page(m->pages[i]);
	}
}

static void kmap_against_a_model(struct kunit *test)
{
	static struct kmap_model m[THREADS];
	unsigned long free = nr_free_highpages();

	memset(m, 0, sizeof(m));
	model_thread(m, 0);
	KUNIT_EXPECT_EQ_MSG(test, m->wrong, 0ul, "seed %llu", kunit_seed());
	memset(m, 0, sizeof(m));
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, model_thread, m), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ_MSG(test, m[i].wrong, 0ul, "seed %llu, thread %u", kunit_seed(), i);
	KUNIT_EXPECT_EQ(test, nr_free_highpages(), free);
}

static struct kunit_case highmem_cases[] = {
	KUNIT_CASE(high_pages_have_no_address),
	KUNIT_CASE(kmap_gives_one_address),
	KUNIT_CASE(kmap_reuses_slots),
	KUNIT_CASE(kmap_mistakes_are_reported),
	KUNIT_CASE(kmap_local_nests),
	KUNIT_CASE(kunmap_local_out_of_order_is_reported),
	KUNIT_CASE(kmap_atomic_turns_preemption_off),
	KUNIT_CASE(pages_are_cleared_and_copied),
	KUNIT_CASE(zeroed_high_pages_are_zero),
	KUNIT_CASE(vmalloc_uses_high_pages),
	KUNIT_CASE(vmalloc_runs_out_of_addresses),
	{},
};

static struct kunit_suite highmem_suite = {
	.name = "highmem",
	.init = highmem_test_boot,
	.exit = highmem_test_halt,
	.test_cases = highmem_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case highmem_threads_cases[] = {
	KUNIT_CASE(kmap_sleeps_until_a_slot_is_free),
	KUNIT_CASE(kmap_against_a_model),
	{},
};

static struct kunit_suite highmem_threads_suite = {
	.name = "highmem_threads",
	.init = highmem_test_boot,
	.exit = highmem_test_halt,
	.test_cases = highmem_threads_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};

static struct kunit_case highmem_traced_cases[] = {
	KUNIT_CASE(kmap_gives_one_address),
	KUNIT_CASE(kmap_reuses_slots),
	KUNIT_CASE(kmap_local_nests),
	KUNIT_CASE(kunmap_local_out_of_order_is_reported),
	KUNIT_CASE(kmap_atomic_turns_preemption_off),
	KUNIT_CASE(pages_are_cleared_and_copied),
	KUNIT_CASE(kmap_sleeps_until_a_slot_is_free),
	KUNIT_CASE(kmap_against_a_model),
	{},
};

static struct kunit_suite highmem_traced_suite = {
	.name = "highmem_traced",
	.init = highmem_traced_boot,
	.test_cases = highmem_traced_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suites(&highmem_suite, &highmem_threads_suite, &highmem_traced_suite);
