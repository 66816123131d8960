// SPDX-License-Identifier: MIT
/* Pools: where an element comes from and goes to, in every order that memory may run out. */
#include <kunit/test.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <mm/pool/pool.h>
#include <tests/parallel.h>

/* Larger than what caches give, where there is as much. */
#define LARGE min_t(size_t, SZ_16K, KMALLOC_MAX_SIZE)

static int mempool_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = 16 * PAGE_SIZE << MAX_PAGE_ORDER,
		.nodes = 1,
		.cpus = min(2u, (unsigned int)CONFIG_NR_CPUS),
		.quiet = true,
	};

	return machine_boot(&config);
}

static void mempool_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

/* ---- an allocator that can be told to fail --------------------------------------------------- */

/**
 * struct source - where the elements of a pool come from.
 * @left: how many allocations succeed before they fail; negative for all.
 * @live: elements made and not unmade.
 * @tries: calls.
 * @last: flags of the last call.
 * @first: flags of the first call since @tries was 0.
 */
struct source {
	int left, live, tries;
	gfp_t last, first;
};

static void *source_alloc(gfp_t gfp, void *data)
{
	struct source *source = data;
	void *element;

	if (!source->tries++)
		source->first = gfp;
	source->last = gfp;
	if (!source->left)
		return NULL;
	element = kmalloc(32, gfp);
	if (element) {
		source->left -= source->left > 0;
		source->live++;
	}
	return element;
}

static void source_free(void *element, void *data)
{
	((struct source *)data)->live--;
	kfree(element);
}

static mempool_t *source_pool(struct kunit *test, struct source *source, int min_nr)
{
	mempool_t *pool;

	*source = (struct source){ .left = -1 };
	pool = mempool_create(min_nr, source_alloc, source_free, source);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, source->live, min_nr);
	return pool;
}

/* ---- the order of things --------------------------------------------------------------------- */

static void mempool_asks_the_allocator_first(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 2);
	void *element;

	KUNIT_EXPECT_EQ(test, pool->min_nr, 2);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	source.tries = 0;
	element = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, element);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 2);
	KUNIT_EXPECT_EQ(test, source.tries, 1);
	KUNIT_EXPECT_EQ(test, source.first & (__GFP_DIRECT_RECLAIM | __GFP_IO), 0);
	KUNIT_EXPECT_EQ(test, source.first & (__GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN),
			__GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN);
	mempool_free(element, pool);
	mempool_free(NULL, pool);
	KUNIT_EXPECT_EQ(test, source.live, 2);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
	mempool_destroy(NULL);
}

static void mempool_then_the_reserve(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 3);
	void *element[3];

	source.left = 0;
	for (int i = 0; i < 3; i++) {
		element[i] = mempool_alloc(pool, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, element[i]);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, 2 - i);
		KUNIT_EXPECT_EQ(test, mempool_check(pool), 0);
	}
	/* Who may not sleep is told no, after one try that may use all its flags. */
	source.tries = 0;
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, mempool_alloc(pool, GFP_ATOMIC));
	KUNIT_EXPECT_NULL(test, mempool_alloc_preallocated(pool));
	/* What comes back refills the reserve, even if memory is there again. */
	source.left = -1;
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_FALSE(test, mempool_is_saturated(pool));
		mempool_free(element[i], pool);
		KUNIT_EXPECT_EQ(test, pool->curr_nr, i + 1);
		KUNIT_EXPECT_EQ(test, mempool_check(pool), 0);
	}
	KUNIT_EXPECT_TRUE(test, mempool_is_saturated(pool));
	KUNIT_EXPECT_EQ(test, source.live, 3);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
}

static void mempool_preallocated_leaves_the_allocator_alone(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 1);
	void *element;

	source.tries = 0;
	element = mempool_alloc_preallocated(pool);
	KUNIT_EXPECT_NOT_NULL(test, element);
	KUNIT_EXPECT_NULL(test, mempool_alloc_preallocated(pool));
	KUNIT_EXPECT_EQ(test, source.tries, 0);
	mempool_free(element, pool);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
}

/* ---- making and resizing, with every allocation failing in turn ------------------------------ */

static void mempool_create_unwinds(struct kunit *test)
{
	struct source source;
	mempool_t *pool, in_place;

	for (int n = 0; n < 5; n++) {
		source = (struct source){ .left = n };
		pool = mempool_create(5, source_alloc, source_free, &source);
		KUNIT_EXPECT_NULL(test, pool);
		KUNIT_EXPECT_EQ(test, source.live, 0);
		source = (struct source){ .left = n };
		KUNIT_EXPECT_EQ(test,
				mempool_init(&in_place, 5, source_alloc, source_free, &source),
				-ENOMEM);
		KUNIT_EXPECT_FALSE(test, mempool_initialized(&in_place));
		KUNIT_EXPECT_EQ(test, source.live, 0);
		mempool_exit(&in_place);
	}
	source = (struct source){ .left = 5 };
	KUNIT_ASSERT_EQ(test, mempool_init(&in_place, 5, source_alloc, source_free, &source), 0);
	KUNIT_EXPECT_TRUE(test, mempool_initialized(&in_place));
	mempool_exit(&in_place);
	mempool_exit(&in_place);
	KUNIT_EXPECT_EQ(test, source.live, 0);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ(test, mempool_init(&in_place, -1, source_alloc, source_free, &source),
			-EINVAL);
}

static void mempool_resize_both_ways(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 2);
	void *element;

	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 6), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 6);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 3, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 3);
	KUNIT_EXPECT_EQ(test, source.live, 3);

	/* Not enough for all of them: the rest comes with the next to be freed. */
	element = mempool_alloc(pool, GFP_KERNEL);
	source.left = 1;
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 5), 0);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 5);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
	KUNIT_EXPECT_EQ(test, mempool_check(pool), 0);
	mempool_free(element, pool);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 5);

	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ(test, mempool_resize(pool, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, pool->min_nr, 5);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
}

static void mempool_check_finds_an_element_freed_twice(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 2);
	void *a, *b;

	source.left = 0;
	a = mempool_alloc(pool, GFP_NOWAIT);
	b = mempool_alloc(pool, GFP_NOWAIT);
	mempool_free(a, pool);
	mempool_free(a, pool);
	KUNIT_EXPECT_EQ(test, mempool_check(pool), 1);
	pool->elements[1] = b;
	KUNIT_EXPECT_EQ(test, mempool_check(pool), 0);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
}

/* ---- the usual allocators -------------------------------------------------------------------- */

static void mempool_on_a_cache(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("pool-test", 100, 0, 0, NULL);
	mempool_t *pool, in_place;
	char *element;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	pool = mempool_create_slab_pool(4, cache);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	element = mempool_alloc(pool, GFP_KERNEL);
	memset(element, 1, 100);
	mempool_free(element, pool);
	KUNIT_EXPECT_EQ(test, mempool_init_slab_pool(&in_place, 2, cache), 0);
	mempool_exit(&in_place);
	mempool_destroy(pool);
	/* Reports if an object is left. */
	kmem_cache_destroy(cache);
}

static void mempool_on_kmalloc(struct kunit *test)
{
	mempool_t *pool = mempool_create_kmalloc_pool(4, 300), in_place;
	void *element;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	element = mempool_alloc(pool, GFP_NOIO);
	KUNIT_EXPECT_GE(test, ksize(element), 300);
	mempool_free(element, pool);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, mempool_init_kmalloc_pool(&in_place, 1, 8), 0);
	mempool_exit(&in_place);
	KUNIT_EXPECT_EQ(test, mempool_init_kvmalloc_pool(&in_place, 1, LARGE), 0);
	element = mempool_alloc(&in_place, GFP_KERNEL);
	memset(element, 1, LARGE);
	mempool_free(element, &in_place);
	mempool_exit(&in_place);
}

static void mempool_on_pages(struct kunit *test)
{
	mempool_t *pool = mempool_create_page_pool(2, 1), in_place;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	page = mempool_alloc(pool, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	memset(page_address(page), 1, 2 * PAGE_SIZE);
	mempool_free(page, pool);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, mempool_init_page_pool(&in_place, 1, 0), 0);
	mempool_exit(&in_place);
}

/* ---- the promise ----------------------------------------------------------------------------- */

static void exhaust(struct list_head *pages)
{
	struct page *page;

	INIT_LIST_HEAD(pages);
	while ((page = alloc_page(GFP_ATOMIC | __GFP_NOWARN)))
		list_add(&page->lru, pages);
}

static void relieve(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/* Made with one page more each time, until it can be made. */
static void mempool_create_in_an_exhausted_machine(struct kunit *test)
{
	struct list_head pages;
	mempool_t *pool = NULL;
	unsigned int given = 0;

	exhaust(&pages);
	while (!list_empty(&pages)) {
		struct page *page = list_first_entry(&pages, struct page, lru);

		pool = mempool_create_node(16, mempool_alloc_pages, mempool_free_pages, NULL,
					   GFP_ATOMIC | __GFP_NOWARN, NUMA_NO_NODE);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		if (pool)
			break;
		list_del(&page->lru);
		__free_page(page);
		/* For whichever CPU the next try is made on. */
		pcp_drain_all();
		given++;
	}
	KUNIT_EXPECT_NOT_NULL(test, pool);
	KUNIT_EXPECT_GE(test, given, 16);
	/* Two more at the most, for the pool itself. */
	KUNIT_EXPECT_LE(test, given, 18);
	mempool_destroy(pool);
	relieve(&pages);
}

#define RESERVE 8

/**
 * struct borrower - a thread that needs one element more than there are.
 * @pool: the pool, with all elements out.
 * @element: those that are out.
 * @waiting: the borrower is about to wait.
 * @got: what it got.
 */
struct borrower {
	mempool_t *pool;
	void *element[RESERVE];
	u32 waiting;
	void *got;
};

static void borrow_or_lend(void *arg, unsigned int index)
{
	struct borrower *b = arg;

	if (index) {
		WRITE_ONCE(b->waiting, 1);
		WRITE_ONCE(b->got, mempool_alloc(b->pool, GFP_NOIO));
		return;
	}
	/* Half a second is long enough to see that the other does not get on by itself. */
	for (u64 end = port_time_ns() + 500 * 1000 * 1000; port_time_ns() < end;) {
		if (READ_ONCE(b->got))
			return;
		port_yield();
	}
	if (READ_ONCE(b->waiting) && !READ_ONCE(b->got))
		mempool_free(b->element[0], b->pool);
}

static void mempool_reserve_holds_in_an_exhausted_machine(struct kunit *test)
{
	struct borrower b = { .pool = mempool_create_page_pool(RESERVE, 0) };
	struct list_head pages;

	KUNIT_ASSERT_NOT_NULL(test, b.pool);
	exhaust(&pages);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT));
	for (int i = 0; i < RESERVE; i++) {
		b.element[i] = mempool_alloc(b.pool, GFP_NOWAIT);
		KUNIT_EXPECT_NOT_NULL(test, b.element[i]);
	}
	KUNIT_EXPECT_EQ(test, b.pool->curr_nr, 0);
	KUNIT_EXPECT_NULL(test, mempool_alloc(b.pool, GFP_NOWAIT));

	KUNIT_EXPECT_EQ(test, test_parallel(2, borrow_or_lend, &b), 0);
	KUNIT_EXPECT_PTR_EQ(test, b.got, b.element[0]);

	for (int i = 0; i < RESERVE; i++)
		mempool_free(b.element[i], b.pool);
	KUNIT_EXPECT_TRUE(test, mempool_is_saturated(b.pool));
	KUNIT_EXPECT_EQ(test, mempool_check(b.pool), 0);
	relieve(&pages);
	mempool_destroy(b.pool);
}

/* ---- many threads ---------------------------------------------------------------------------- */

#define THREADS (CONFIG_NR_CPUS > 1 ? 4 : 2)
#define STEPS	2000

/* Each holds one element at a time, of a reserve of two under an allocator that always fails. */
static void use_and_return(void *arg, unsigned int index)
{
	mempool_t *pool = arg;

	for (u32 i = 0; i < STEPS; i++) {
		u32 *element = mempool_alloc(pool, GFP_KERNEL);

		WRITE_ONCE(*element, index);
		if (i % 16 == 0)
			port_yield();
		if (READ_ONCE(*element) != index)
			WRITE_ONCE(element[1], 1);
		mempool_free(element, pool);
	}
}

static void *fail_alloc(gfp_t gfp, void *data)
{
	int *left = data;

	if (READ_ONCE(*left) <= 0)
		return NULL;
	(*left)--;
	return kzalloc(32, gfp);
}

static void fail_free(void *element, void *data)
{
	kfree(element);
}

static void mempool_threads_share_the_reserve(struct kunit *test)
{
	int left = 2;
	mempool_t *pool = mempool_create(2, fail_alloc, fail_free, &left);

	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_EXPECT_EQ(test, test_parallel(THREADS, use_and_return, pool), 0);
	KUNIT_EXPECT_TRUE(test, mempool_is_saturated(pool));
	KUNIT_EXPECT_EQ(test, mempool_check(pool), 0);
	for (int i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, ((u32 *)pool->elements[i])[1], 0);
	KUNIT_EXPECT_EQ(test, pool->wait.waiters, 0);
	mempool_destroy(pool);
}

/* ---- against a model ------------------------------------------------------------------------- */

static void mempool_against_a_model(struct kunit *test)
{
	struct source source;
	mempool_t *pool = source_pool(test, &source, 4);
	void *held[16] = {};
	struct rnd_state rnd;
	int nr_held = 0;

	prandom_seed_state(&rnd, kunit_seed());
	for (int step = 0; step < 5000; step++) {
		void **slot = &held[prandom_u32_state(&rnd) % 16];

		source.left = prandom_u32_state(&rnd) % 2 ? -1 : 0;
		if (step % 50 == 49) {
			KUNIT_ASSERT_EQ(test, mempool_resize(pool, 1 + prandom_u32_state(&rnd) % 8),
					0);
		} else if (*slot) {
			mempool_free(*slot, pool);
			*slot = NULL;
			nr_held--;
		} else {
			bool there = source.left || pool->curr_nr;

			*slot = mempool_alloc(pool, GFP_NOWAIT);
			KUNIT_ASSERT_EQ(test, *slot != NULL, there);
			nr_held += *slot != NULL;
		}
		KUNIT_ASSERT_EQ(test, source.live, pool->curr_nr + nr_held);
		KUNIT_ASSERT_EQ(test, mempool_check(pool), 0);
	}
	for (int i = 0; i < 16; i++)
		mempool_free(held[i], pool);
	mempool_destroy(pool);
	KUNIT_EXPECT_EQ(test, source.live, 0);
}

static struct kunit_case mempool_cases[] = {
	KUNIT_CASE(mempool_asks_the_allocator_first),
	KUNIT_CASE(mempool_then_the_reserve),
	KUNIT_CASE(mempool_preallocated_leaves_the_allocator_alone),
	KUNIT_CASE(mempool_create_unwinds),
	KUNIT_CASE(mempool_resize_both_ways),
	KUNIT_CASE(mempool_check_finds_an_element_freed_twice),
	KUNIT_CASE(mempool_on_a_cache),
	KUNIT_CASE(mempool_on_kmalloc),
	KUNIT_CASE(mempool_on_pages),
	KUNIT_CASE(mempool_create_in_an_exhausted_machine),
	KUNIT_CASE(mempool_reserve_holds_in_an_exhausted_machine),
	KUNIT_CASE(mempool_threads_share_the_reserve),
	KUNIT_CASE(mempool_against_a_model),
	{},
};

static struct kunit_suite mempool_suite = {
	.name = "mempool",
	.init = mempool_test_boot,
	.exit = mempool_test_halt,
	.test_cases = mempool_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(mempool_suite);
