// SPDX-License-Identifier: MIT
/* Small per-CPU areas that are kept at hand: who gets them, who is refused, and when they go. */
#include <linux/cpu.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <mm/percpu/chunk.h>
#include <mm/percpu/percpu.h>
#include <mm/reclaim/reclaim.h>
#include <port/port.h>
#include <tests/capture.h>
#include <tests/kernel/world_test.h>
#include <tests/parallel.h>

#define CHUNK_PAGES (pcpu.nr_units * (PCPU_UNIT_SIZE >> PAGE_SHIFT))

static void count_one(void *nr, void *area)
{
	(*(unsigned long *)nr)++;
}

static unsigned long nr_kept(void)
{
	unsigned long nr = 0;

	pcpu_kept_look(count_one, &nr);
	return nr;
}

/* What was freed last comes first, zeroed; meanwhile it is nobody's. */
static void percpu_kept_area_serves_the_next(struct kunit *test)
{
	u64 *p, *again;
	unsigned int cpu;

	KUNIT_ASSERT_EQ(test, port_cpu_bind(0), 0);
	p = alloc_percpu(u64);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(p, cpu) = ~0ull;
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p), 8);
	free_percpu(p);
	KUNIT_EXPECT_GT(test, nr_kept(), 0ul);
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p), 0);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	/* Another size does not get it. */
	free_percpu(alloc_percpu(u32));
	again = alloc_percpu(u64);
	KUNIT_EXPECT_PTR_EQ(test, again, p);
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(again, cpu), 0);
	free_percpu(again);
	KUNIT_EXPECT_EQ(test, port_cpu_bind(-1), 0);
}

/* An area that does not stand as its size would have it is not handed to who may rely on that. */
static void percpu_kept_areas_are_aligned(struct kunit *test)
{
	void *odd[64], *p;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		odd[i] = __alloc_percpu(12 + i % 2 * 4, 4);
		KUNIT_ASSERT_NOT_NULL(test, odd[i]);
	}
	for (i = 0; i < ARRAY_SIZE(odd); i++)
		free_percpu(odd[i]);
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		p = __alloc_percpu(16, 16);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(p, 0) % 16, 0);
		odd[i] = p;
	}
	for (i = 0; i < ARRAY_SIZE(odd); i++)
		free_percpu(odd[i]);
	/* More than its size is a matter for the chunks. */
	p = __alloc_percpu(4, 64);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, (unsigned long)per_cpu_ptr(p, 0) % 64, 0);
	free_percpu(p);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

/* The report says @what. */
static void expect_bad_free(struct kunit *test, void *ptr, const char *what)
{
	const char *text;

	kunit_expect_reports(test, 1);
	capture_start();
	free_percpu(ptr);
	text = capture_stop();
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, what), "no \"%s\" in:\n%s", what, text);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static void percpu_kept_area_is_not_freed_again(struct kunit *test)
{
	u64 *p = alloc_percpu(u64);

	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_bad_free(test, (char *)p + 4, "lies inside a live allocation");
	free_percpu(p);
	expect_bad_free(test, p, "is free already (double free?)");
	expect_bad_free(test, (char *)p + 4, "is free already (double free?)");
	pcpu_kept_drain(true);
	expect_bad_free(test, p, "is free already (double free?)");
}

/* The word in which a page names its chunk is anybody's in other pages: it is not believed. */
static void percpu_free_finds_no_chunk_in_a_users_page(struct kunit *test)
{
	unsigned long *lie = kzalloc(sizeof(struct pcpu_chunk), GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	const unsigned long words[] = { 1,
					8,
					~0ul,
					(unsigned long)&words,
					(unsigned long)lie,
					(unsigned long)lie + 1,
					PAGE_OFFSET + lowmem_bytes - 8 };
	char *inside;

	KUNIT_ASSERT_NOT_NULL(test, lie);
	KUNIT_ASSERT_NOT_NULL(test, page);
	inside = (char *)page_address(page) - per_cpu_offset(0);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		page->private = words[i];
		expect_bad_free(test, inside + 16, "which alloc_percpu never returned");
	}
	page->private = 0;
	__free_page(page);
	kfree(lie);
}

/* ---- when they go ---------------------------------------------------------------------------- */

#define MANY 20000

static void percpu_kept_areas_do_not_hold_all_chunks(struct kunit *test)
{
	void **many = kvmalloc_array(MANY, sizeof(*many), GFP_KERNEL);
	unsigned long most;

	KUNIT_ASSERT_NOT_NULL(test, many);
	for (int i = 0; i < MANY; i++)
		many[i] = __alloc_percpu(4 + i % 4 * 4, 4);
	most = pcpu_nr_pages();
	KUNIT_EXPECT_GE(test, most, 6 * CHUNK_PAGES);
	for (int i = 0; i < MANY; i++)
		free_percpu(many[i]);
	KUNIT_EXPECT_LE(test, pcpu_nr_pages(), 3 * CHUNK_PAGES);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	kvfree(many);
}

/* Memory that is short gets back what is kept, and the chunk that is. */
static void percpu_kept_areas_are_a_store(struct kunit *test)
{
	/* What the world itself has. */
	unsigned long least;
	u64 *p, *q;

	reclaim_stores_wait();
	least = pcpu_nr_pages();
	p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
	q = alloc_percpu(u64);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	free_percpu(p);
	free_percpu(q);
	KUNIT_EXPECT_GT(test, pcpu_nr_pages(), least);
	KUNIT_EXPECT_GT(test, nr_kept(), 0ul);
	reclaim_stores_wait();
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), least);
	KUNIT_EXPECT_EQ(test, nr_kept(), 0ul);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static int take_and_free(void *data)
{
	u64 *p = alloc_percpu(u64);

	free_percpu(p);
	return p ? 0 : -1;
}

static void percpu_kept_areas_go_with_their_cpu(struct kunit *test)
{
	struct task_struct *thread = kthread_create(take_and_free, NULL, "percpu_1");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	reclaim_stores_wait();
	KUNIT_EXPECT_EQ(test, nr_kept(), 0ul);
	kthread_bind(thread, 1);
	get_task_struct(thread);
	wake_up_process(thread);
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	KUNIT_EXPECT_GT(test, nr_kept(), 0ul);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, nr_kept(), 0ul);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
}

static void percpu_check_sees_what_is_kept_wrongly(struct kunit *test)
{
	u64 *p = alloc_percpu(u64), *q = alloc_percpu(u64);
	struct pcpu_chunk *chunk;
	int found[4];
	u8 *small;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	chunk = pcpu_chunk_at(per_cpu_ptr(p, 0));
	small = &chunk->small[((char *)per_cpu_ptr(p, 0) - chunk->base) >> PCPU_MIN_ALLOC_SHIFT];
	free_percpu(q);
	capture_start();
	*small |= PCPU_SMALL_KEPT;
	found[0] = percpu_check();
	*small = 3;
	found[1] = percpu_check();
	*small = 2;
	chunk->page[1].private ++;
	found[2] = percpu_check();
	chunk->page[1].private --;
	pcpu.nr_free++;
	found[3] = percpu_check();
	pcpu.nr_free--;
	capture_stop();
	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		KUNIT_EXPECT_GT_MSG(test, found[i], 0, "corruption %zu", i);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	free_percpu(p);
}

/* ---- several at once ------------------------------------------------------------------------- */

#define THREADS 4
#define ROUNDS	500

struct crowd {
	u64 *shared[ROUNDS];
	unsigned int freed;
};

/* Each frees all of them: of the frees of one, all but the first are mistakes. */
static void free_all(void *arg, unsigned int index)
{
	struct crowd *crowd = arg;

	for (int i = 0; i < ROUNDS; i++)
		free_percpu(crowd->shared[i]);
}

static void percpu_free_by_several_is_one_free(struct kunit *test)
{
	struct crowd *crowd = kzalloc(sizeof(*crowd), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, crowd);
	for (int i = 0; i < ROUNDS; i++) {
		crowd->shared[i] = alloc_percpu(u64);
		KUNIT_ASSERT_NOT_NULL(test, crowd->shared[i]);
	}
	kunit_expect_reports(test, (THREADS - 1) * ROUNDS);
	capture_start();
	KUNIT_EXPECT_EQ(test, test_parallel(THREADS, free_all, crowd), 0);
	capture_stop();
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
	kfree(crowd);
}

static u64 *handed[THREADS];

/* Small areas go from hand to hand, so they are freed on other CPUs than they were taken on. */
static void hand_on(void *arg, unsigned int index)
{
	struct kunit *test = arg;

	for (int i = 0; i < 20 * ROUNDS; i++) {
		u64 *mine = alloc_percpu(u64), *other;

		if (!mine)
			continue;
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(mine, 1), 0);
		*per_cpu_ptr(mine, 1) = (unsigned long)mine;
		other = __atomic_exchange_n(&handed[i % THREADS], mine, __ATOMIC_ACQ_REL);
		if (other)
			KUNIT_EXPECT_EQ(test, *per_cpu_ptr(other, 1), (unsigned long)other);
		free_percpu(other);
		if (i % ROUNDS == 0 && !index)
			reclaim_stores_wait();
	}
}

static void percpu_kept_areas_go_from_hand_to_hand(struct kunit *test)
{
	memset(handed, 0, sizeof(handed));
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, hand_on, test), 0);
	for (int i = 0; i < THREADS; i++)
		free_percpu(handed[i]);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static struct kunit_case percpu_kept_cases[] = {
	KUNIT_CASE(percpu_kept_area_serves_the_next),
	KUNIT_CASE(percpu_kept_areas_are_aligned),
	KUNIT_CASE(percpu_kept_area_is_not_freed_again),
	KUNIT_CASE(percpu_free_finds_no_chunk_in_a_users_page),
	KUNIT_CASE(percpu_kept_areas_do_not_hold_all_chunks),
	KUNIT_CASE(percpu_kept_areas_are_a_store),
	KUNIT_CASE(percpu_kept_areas_go_with_their_cpu),
	KUNIT_CASE(percpu_check_sees_what_is_kept_wrongly),
	KUNIT_CASE(percpu_free_by_several_is_one_free),
	KUNIT_CASE(percpu_kept_areas_go_from_hand_to_hand),
	{},
};
WORLD_SUITE(percpu_kept, percpu_kept_cases);
