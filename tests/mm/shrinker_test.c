// SPDX-License-Identifier: MIT
/* Shrinkers: how much is asked of them, by which names of which era, and what they may do. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <kernel/kernel.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

/**
 * struct shelf - objects that a shrinker counts and frees, and what it was asked.
 * @has: how many there are; @calls: of scan; @asked: objects in the last; @least: the smallest.
 * @refuses: scan says SHRINK_STOP.
 */
struct shelf {
	struct shrinker s;
	unsigned long has, calls, counts, asked, least;
	gfp_t gfp;
	int nid;
	bool refuses;
};

static struct shelf *to_shelf(struct shrinker *s)
{
	return container_of(s, struct shelf, s);
}

static unsigned long shelf_count(struct shrinker *s, struct shrink_control *sc)
{
	struct shelf *shelf = to_shelf(s);

	shelf->counts++;
	shelf->gfp = sc->gfp_mask;
	shelf->nid = sc->nid;
	return shelf->has;
}

static unsigned long shelf_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct shelf *shelf = to_shelf(s);
	unsigned long n = min(sc->nr_to_scan, shelf->has);

	shelf->calls++;
	shelf->asked += sc->nr_to_scan;
	shelf->least = min(shelf->least ?: ~0ul, sc->nr_to_scan);
	if (shelf->refuses)
		return SHRINK_STOP;
	shelf->has -= n;
	return n;
}

static void shelf_open(struct kunit *test, struct shelf *shelf, unsigned long has)
{
	*shelf = (struct shelf){
		.s = { .count_objects = shelf_count,
		       .scan_objects = shelf_scan,
		       .seeks = DEFAULT_SEEKS },
		.has = has,
	};
	KUNIT_ASSERT_EQ(test, register_shrinker(&shelf->s), 0);
}

static unsigned long ask(gfp_t gfp, int nid, int priority)
{
	return shrink_slab(gfp, nid, priority).claimed;
}

/* ---- how much -------------------------------------------------------------------------------- */

/* objects * 4 / seeks / 2^priority, by whole batches. */
static void shrinker_is_asked_by_priority(struct kunit *test)
{
	unsigned long events = 0, all[NR_VM_EVENT_ITEMS];
	struct shelf shelf;

	all_vm_events(all);
	for (int priority = DEF_PRIORITY; priority >= 2; priority--) {
		shelf_open(test, &shelf, 1ul << 20);
		KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, priority), 2ul << (20 - priority));
		KUNIT_EXPECT_EQ(test, shelf.asked, 2ul << (20 - priority));
		KUNIT_EXPECT_EQ(test, shelf.calls, (2ul << (20 - priority)) / SHRINK_BATCH);
		events += shelf.asked;
		unregister_shrinker(&shelf.s);
	}
	events = events + all[SLABS_SCANNED];
	all_vm_events(all);
	KUNIT_EXPECT_EQ(test, all[SLABS_SCANNED], events);
}

static void shrinker_says_what_objects_cost(struct kunit *test)
{
	struct shelf shelf;

	shelf_open(test, &shelf, 1 << 20);
	shelf.s.seeks = 8;
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 4), 1ul << 15);
	shelf.has = 1 << 20;
	shelf.s.seeks = 0;
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 12), 1ul << 19);
	shelf.has = 1 << 20;
	shelf.s.batch = 1024;
	shelf.least = 0;
	ask(GFP_KERNEL, 0, 12);
	KUNIT_EXPECT_EQ(test, shelf.least, 1024ul);
	unregister_shrinker(&shelf.s);
}

/* What is less than a batch adds up, and so does what is refused, up to twice what there is. */
static void shrinker_defers(struct kunit *test)
{
	struct shelf shelf;

	/* 2 * 6400 / 2^8 = 50 each time, and no batch is full, whatever has been deferred. */
	shelf_open(test, &shelf, 6400);
	for (long i = 1; i <= 1000; i++) {
		KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 8), 0ul);
		KUNIT_EXPECT_EQ(test, atomic_long_read(&shelf.s.nr_deferred[0]),
				min(50 * i, 2 * 6400l));
	}
	KUNIT_EXPECT_EQ(test, shelf.calls, 0ul);
	/* 2 * 6400 / 2^5 = 400, and a 32nd of what was deferred: 6 batches. */
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 5), 6ul * SHRINK_BATCH);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&shelf.s.nr_deferred[0]),
			2 * 6400l + 400 - 6 * SHRINK_BATCH);
	unregister_shrinker(&shelf.s);

	shelf_open(test, &shelf, 6400);
	shelf.refuses = true;
	for (int i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
	KUNIT_EXPECT_EQ(test, shelf.calls, 10ul);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&shelf.s.nr_deferred[0]), 2 * 6400l);
	unregister_shrinker(&shelf.s);
}

static unsigned long count_empty(struct shrinker *s, struct shrink_control *sc)
{
	return SHRINK_EMPTY;
}

static void shrinker_without_objects(struct kunit *test)
{
	struct shelf shelf;

	shelf_open(test, &shelf, 0);
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
	shelf.s.count_objects = count_empty;
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
	KUNIT_EXPECT_EQ(test, shelf.calls, 0ul);
	unregister_shrinker(&shelf.s);
}

/* Those that start I/O or enter file systems are not asked where that is forbidden. */
static void shrinker_has_needs(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		bool io, fs;
	} table[] = {
		{ GFP_KERNEL, true, true },
		{ GFP_NOFS, true, false },
		{ GFP_NOIO, false, false },
		{ GFP_KERNEL & ~__GFP_IO, false, true },
	};
	struct shelf any, io, fs, both;

	shelf_open(test, &any, 0);
	shelf_open(test, &io, 0);
	shelf_open(test, &fs, 0);
	shelf_open(test, &both, 0);
	io.s.flags |= SHRINKER_NEEDS_IO;
	fs.s.flags |= SHRINKER_NEEDS_FS;
	both.s.flags |= SHRINKER_NEEDS_IO | SHRINKER_NEEDS_FS;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		any.counts = io.counts = fs.counts = both.counts = 0;
		ask(table[i].gfp, 0, 0);
		KUNIT_EXPECT_EQ(test, any.counts, 1ul);
		KUNIT_EXPECT_EQ(test, any.gfp, table[i].gfp);
		KUNIT_EXPECT_EQ(test, io.counts, (unsigned long)table[i].io);
		KUNIT_EXPECT_EQ(test, fs.counts, (unsigned long)table[i].fs);
		KUNIT_EXPECT_EQ(test, both.counts, (unsigned long)(table[i].io && table[i].fs));
	}
	unregister_shrinker(&both.s);
	unregister_shrinker(&fs.s);
	unregister_shrinker(&io.s);
	unregister_shrinker(&any.s);
}

static void shrinker_tells_nodes_apart(struct kunit *test)
{
	static const struct mm_test_world three = {
		.config = { .profile = PROFILE_PC64, .memory = 24 * MM_TEST_BLOCK, .nodes = 3 },
	};
	struct shelf aware, plain;

	mm_test_halt(test);
	mm_test_boot(test, &three);
	shelf_open(test, &aware, 6400);
	shelf_open(test, &plain, 6400);
	aware.s.flags |= SHRINKER_NUMA_AWARE;
	ask(GFP_KERNEL, 2, 8);
	KUNIT_EXPECT_EQ(test, aware.nid, 2);
	KUNIT_EXPECT_EQ(test, plain.nid, 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&aware.s.nr_deferred[2]), 50l);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&plain.s.nr_deferred[0]), 50l);
	unregister_shrinker(&plain.s);
	unregister_shrinker(&aware.s);
}

/* ---- by any name ----------------------------------------------------------------------------- */

static int old_has;
static int old_calls;

static int old_shrink(struct shrinker *s, struct shrink_control *sc)
{
	if (!sc->nr_to_scan)
		return old_has;
	old_calls++;
	if (old_has < 0)
		return -1;
	old_has -= min(old_has, (int)sc->nr_to_scan);
	return old_has;
}

static int oldest_shrink(int nr_to_scan, gfp_t gfp_mask)
{
	struct shrink_control sc = { .gfp_mask = gfp_mask, .nr_to_scan = (u32)nr_to_scan };

	return old_shrink(NULL, &sc);
}

static void shrinker_of_3(struct kunit *test)
{
	struct shrinker s = { .shrink = old_shrink, .seeks = DEFAULT_SEEKS };

	old_has = 1000;
	old_calls = 0;
	KUNIT_ASSERT_EQ(test, register_shrinker(&s), 0);
	/* A thousand, by batches: the last 104 are asked for with a whole one. */
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 1000ul);
	KUNIT_EXPECT_EQ(test, old_has, 0);
	KUNIT_EXPECT_GE(test, old_calls, 8);
	unregister_shrinker(&s);
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
}

static void shrinker_of_2_6(struct kunit *test)
{
	struct shrinker *s;

	old_has = 256;
	old_calls = 0;
	s = set_shrinker(DEFAULT_SEEKS, oldest_shrink);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 256ul);
	remove_shrinker(s);
	old_has = 256;
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
}

static void shrinker_has_a_name(struct kunit *test)
{
	struct shelf shelf = { .s = { .count_objects = shelf_count,
				      .scan_objects = shelf_scan,
				      .seeks = DEFAULT_SEEKS } };
	struct shrinker *s;

	KUNIT_ASSERT_EQ(test, register_shrinker(&shelf.s, "shelf-%d:%s", 7, "x"), 0);
	KUNIT_EXPECT_STREQ(test, shelf.s.name, "shelf-7:x");
	unregister_shrinker(&shelf.s);
	KUNIT_ASSERT_EQ(test, register_shrinker(&shelf.s, "shelf"), 0);
	KUNIT_EXPECT_STREQ(test, shelf.s.name, "shelf");
	unregister_shrinker(&shelf.s);
	KUNIT_ASSERT_EQ(test, prealloc_shrinker(&shelf.s, "made %s", "ready"), 0);
	shelf.has = 128;
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
	register_shrinker_prepared(&shelf.s);
	KUNIT_EXPECT_STREQ(test, shelf.s.name, "made ready");
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 128ul);
	unregister_shrinker(&shelf.s);
	KUNIT_ASSERT_EQ(test, prealloc_shrinker(&shelf.s), 0);
	free_prealloced_shrinker(&shelf.s);
	s = shrinker_alloc(SHRINKER_NUMA_AWARE, "bought-%u", 3u);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_STREQ(test, s->name, "bought-3");
	s->count_objects = count_empty;
	s->scan_objects = shelf_scan;
	shrinker_register(s);
	KUNIT_EXPECT_STREQ(test, s->name, "bought-3");
	shrinker_free(s);
	shrinker_free(shrinker_alloc(0, "never registered"));
	shrinker_free(NULL);
}

static void shrinker_mistakes(struct kunit *test)
{
	struct shrinker empty = { .seeks = DEFAULT_SEEKS };
	struct shelf shelf;

	MM_TEST_ONE_REPORT(test, "has no functions",
			   KUNIT_EXPECT_EQ(test, register_shrinker(&empty), -EINVAL));
	MM_TEST_ONE_REPORT(test, "is not registered", unregister_shrinker(&empty));
	shelf_open(test, &shelf, 128);
	MM_TEST_ONE_REPORT(test, "is registered already",
			   KUNIT_EXPECT_EQ(test, register_shrinker(&shelf.s), -EINVAL));
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 128ul);
	unregister_shrinker(&shelf.s);
	MM_TEST_ONE_REPORT(test, "is not registered", unregister_shrinker(&shelf.s));
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

/* ---- what a callback may do ------------------------------------------------------------------ */

static struct shrinker *leaving;
static struct shelf added;

static unsigned long leave(struct shrinker *s, struct shrink_control *sc)
{
	shrinker_free(s);
	leaving = NULL;
	return sc->nr_to_scan;
}

static unsigned long many(struct shrinker *s, struct shrink_control *sc)
{
	return 1000;
}

static unsigned long add_another(struct shrinker *s, struct shrink_control *sc)
{
	if (!added.s.count_objects) {
		added.s.count_objects = shelf_count;
		added.s.scan_objects = shelf_scan;
		added.s.seeks = DEFAULT_SEEKS;
		added.has = 128;
		register_shrinker(&added.s);
	}
	return SHRINK_STOP;
}

/* A callback takes its own shrinker out, and frees it; another one registers one more. */
static void shrinker_changes_the_list(struct kunit *test)
{
	struct shrinker adder = { .count_objects = many,
				  .scan_objects = add_another,
				  .seeks = DEFAULT_SEEKS };

	leaving = shrinker_alloc(0, "leaving");
	KUNIT_ASSERT_NOT_NULL(test, leaving);
	leaving->count_objects = many;
	leaving->scan_objects = leave;
	shrinker_register(leaving);
	memset(&added, 0, sizeof(added));
	KUNIT_ASSERT_EQ(test, register_shrinker(&adder), 0);
	ask(GFP_KERNEL, 0, 0);
	KUNIT_EXPECT_NULL(test, leaving);
	/* It stands behind the one that registered it, so it was asked at once. */
	KUNIT_EXPECT_EQ(test, added.has, 0ul);
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	unregister_shrinker(&added.s);
	unregister_shrinker(&adder);
}

static struct {
	unsigned int depth, deepest, calls, refused;
} hungry;

/* Takes memory in every way to free some. */
static unsigned long scan_hungry(struct shrinker *s, struct shrink_control *sc)
{
	struct kmem_cache *cache;
	struct page *page;
	void *p;

	hungry.calls++;
	hungry.deepest = max(hungry.deepest, ++hungry.depth);
	page = alloc_page(GFP_KERNEL | __GFP_NOWARN);
	p = kmalloc(100, GFP_KERNEL | __GFP_NOWARN);
	hungry.refused += !page || !p;
	kfree(p);
	if (page)
		__free_page(page);
	cache = kmem_cache_create("hungry", 40, 0, SLAB_NO_MERGE, NULL);
	if (cache)
		kmem_cache_shrink(cache);
	kmem_cache_destroy(cache);
	hungry.depth--;
	return SHRINK_STOP;
}

/* Below min, where only reserves are left. */
static void shrinker_takes_memory(struct kunit *test)
{
	struct shrinker s = { .count_objects = many,
			      .scan_objects = scan_hungry,
			      .seeks = DEFAULT_SEEKS };
	LIST_HEAD(list);

	memset(&hungry, 0, sizeof(hungry));
	KUNIT_ASSERT_EQ(test, register_shrinker(&s), 0);
	mm_test_eat(GFP_ATOMIC, 0, &list);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_GT(test, hungry.calls, 10u);
	KUNIT_EXPECT_EQ(test, hungry.deepest, 1u);
	KUNIT_EXPECT_EQ(test, hungry.refused, 0u);
	mm_test_spit(0, &list);
	unregister_shrinker(&s);
}

/* Leaves a section open.  Crashes need a module: tests/cli/reclaim.sh. */
static unsigned long scan_failing(struct shrinker *s, struct shrink_control *sc)
{
	to_shelf(s)->calls++;
	preempt_disable();
	return 1;
}

/* Told once and asked no more; the context is the caller's again, and so is the record. */
static void shrinker_fails(struct kunit *test)
{
	static const char *const says[] = { "with preemption imbalance",
					    "preempt count 00000002, not 00000001" };
	struct shelf shelf;

	background_enter_world();
	for (int atomic = 0; atomic < 2; atomic++) {
		shelf_open(test, &shelf, 1000);
		shelf.s.scan_objects = scan_failing;
		if (atomic)
			preempt_disable();
		MM_TEST_ONE_REPORT(test, says[atomic], ask(GFP_KERNEL, 0, 0));
		KUNIT_EXPECT_EQ(test, preempt_count(), atomic);
		if (atomic)
			preempt_enable();
		KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 0ul);
		KUNIT_EXPECT_EQ(test, shelf.calls, 1ul);
		unregister_shrinker(&shelf.s);
		MM_TEST_ONE_REPORT(test, "is not registered", unregister_shrinker(&shelf.s));
	}
	reclaim_set_world(NULL);
}

static void count_left(const char *what, const char *name, void *arg)
{
	*(unsigned int *)arg += strcmp(what, "shrinker") == 0;
}

/* Of a module that is gone: by where its record stands. */
static void shrinker_is_forgotten(struct kunit *test)
{
	unsigned int left = 0;
	struct shelf two[2];
	struct shelf other;

	shelf_open(test, &two[0], 128);
	shelf_open(test, &other, 128);
	shelf_open(test, &two[1], 128);
	KUNIT_EXPECT_EQ(test,
			reclaim_forget((unsigned long)two, (unsigned long)(two + 2), count_left,
				       &left),
			2u);
	KUNIT_EXPECT_EQ(test, left, 2u);
	KUNIT_EXPECT_EQ(test, ask(GFP_KERNEL, 0, 0), 128ul);
	KUNIT_EXPECT_EQ(test, two[0].counts + two[1].counts, 0ul);
	unregister_shrinker(&other.s);
}

static struct kunit_case shrinker_cases[] = {
	KUNIT_CASE(shrinker_is_asked_by_priority),
	KUNIT_CASE(shrinker_says_what_objects_cost),
	KUNIT_CASE(shrinker_defers),
	KUNIT_CASE(shrinker_without_objects),
	KUNIT_CASE(shrinker_has_needs),
	KUNIT_CASE(shrinker_tells_nodes_apart),
	KUNIT_CASE(shrinker_of_3),
	KUNIT_CASE(shrinker_of_2_6),
	KUNIT_CASE(shrinker_has_a_name),
	KUNIT_CASE(shrinker_mistakes),
	KUNIT_CASE(shrinker_changes_the_list),
	KUNIT_CASE_PARAM(shrinker_takes_memory, mm_test_worlds_gen_params),
	KUNIT_CASE(shrinker_fails),
	KUNIT_CASE(shrinker_is_forgotten),
	{},
};

static struct kunit_suite shrinker_suite = {
	.name = "shrinker",
	.init = mm_test_init,
	.test_cases = shrinker_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- several threads ------------------------------------------------------------------------- */

static struct {
	struct shrinker s;
	u32 inside, after;
	bool gone;
} slow;

static unsigned long scan_slowly(struct shrinker *s, struct shrink_control *sc)
{
	u32 never = 0;

	WRITE_ONCE(slow.inside, 1);
	port_wait(&never, 0, 20000000);
	WRITE_ONCE(slow.after, READ_ONCE(slow.after) + READ_ONCE(slow.gone));
	return SHRINK_STOP;
}

static void shrink_or_unregister(void *arg, unsigned int index)
{
	if (!index) {
		ask(GFP_KERNEL, 0, 0);
		return;
	}
	while (!READ_ONCE(slow.inside))
		port_yield();
	unregister_shrinker(&slow.s);
	WRITE_ONCE(slow.gone, true);
}

/* No callback runs any more when unregistering has returned. */
static void shrinker_is_waited_for(struct kunit *test)
{
	for (int i = 0; i < 10; i++) {
		memset(&slow, 0, sizeof(slow));
		slow.s.count_objects = many;
		slow.s.scan_objects = scan_slowly;
		KUNIT_ASSERT_EQ(test, register_shrinker(&slow.s), 0);
		KUNIT_ASSERT_EQ(test, test_parallel(2, shrink_or_unregister, NULL), 0);
		KUNIT_EXPECT_TRUE(test, slow.gone);
		KUNIT_EXPECT_EQ(test, slow.after, 0u);
	}
}

#define COMERS 4
#define ROUNDS 100

/* Its record is there, and as it was made. */
static unsigned long scan_present(struct shrinker *s, struct shrink_control *sc)
{
	return s->count_objects == many && strstarts(s->name, "comer-") ? SHRINK_STOP : 1;
}

/* Half of them come and go, the other half ask; what a callback sees is registered. */
static void come_and_go(void *arg, unsigned int index)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct shrinker *s;

		if (index >= COMERS) {
			atomic_long_add((long)ask(GFP_KERNEL, 0, 6), arg);
			synchronize_shrinkers();
			continue;
		}
		s = shrinker_alloc(0, "comer-%u", index);
		if (!s)
			continue;
		s->count_objects = many;
		s->scan_objects = scan_present;
		shrinker_register(s);
		port_yield();
		shrinker_free(s);
	}
}

static void shrinkers_come_and_go(struct kunit *test)
{
	atomic_long_t wrong = ATOMIC_LONG_INIT(0);

	KUNIT_ASSERT_EQ(test, test_parallel(2 * COMERS, come_and_go, &wrong), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&wrong), 0l);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

static struct kunit_case shrinker_threads_cases[] = {
	KUNIT_CASE(shrinker_is_waited_for),
	KUNIT_CASE(shrinkers_come_and_go),
	{},
};

static struct kunit_suite shrinker_threads_suite = {
	.name = "shrinker_threads",
	.init = mm_test_init,
	.test_cases = shrinker_threads_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&shrinker_suite, &shrinker_threads_suite);
