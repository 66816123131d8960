// SPDX-License-Identifier: MIT
/* Who pays for memory: __GFP_ACCOUNT, SLAB_ACCOUNT, groups and their limits. */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/gfp.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <mm/page/policy.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define ACCOUNT (GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_NORETRY)

static struct page_counter *kmem;
static unsigned long before;

static int boot(struct kunit *test)
{
	static const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC64,
			    .memory = 16 * MM_TEST_BLOCK,
			    .nodes = 1,
			    .cpus = 4 },
	};

	mm_test_boot(test, &world);
	kmem = &root_mem_cgroup->kmem;
	before = page_counter_read(kmem);
	return 0;
}

/* Pages charged to the machine since the test began. */
static long charged(void)
{
	return (long)(page_counter_read(kmem) - before);
}

static void limit_to(struct kunit *test, struct page_counter *counter, unsigned long more)
{
	KUNIT_ASSERT_EQ(test, page_counter_set_max(counter, page_counter_read(counter) + more), 0);
}

/* ---- pages ----------------------------------------------------------------------------------- */

/* With the flag pages are charged, by the page; without it they are not. */
static void accounted_pages_are_charged(struct kunit *test)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *free = alloc_pages(GFP_KERNEL, order);
		struct page *page = alloc_pages(GFP_KERNEL_ACCOUNT, order);
		struct page *whole = alloc_pages(GFP_KERNEL_ACCOUNT | __GFP_COMP, order);

		KUNIT_ASSERT_NOT_NULL(test, free);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_ASSERT_NOT_NULL(test, whole);
		KUNIT_EXPECT_EQ(test, charged(), 2l << order);
		KUNIT_EXPECT_NULL(test, page_memcg(free));
		KUNIT_EXPECT_PTR_EQ(test, page_memcg(page), root_mem_cgroup);
		KUNIT_EXPECT_PTR_EQ(test, page_memcg(whole + (1 << order) - 1), root_mem_cgroup);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, charged(), 1l << order);
		put_page(whole);
		KUNIT_EXPECT_EQ(test, charged(), 0l);
		__free_pages(free, order);
	}
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	KUNIT_EXPECT_GE(test, kmem->watermark, before + (2ul << MAX_PAGE_ORDER));
}

static void parts_carry_their_charge(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL_ACCOUNT, 3), *pages[10] = {};
	void *exact;

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 3);
	for (int i = 7; i >= 0; i--) {
		KUNIT_EXPECT_EQ(test, charged(), i + 1l);
		__free_page(page + i);
	}
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	exact = alloc_pages_exact(5 * PAGE_SIZE, GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, exact);
	KUNIT_EXPECT_EQ(test, charged(), 5l);
	free_pages_exact(exact, 5 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL_ACCOUNT, 10, pages), 10ul);
	KUNIT_EXPECT_EQ(test, charged(), 10l);
	for (int i = 0; i < 10; i++)
		__free_page(pages[i]);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	/* A page in two hands is paid for until the last lets go. */
	page = alloc_page(GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(page);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, charged(), 1l);
	put_page(page);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
}

static struct page *target_get(struct page *page, unsigned long private)
{
	return alloc_pages_untraced(GFP_HIGHUSER_MOVABLE, 0, NUMA_NO_NODE);
}

static void target_put(struct page *page, unsigned long private)
{
	free_pages_untraced(page, 0);
}

static void a_moved_page_takes_its_charge_along(struct kunit *test)
{
	struct page *page;
	LIST_HEAD(list);

	movable_open();
	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_HIGHUSER_MOVABLE | __GFP_ACCOUNT));
	page = movable_page(0);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(page, 0));
	list_add(&page->lru, &list);
	KUNIT_ASSERT_EQ(test, migrate_pages(&list, target_get, target_put, 0, MIGRATE_SYNC, NULL),
			0);
	KUNIT_EXPECT_PTR_NE(test, movable_page(0), page);
	KUNIT_EXPECT_EQ(test, charged(), 1l);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(movable_page(0)), root_mem_cgroup);
	movable_close(test);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void limits_are_kept(struct kunit *test)
{
	struct page *pages[8], *page;
	unsigned long free = mm_test_settle();

	limit_to(test, kmem, 8);
	for (int i = 0; i < 8; i++) {
		pages[i] = alloc_page(ACCOUNT);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	KUNIT_EXPECT_NULL(test, alloc_page(ACCOUNT));
	KUNIT_EXPECT_NULL(test, (void *)__get_free_pages(ACCOUNT, 3));
	/* A request that reclaims in between fails twice. */
	KUNIT_EXPECT_GE(test, kmem->failcnt, 2ul);
	KUNIT_EXPECT_EQ(test, charged(), 8l);
	/* Who is not charged is not limited. */
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	/* What may not fail passes, and is charged. */
	page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, charged(), 9l);
	__free_page(page);
	__free_page(pages[7]);
	pages[7] = alloc_page(ACCOUNT);
	KUNIT_EXPECT_NOT_NULL(test, pages[7]);
	KUNIT_EXPECT_EQ(test, page_counter_set_max(kmem, page_counter_read(kmem) - 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, kmem->max, page_counter_read(kmem));
	for (int i = 0; i < 8; i++)
		__free_page(pages[i]);
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
}

/* A block too large for what is left does not take the rest. */
static void a_refused_charge_charges_nothing(struct kunit *test)
{
	struct page *page;

	limit_to(test, kmem, 5);
	KUNIT_EXPECT_NULL(test, alloc_pages(ACCOUNT, 3));
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	page = alloc_pages(ACCOUNT, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_NULL(test, alloc_pages(ACCOUNT, 1));
	KUNIT_EXPECT_EQ(test, charged(), 4l);
	__free_pages(page, 2);
}

static struct page *spare;
static unsigned int asked;

static struct page_reclaimed give_spare(const struct page_request *rq)
{
	asked++;
	if (!spare)
		return (struct page_reclaimed){};
	__free_page(spare);
	spare = NULL;
	return (struct page_reclaimed){ .pages = 1 };
}

/* One try to get some back, for those who may wait. */
static void limits_make_room(struct kunit *test)
{
	struct page_reclaimed (*usual)(const struct page_request *rq) = page_pressure.reclaim;
	struct page *page, *atomic;

	asked = 0;
	spare = alloc_page(GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, spare);
	limit_to(test, kmem, 0);
	page_pressure.reclaim = give_spare;
	atomic = alloc_page(GFP_ATOMIC | __GFP_ACCOUNT | __GFP_NOWARN);
	KUNIT_EXPECT_NULL(test, atomic);
	KUNIT_EXPECT_EQ(test, asked, 0u);
	page = alloc_page(ACCOUNT);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, asked, 1u);
	KUNIT_EXPECT_NULL(test, alloc_page(ACCOUNT));
	KUNIT_EXPECT_EQ(test, asked, 2u);
	page_pressure.reclaim = usual;
	KUNIT_EXPECT_EQ(test, charged(), 1l);
	if (page)
		__free_page(page);
}

/* Who frees memory by taking some is charged, and not refused. */
static void reclaim_is_not_limited(struct kunit *test)
{
	unsigned int scope;
	struct page *page;

	limit_to(test, kmem, 0);
	KUNIT_EXPECT_NULL(test, alloc_page(ACCOUNT));
	scope = memalloc_noreclaim_save();
	page = alloc_page(ACCOUNT);
	memalloc_noreclaim_restore(scope);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, charged(), 1l);
	__free_page(page);
}

/* ---- objects --------------------------------------------------------------------------------- */

static void objects_are_charged_by_the_slab(struct kunit *test)
{
	static const slab_flags_t flags[] = { 0, SLAB_ACCOUNT };

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *s =
			kmem_cache_create("paid", 512, 0, flags[i] | SLAB_NO_MERGE, NULL);
		void *objects[64];
		long slabs;

		KUNIT_ASSERT_NOT_NULL(test, s);
		for (size_t n = 0; n < ARRAY_SIZE(objects); n++) {
			objects[n] = kmem_cache_alloc(s, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, objects[n]);
		}
		slabs = charged();
		if (flags[i])
			KUNIT_EXPECT_GE(test, slabs, (long)(64 * 512 / PAGE_SIZE));
		else
			KUNIT_EXPECT_EQ(test, slabs, 0l);
		for (size_t n = 0; n < ARRAY_SIZE(objects); n++)
			kmem_cache_free(s, objects[n]);
		kmem_cache_destroy(s);
		KUNIT_EXPECT_EQ(test, charged(), 0l);
	}
}

static void kmallocs_are_charged(struct kunit *test)
{
	void *small, *large;

	mm_test_settle();
	before = page_counter_read(kmem);
	small = kmalloc(2000, GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, small);
	KUNIT_EXPECT_GT(test, charged(), 0l);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(virt_to_page(small)), root_mem_cgroup);
	kfree(small);
	mm_test_settle();
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	large = kmalloc(8 * PAGE_SIZE, GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, large);
	KUNIT_EXPECT_EQ(test, charged(), 8l);
	limit_to(test, kmem, 3);
	KUNIT_EXPECT_NULL(test, kmalloc(4 * PAGE_SIZE, ACCOUNT));
	kfree(large);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	small = kmalloc(2000, GFP_KERNEL);
	large = kmalloc(8 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	kfree(small);
	kfree(large);
}

/* ---- groups ---------------------------------------------------------------------------------- */

static void groups_pay_for_their_threads(struct kunit *test)
{
	struct mem_cgroup *a = mem_cgroup_create("a"), *b = mem_cgroup_create("b");
	struct page *of_a, *of_b, *of_root;

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_STREQ(test, a->name, "a");
	KUNIT_EXPECT_NULL(test, set_active_memcg(a));
	of_a = alloc_pages(GFP_KERNEL_ACCOUNT, 2);
	/* In an interrupt the machine pays. */
	local_bh_disable();
	of_root = alloc_page(GFP_ATOMIC | __GFP_ACCOUNT);
	local_bh_enable();
	KUNIT_EXPECT_PTR_EQ(test, set_active_memcg(b), a);
	of_b = alloc_page(GFP_KERNEL_ACCOUNT);
	KUNIT_EXPECT_PTR_EQ(test, set_active_memcg(NULL), b);
	KUNIT_ASSERT_TRUE(test, of_a && of_b && of_root);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(of_a), a);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(of_b), b);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(of_root), root_mem_cgroup);
	KUNIT_EXPECT_EQ(test, page_counter_read(&a->kmem), 4ul);
	KUNIT_EXPECT_EQ(test, page_counter_read(&b->kmem), 1ul);
	KUNIT_EXPECT_EQ(test, charged(), 6l);
	/* Who frees does not matter. */
	set_active_memcg(b);
	__free_pages(of_a, 2);
	__free_page(of_root);
	set_active_memcg(NULL);
	KUNIT_EXPECT_EQ(test, page_counter_read(&a->kmem), 0ul);
	KUNIT_EXPECT_EQ(test, page_counter_read(&b->kmem), 1ul);
	__free_page(of_b);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	mem_cgroup_destroy(a);
	mem_cgroup_destroy(b);
}

/* The limit of a group stops the group alone; that of the machine all. */
static void limits_are_in_each_other(struct kunit *test)
{
	struct mem_cgroup *a = mem_cgroup_create("a");
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, a);
	limit_to(test, &a->kmem, 1);
	set_active_memcg(a);
	KUNIT_EXPECT_NULL(test, alloc_pages(ACCOUNT, 1));
	KUNIT_EXPECT_EQ(test, a->kmem.failcnt, 1ul);
	KUNIT_EXPECT_EQ(test, kmem->failcnt, 0ul);
	set_active_memcg(NULL);
	page = alloc_pages(ACCOUNT, 1);
	KUNIT_ASSERT_NOT_NULL(test, page);
	limit_to(test, kmem, 0);
	set_active_memcg(a);
	KUNIT_EXPECT_NULL(test, alloc_page(ACCOUNT));
	KUNIT_EXPECT_EQ(test, page_counter_read(&a->kmem), 0ul);
	KUNIT_EXPECT_GE(test, kmem->failcnt, 1ul);
	set_active_memcg(NULL);
	__free_pages(page, 1);
	mem_cgroup_destroy(a);
}

static void groups_end_after_their_pages(struct kunit *test)
{
	struct mem_cgroup *a = mem_cgroup_create("a"), *all[MAX_MEM_CGROUPS];
	struct page *page, *later;
	unsigned int n = 0;

	KUNIT_ASSERT_NOT_NULL(test, a);
	limit_to(test, &a->kmem, 1);
	set_active_memcg(a);
	page = alloc_page(GFP_KERNEL_ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, page);
	mem_cgroup_destroy(a);
	later = alloc_page(ACCOUNT);
	KUNIT_ASSERT_NOT_NULL(test, later);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(page), a);
	KUNIT_EXPECT_PTR_EQ(test, page_memcg(later), root_mem_cgroup);
	set_active_memcg(NULL);
	/* Its place, and that of root, are the only ones that cannot be had. */
	while (n < MAX_MEM_CGROUPS && (all[n] = mem_cgroup_create("one of many")))
		KUNIT_EXPECT_PTR_NE(test, all[n++], a);
	KUNIT_EXPECT_EQ(test, n, MAX_MEM_CGROUPS - 2u);
	__free_page(page);
	all[n] = mem_cgroup_create("last");
	KUNIT_EXPECT_PTR_EQ(test, all[n], a);
	for (unsigned int i = 0; i <= n; i++)
		mem_cgroup_destroy(all[i]);
	__free_page(later);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	capture_start();
	mem_cgroup_destroy(root_mem_cgroup);
	KUNIT_EXPECT_NOT_NULL(test, strstr(capture_stop(), "WARNING: "));
	kunit_expect_reports(test, 1);
}

/* ---- threads --------------------------------------------------------------------------------- */

#define THREADS 4
#define LIMIT	64
#define ROUNDS	2000

struct crowd {
	struct mem_cgroup *group;
	unsigned int over, refused;
};

static void take_and_give(void *arg, unsigned int index)
{
	struct page *pages[32] = {};
	struct crowd *crowd = arg;

	set_active_memcg(crowd->group);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct page **place = &pages[(i * 7 + index) % ARRAY_SIZE(pages)];

		if (*place) {
			__free_page(*place);
			*place = NULL;
			continue;
		}
		*place = alloc_page(GFP_ATOMIC | __GFP_ACCOUNT | __GFP_NOWARN);
		if (!*place)
			__atomic_fetch_add(&crowd->refused, 1, __ATOMIC_RELAXED);
	}
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i])
			__free_page(pages[i]);
	set_active_memcg(NULL);
}

/* Four threads want up to 32 pages each; there are 64 for all. */
static void threads_share_a_limit(struct kunit *test)
{
	struct crowd crowd = { .group = mem_cgroup_create("crowd") };

	KUNIT_ASSERT_NOT_NULL(test, crowd.group);
	limit_to(test, &crowd.group->kmem, LIMIT);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, take_and_give, &crowd), 0);
	KUNIT_EXPECT_LE(test, crowd.group->kmem.watermark, (unsigned long)LIMIT);
	KUNIT_EXPECT_GT(test, crowd.group->kmem.watermark, 0ul);
	KUNIT_EXPECT_EQ(test, crowd.group->kmem.failcnt, (unsigned long)crowd.refused);
	KUNIT_EXPECT_EQ(test, page_counter_read(&crowd.group->kmem), 0ul);
	KUNIT_EXPECT_EQ(test, charged(), 0l);
	mem_cgroup_destroy(crowd.group);
}

static struct kunit_case account_cases[] = {
	KUNIT_CASE(accounted_pages_are_charged),
	KUNIT_CASE(parts_carry_their_charge),
	KUNIT_CASE(a_moved_page_takes_its_charge_along),
	KUNIT_CASE(limits_are_kept),
	KUNIT_CASE(a_refused_charge_charges_nothing),
	KUNIT_CASE(limits_make_room),
	KUNIT_CASE(reclaim_is_not_limited),
	KUNIT_CASE(objects_are_charged_by_the_slab),
	KUNIT_CASE(kmallocs_are_charged),
	KUNIT_CASE(groups_pay_for_their_threads),
	KUNIT_CASE(limits_are_in_each_other),
	KUNIT_CASE(groups_end_after_their_pages),
	KUNIT_CASE(threads_share_a_limit),
	{},
};

static struct kunit_suite account_suite = {
	.name = "account",
	.init = boot,
	.test_cases = account_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(account_suite);
