// SPDX-License-Identifier: MIT
/* Per-CPU memory: what it promises, what it refuses, and its own invariants after every step. */
#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <mm/percpu/chunk.h>
#include <mm/percpu/percpu.h>
#include <mm/reclaim/reclaim.h>
#include <tests/capture.h>

/* Odd, so that a chunk is not a whole block of pages. */
#define TEST_CPUS 3

struct pair {
	u32 a;
	u64 b;
};

static DEFINE_PER_CPU(int, seven) = 7;
static DEFINE_PER_CPU(u8, byte);
static DEFINE_PER_CPU(u16, half);
static DEFINE_PER_CPU(const char *, text) = "text";
static DEFINE_PER_CPU(int[4], four) = { 1, 2, 3, 4 };
static DEFINE_PER_CPU(struct pair, pair) = { .a = 1, .b = 2 };
static DEFINE_PER_CPU_FIRST(int, foremost) = 1;
static DEFINE_PER_CPU_SHARED_ALIGNED(int, shared) = 2;
static DEFINE_PER_CPU_ALIGNED(int, aligned) = 3;
static DEFINE_PER_CPU_READ_MOSTLY(int, settled) = 4;
static DEFINE_PER_CPU_PAGE_ALIGNED(char[64], paged) = "page";
DECLARE_PER_CPU(long, exported);
DEFINE_PER_CPU(long, exported) = -1;

static int boot(u64 memory, unsigned int cpus)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = memory,
		.nodes = 1,
		.cpus = cpus,
		.quiet = true,
	};

	return machine_boot(&config);
}

static int percpu_test_boot(struct kunit *test)
{
	return boot(SZ_64M, TEST_CPUS);
}

static void percpu_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

/* ---- static variables ------------------------------------------------------------------------ */

static void percpu_static_starts_as_written(struct kunit *test)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, per_cpu(seven, cpu), 7);
		KUNIT_EXPECT_EQ(test, per_cpu(byte, cpu), 0);
		KUNIT_EXPECT_STREQ(test, per_cpu(text, cpu), "text");
		KUNIT_EXPECT_EQ(test, per_cpu(four, cpu)[3], 4);
		KUNIT_EXPECT_EQ(test, per_cpu(pair, cpu).b, 2);
		KUNIT_EXPECT_EQ(test, per_cpu(pair.a, cpu), 1);
		KUNIT_EXPECT_EQ(test, per_cpu(foremost, cpu), 1);
		KUNIT_EXPECT_EQ(test, per_cpu(shared, cpu), 2);
		KUNIT_EXPECT_EQ(test, per_cpu(aligned, cpu), 3);
		KUNIT_EXPECT_EQ(test, per_cpu(settled, cpu), 4);
		KUNIT_EXPECT_STREQ(test, per_cpu(paged, cpu), "page");
		KUNIT_EXPECT_EQ(test, per_cpu(exported, cpu), -1);
	}
}

static void percpu_static_copies_are_apart(struct kunit *test)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(seven, cpu) = 100 + (int)cpu;
		per_cpu(half, cpu) = (u16)(200 + cpu);
		per_cpu(four, cpu)[3] = 300 + (int)cpu;
	}
	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(&seven, cpu), 100 + cpu);
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(&half, cpu), 200 + cpu);
		KUNIT_EXPECT_EQ(test, per_cpu_ptr(four, cpu)[3], 300 + cpu);
		KUNIT_EXPECT_EQ(test, per_cpu(four, cpu)[2], 3);
	}
	/* The image itself is untouched. */
	KUNIT_EXPECT_EQ(test, *RELOC_HIDE(&seven, 0), 7);
}

static void percpu_static_is_aligned(struct kunit *test)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(&shared, cpu) % SMP_CACHE_BYTES,
				0);
		KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(&aligned, cpu) % SMP_CACHE_BYTES,
				0);
		KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(&paged, cpu) % PAGE_SIZE, 0);
	}
}

/* Each machine starts from the image, whatever the one before it left in the copies. */
static void percpu_static_is_fresh_in_each_machine(struct kunit *test)
{
	per_cpu(seven, 0) = 8;
	percpu_test_halt(test);
	KUNIT_ASSERT_EQ(test, percpu_test_boot(test), 0);
	KUNIT_EXPECT_EQ(test, per_cpu(seven, 0), 7);
}

static void percpu_addresses_are_known(struct kunit *test)
{
	int *dynamic = alloc_percpu(int);

	KUNIT_ASSERT_NOT_NULL(test, dynamic);
	KUNIT_EXPECT_TRUE(test, is_kernel_percpu_address((unsigned long)per_cpu_ptr(&seven, 0)));
	KUNIT_EXPECT_TRUE(
		test, is_kernel_percpu_address((unsigned long)per_cpu_ptr(&seven, TEST_CPUS - 1)));
	KUNIT_EXPECT_FALSE(test,
			   is_kernel_percpu_address((unsigned long)per_cpu_ptr(&seven, TEST_CPUS)));
	KUNIT_EXPECT_FALSE(test, is_kernel_percpu_address((unsigned long)&seven));
	KUNIT_EXPECT_FALSE(test, is_module_percpu_address((unsigned long)per_cpu_ptr(&seven, 0)));
	KUNIT_EXPECT_FALSE(test, is_kernel_percpu_address((unsigned long)per_cpu_ptr(dynamic, 0)));
	KUNIT_EXPECT_EQ(test, per_cpu_ptr_to_phys(per_cpu_ptr(dynamic, 1)),
			__pa(per_cpu_ptr(dynamic, 1)));
	free_percpu(dynamic);
}

/* What the loader does for a module, with a piece of memory for the module's segment. */
static void percpu_module_gets_copies(struct kunit *test)
{
	size_t room = per_cpu_offset(TEST_CPUS);
	char *segment = kzalloc(room + SZ_64K, GFP_KERNEL);
	u32 *var = (u32 *)segment;
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, segment);
	var[0] = 11;
	var[1] = 22;
	KUNIT_EXPECT_EQ(test, percpu_module_add(var, 0, var), 0);
	KUNIT_EXPECT_EQ(test, percpu_module_add(var, PCPU_UNIT_SIZE + 1, segment + room + SZ_64K),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, percpu_module_add(var, 8, segment + room - PCPU_UNIT_SIZE), -EINVAL);
	KUNIT_ASSERT_EQ(test, percpu_module_add(var, 8, segment + room), 0);
	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(&var[0], cpu), 11);
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(&var[1], cpu), 22);
	}
	KUNIT_EXPECT_TRUE(test, is_module_percpu_address((unsigned long)per_cpu_ptr(&var[1], 0)));
	KUNIT_EXPECT_FALSE(test, is_module_percpu_address((unsigned long)per_cpu_ptr(&var[2], 0)));
	KUNIT_EXPECT_EQ(test, percpu_module_add(var + 1, 4, segment + room + SZ_64K), -EEXIST);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	percpu_module_del(var + 1);
	KUNIT_EXPECT_TRUE(test, is_module_percpu_address((unsigned long)per_cpu_ptr(&var[1], 0)));
	percpu_module_del(var);
	KUNIT_EXPECT_FALSE(test, is_module_percpu_address((unsigned long)per_cpu_ptr(&var[1], 0)));
	kfree(segment);
}

/* ---- dynamic memory -------------------------------------------------------------------------- */

static void percpu_alloc_is_zeroed(struct kunit *test)
{
	unsigned int cpu;

	/* The second time round it is memory that was written to. */
	for (int round = 0; round < 2; round++) {
		struct pair *p = alloc_percpu(struct pair);

		KUNIT_ASSERT_NOT_NULL(test, p);
		for_each_possible_cpu(cpu) {
			KUNIT_EXPECT_EQ(test, per_cpu_ptr(p, cpu)->a, 0);
			KUNIT_EXPECT_EQ(test, per_cpu_ptr(p, cpu)->b, 0);
			memset(per_cpu_ptr(p, cpu), 0xff, sizeof(*p));
		}
		KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p), sizeof(*p));
		free_percpu(p);
		KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	}
	free_percpu(NULL);
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(NULL), 0);
}

static void percpu_alloc_is_aligned(struct kunit *test)
{
	void *held[16];
	unsigned int n = 0, cpu;

	for (size_t align = 1; align <= PAGE_SIZE; align *= 2) {
		/* A small one in between puts the next search off the beat. */
		held[n] = __alloc_percpu(4, 4);
		free_percpu(held[n]);
		held[n] = __alloc_percpu(align + 4, align);
		KUNIT_ASSERT_NOT_NULL(test, held[n]);
		for_each_possible_cpu(cpu)
			KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(held[n], cpu) % align, 0);
		KUNIT_EXPECT_EQ(test, percpu_check(), 0);
		n++;
	}
	while (n)
		free_percpu(held[--n]);
}

static void percpu_alloc_refuses_the_impossible(struct kunit *test)
{
	void *whole;

	kunit_expect_reports(test, 5);
	KUNIT_EXPECT_NULL(test, __alloc_percpu(0, 8));
	KUNIT_EXPECT_NULL(test, __alloc_percpu(PCPU_MIN_UNIT_SIZE + 1, 8));
	KUNIT_EXPECT_NULL(test, __alloc_percpu(SIZE_MAX, 8));
	KUNIT_EXPECT_NULL(test, __alloc_percpu(8, 24));
	KUNIT_EXPECT_NULL(test, __alloc_percpu(8, 2 * PAGE_SIZE));
	whole = __alloc_percpu(PCPU_MIN_UNIT_SIZE, PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL(test, whole);
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(whole), PCPU_MIN_UNIT_SIZE);
	free_percpu(whole);
}

/* free_percpu(@ptr) is a report that says @what, and changes nothing. */
static void expect_bad_free(struct kunit *test, void *ptr, const char *what)
{
	char expected[160];
	const char *text;

	kunit_expect_reports(test, 1);
	snprintf(expected, sizeof(expected), "BUG: free_percpu of %px, which %s\n", ptr, what);
	capture_start();
	free_percpu(ptr);
	text = capture_stop();
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, expected), "no \"%s\" in:\n%s", expected, text);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static void percpu_free_of_what_is_not_allocated(struct kunit *test)
{
	u64 *first = __alloc_percpu(sizeof(u64[4]), 8), *p = __alloc_percpu(sizeof(u64[4]), 8);
	long on_stack;

	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_bad_free(test, p + 1, "lies inside a live allocation");
	expect_bad_free(test, (char *)p + 1, "lies inside a live allocation");
	expect_bad_free(test, per_cpu_ptr(p, 0), "is the address of a CPU's copy");
	expect_bad_free(test, per_cpu_ptr(p, TEST_CPUS - 1), "alloc_percpu never returned");
	expect_bad_free(test, &on_stack, "alloc_percpu never returned");
	expect_bad_free(test, &seven, "alloc_percpu never returned");
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p), sizeof(u64[4]));
	free_percpu(p);
	expect_bad_free(test, p, "is free already (double free?)");
	free_percpu(first);
}

/* Who may not sleep says so, and is served all the same. */
static void percpu_alloc_in_atomic_context(struct kunit *test)
{
	int *p, *q;

	preempt_disable();
	p = alloc_percpu_gfp(int, GFP_ATOMIC);
	kunit_expect_reports(test, 1);
	q = alloc_percpu(int);
	free_percpu(p);
	preempt_enable();
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_NOT_NULL(test, q);
	free_percpu(q);
}

/* One empty chunk stays, and no more. */
static void percpu_chunks_go_back(struct kunit *test)
{
	unsigned long chunk_pages = TEST_CPUS * PCPU_UNIT_SIZE / PAGE_SIZE;
	void *held[8];

	for (int i = 0; i < 8; i++) {
		held[i] = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 4);
		KUNIT_ASSERT_NOT_NULL(test, held[i]);
	}
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), 8 * chunk_pages);
	for (int i = 0; i < 8; i++) {
		free_percpu(held[i]);
		KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), chunk_pages);
}

/* The check is worth something: it sees each field go wrong. */
static void percpu_check_sees_what_is_broken(struct kunit *test)
{
	u32 *p = alloc_percpu(u32);
	unsigned int slot = (unsigned int)__ffs(pcpu.slot_mask);
	struct pcpu_chunk *chunk = list_first_entry(&pcpu.slots[slot], struct pcpu_chunk, filed);
	int found[6];

	KUNIT_ASSERT_NOT_NULL(test, p);
	capture_start();
	chunk->nr_free++;
	found[0] = percpu_check();
	chunk->nr_free--;
	chunk->slot++;
	found[1] = percpu_check();
	chunk->slot--;
	chunk->first_free += PCPU_CELLS;
	found[2] = percpu_check();
	chunk->first_free -= PCPU_CELLS;
	chunk->max_run--;
	found[3] = percpu_check();
	chunk->max_run++;
	pcpu.nr_areas++;
	found[4] = percpu_check();
	pcpu.nr_areas--;
	__set_bit(PCPU_CELLS - 1, chunk->head);
	found[5] = percpu_check();
	__clear_bit(PCPU_CELLS - 1, chunk->head);
	capture_stop();
	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		KUNIT_EXPECT_GT_MSG(test, found[i], 0, "corruption %zu", i);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	free_percpu(p);
}

/* A link in the memory itself, for holding as much as there is. */
struct held {
	struct held *next;
};

static struct held *take_all_pages(void)
{
	struct held *all = NULL, *page;

	while ((page = (struct held *)__get_free_page(GFP_NOWAIT))) {
		page->next = all;
		all = page;
	}
	return all;
}

static void give_all_pages(struct held *all)
{
	struct held *next;

	for (; all; all = next) {
		next = all->next;
		free_page((unsigned long)all);
	}
}

/* With memory gone it fails, and loses nothing. */
static void percpu_alloc_in_an_exhausted_machine(struct kunit *test)
{
	struct held *pages = take_all_pages(), *areas = NULL, *p;
	unsigned long chunks;

	while ((p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT))) {
		per_cpu_ptr(p, 0)->next = areas;
		areas = p;
	}
	chunks = pcpu_nr_pages();
	KUNIT_EXPECT_NULL(test, __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT));
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), chunks);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	for (; areas; areas = p) {
		p = per_cpu_ptr(areas, 0)->next;
		free_percpu(areas);
	}
	give_all_pages(pages);
	p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT);
	KUNIT_EXPECT_NOT_NULL(test, p);
	free_percpu(p);
}

/* All pages are gone: the reserve serves, once; then the next empty chunk makes up for it. */
static void percpu_atomic_requests_have_a_reserve(struct kunit *test)
{
	unsigned long chunk_pages = TEST_CPUS * PCPU_UNIT_SIZE / PAGE_SIZE;
	struct held *pages;
	void *first, *p;

	/* Whoever may sleep has no part in it. */
	first = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 4);
	KUNIT_EXPECT_NULL(test, pcpu.reserve);
	free_percpu(__alloc_percpu_gfp(8, 8, GFP_NOWAIT));
	KUNIT_EXPECT_TRUE(test, pcpu.wants_reserve);
	free_percpu(__alloc_percpu(8, 8));
	KUNIT_ASSERT_NOT_NULL(test, pcpu.reserve);
	/* The one with the first, the one that the small areas were cut from, and the reserve. */
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), 3 * chunk_pages);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	/* What nobody uses goes when pages run out; the reserve does not. */
	reclaim_stores_wait();
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), 2 * chunk_pages);

	pages = take_all_pages();
	KUNIT_EXPECT_NOT_NULL(test, pcpu.reserve);
	p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, pcpu.reserve);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	KUNIT_EXPECT_NULL(test, __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT));
	/* A chunk that is empty again, and of no other use, is the reserve again. */
	free_percpu(p);
	reclaim_stores_wait();
	KUNIT_EXPECT_NOT_NULL(test, pcpu.reserve);
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), 2 * chunk_pages);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	give_all_pages(pages);
	free_percpu(first);
}

/* ---- against a model ------------------------------------------------------------------------- */

#define MODEL_AREAS 256
#define MODEL_STEPS 4000

struct model_area {
	u32 *ptr;
	unsigned int words;
};

static u32 model_stamp(const struct model_area *area, unsigned int cpu, unsigned int word)
{
	return (u32)(unsigned long)area->ptr * 31 + cpu * 7919 + word;
}

static unsigned int model_size(struct rnd_state *rnd)
{
	u32 kind = prandom_u32_state(rnd) % 16, at = prandom_u32_state(rnd);

	if (kind < 10)
		return 1 + at % 16;
	return kind < 15 ? 1 + at % 512 : 1 + at % (unsigned int)(PCPU_MIN_UNIT_SIZE / 4);
}

static void model_alloc(struct kunit *test, struct model_area *area, struct rnd_state *rnd)
{
	size_t align = 1ul << prandom_u32_state(rnd) % 8;
	unsigned int cpu, i;

	area->words = model_size(rnd);
	area->ptr = __alloc_percpu(area->words * 4, align);
	KUNIT_ASSERT_NOT_NULL(test, area->ptr);
	for_each_possible_cpu(cpu) {
		u32 *copy = per_cpu_ptr(area->ptr, cpu);

		KUNIT_ASSERT_EQ(test, (unsigned long)copy % align, 0);
		for (i = 0; i < area->words; i++) {
			KUNIT_ASSERT_EQ(test, copy[i], 0);
			copy[i] = model_stamp(area, cpu, i);
		}
	}
}

static void model_free(struct kunit *test, struct model_area *area)
{
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		u32 *copy = per_cpu_ptr(area->ptr, cpu);

		for (i = 0; i < area->words; i++)
			KUNIT_ASSERT_EQ(test, copy[i], model_stamp(area, cpu, i));
	}
	free_percpu(area->ptr);
	area->ptr = NULL;
}

static void percpu_against_a_model(struct kunit *test)
{
	static struct model_area areas[MODEL_AREAS];
	struct rnd_state rnd;

	memset(areas, 0, sizeof(areas));
	prandom_seed_state(&rnd, kunit_seed());
	for (int step = 0; step < MODEL_STEPS; step++) {
		struct model_area *area = &areas[prandom_u32_state(&rnd) % MODEL_AREAS];

		if (area->ptr)
			model_free(test, area);
		else
			model_alloc(test, area, &rnd);
		if (step % 64 == 0)
			KUNIT_ASSERT_EQ(test, percpu_check(), 0);
	}
	for (int i = 0; i < MODEL_AREAS; i++) {
		if (areas[i].ptr)
			model_free(test, &areas[i]);
	}
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	reclaim_stores_wait();
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), 0ul);
}

/* ---- spellings ------------------------------------------------------------------------------- */

static void percpu_get_and_put(struct kunit *test)
{
	struct pair *p = alloc_percpu(struct pair);
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, p);
	cpu = get_cpu();
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_ptr(p), per_cpu_ptr(p, cpu));
	put_cpu();
	get_cpu_var(seven) = 70;
	KUNIT_EXPECT_EQ(test, __get_cpu_var(seven), 70);
	put_cpu_var(seven);
	get_cpu_ptr(p)->a = 71;
	KUNIT_EXPECT_EQ(test, __this_cpu_read(p->a), 71);
	put_cpu_ptr(p);
	KUNIT_EXPECT_TRUE(test, preemptible());
	free_percpu(p);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(percpu_static_starts_as_written),
	KUNIT_CASE(percpu_static_copies_are_apart),
	KUNIT_CASE(percpu_static_is_aligned),
	KUNIT_CASE(percpu_static_is_fresh_in_each_machine),
	KUNIT_CASE(percpu_addresses_are_known),
	KUNIT_CASE(percpu_module_gets_copies),
	KUNIT_CASE(percpu_alloc_is_zeroed),
	KUNIT_CASE(percpu_alloc_is_aligned),
	KUNIT_CASE(percpu_alloc_refuses_the_impossible),
	KUNIT_CASE(percpu_free_of_what_is_not_allocated),
	KUNIT_CASE(percpu_alloc_in_atomic_context),
	KUNIT_CASE(percpu_chunks_go_back),
	KUNIT_CASE(percpu_alloc_in_an_exhausted_machine),
	KUNIT_CASE(percpu_atomic_requests_have_a_reserve),
	KUNIT_CASE(percpu_check_sees_what_is_broken),
	KUNIT_CASE(percpu_against_a_model),
	KUNIT_CASE(percpu_get_and_put),
	{},
};

static struct kunit_suite percpu_suite = {
	.name = "percpu",
	.init = percpu_test_boot,
	.exit = percpu_test_halt,
	.test_cases = percpu_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(percpu_suite);
