// SPDX-License-Identifier: MIT
/* Flags that say where pages come from and how they are prepared: tests/mm/flags.h. */
#include <linux/cpuset.h>
#include <linux/highmem.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/pageblock-flags.h>
#include <linux/slab.h>
#include <linux/writeback.h>
#include <mm/page/page.h>
#include <tests/mm/flags.h>

static const char *const zone_names[] = {
	[ZONE_DMA] = "DMA",	    [ZONE_DMA32] = "DMA32",	[ZONE_NORMAL] = "Normal",
	[ZONE_HIGHMEM] = "HighMem", [ZONE_MOVABLE] = "Movable",
};

static const char *const type_names[] = {
	[MIGRATE_UNMOVABLE] = "unmovable",
	[MIGRATE_MOVABLE] = "movable",
	[MIGRATE_RECLAIMABLE] = "reclaimable",
};

struct zone *flags_zone(int nid, enum zone_type type)
{
	return &NODE_DATA(nid)->node_zones[type];
}

bool flags_gets(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	if (page)
		__free_pages(page, order);
	return page;
}

static void boot(struct kunit *test, const struct machine_config *config, bool traced)
{
	const struct mm_test_world world = { .config = *config, .traced = traced };

	mm_test_boot(test, &world);
}

/* The zone that serves @gfp on an idle machine; or none. */
static const char *zone_for(gfp_t gfp)
{
	struct page *page = alloc_page(gfp | __GFP_NOWARN);
	enum zone_type zone;

	if (!page)
		return "no zone";
	zone = page_zonenum(page);
	__free_page(page);
	return zone_names[zone];
}

/* ---- where: zones ---------------------------------------------------------------------------- */

static void seen_zone(struct kunit *test, const char *flag, gfp_t gfp, enum zone_type with)
{
	const char *zone = zone_for(GFP_KERNEL | gfp);

	SEEN(test, flag, ("a page of zone %s", zone_for(GFP_KERNEL)), ("a page of zone %s", zone));
	KUNIT_EXPECT_STREQ(test, zone_for(GFP_KERNEL), "Normal");
	KUNIT_EXPECT_STREQ(test, zone, zone_names[with]);
}

static void flag_dma(struct kunit *test)
{
	/* A machine with memory above 4 GiB has all three. */
	boot(test,
	     &(struct machine_config){ .profile = PROFILE_PC64, .memory = 4ull << 30, .nodes = 1 },
	     false);
	seen_zone(test, "__GFP_DMA", __GFP_DMA, ZONE_DMA);
}

static void flag_dma32(struct kunit *test)
{
	boot(test,
	     &(struct machine_config){ .profile = PROFILE_PC64, .memory = 4ull << 30, .nodes = 1 },
	     false);
	seen_zone(test, "__GFP_DMA32", __GFP_DMA32, ZONE_DMA32);
}

static void flag_highmem(struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_HIGHMEM))
		kunit_skip(test, "there is no high memory in this build");
	boot(test,
	     &(struct machine_config){ .profile = PROFILE_PC32, .memory = 1ull << 30, .nodes = 1 },
	     false);
	seen_zone(test, "__GFP_HIGHMEM", __GFP_HIGHMEM, ZONE_HIGHMEM);
}

/* ---- where: page blocks ---------------------------------------------------------------------- */

static const char *block_type(gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	enum migratetype type;

	if (!page)
		return "none";
	type = get_pageblock_migratetype(page);
	__free_page(page);
	return type < ARRAY_SIZE(type_names) ? type_names[type] : "special";
}

static void flag_movable(struct kunit *test)
{
	boot(test,
	     &(struct machine_config){ .profile = PROFILE_PC64,
				       .memory = 64 * MM_TEST_BLOCK,
				       .movable = 16 * MM_TEST_BLOCK,
				       .nodes = 1 },
	     false);
	SEEN(test, "__GFP_MOVABLE",
	     ("a page of an %s block; with __GFP_HIGHMEM of zone %s", block_type(GFP_KERNEL),
	      zone_for(GFP_HIGHUSER)),
	     ("a page of a %s block; with __GFP_HIGHMEM of zone %s",
	      block_type(GFP_KERNEL | __GFP_MOVABLE), zone_for(GFP_HIGHUSER | __GFP_MOVABLE)));
	KUNIT_EXPECT_STREQ(test, block_type(GFP_KERNEL), "unmovable");
	KUNIT_EXPECT_STREQ(test, block_type(GFP_KERNEL | __GFP_MOVABLE), "movable");
	KUNIT_EXPECT_STRNEQ(test, zone_for(GFP_HIGHUSER), "Movable");
	KUNIT_EXPECT_STREQ(test, zone_for(GFP_HIGHUSER | __GFP_MOVABLE), "Movable");
}

static void flag_reclaimable(struct kunit *test)
{
	boot(test,
	     &(struct machine_config){
		     .profile = PROFILE_PC64, .memory = 64 * MM_TEST_BLOCK, .nodes = 1 },
	     false);
	SEEN(test, "__GFP_RECLAIMABLE", ("a page of an %s block", block_type(GFP_KERNEL)),
	     ("a page of a %s block", block_type(GFP_KERNEL | __GFP_RECLAIMABLE)));
	KUNIT_EXPECT_STREQ(test, block_type(GFP_KERNEL), "unmovable");
	KUNIT_EXPECT_STREQ(test, block_type(GFP_KERNEL | __GFP_RECLAIMABLE), "reclaimable");
}

/* ---- where: nodes ---------------------------------------------------------------------------- */

static void boot_nodes(struct kunit *test)
{
	/* One CPU: the test is on node 0. */
	boot(test,
	     &(struct machine_config){ .profile = PROFILE_PC64,
				       .memory = 2 * 4 * MM_TEST_BLOCK,
				       .nodes = 2,
				       .cpus = 1 },
	     false);
}

static int node_for(gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	int nid = page ? page_to_nid(page) : -1;

	if (page)
		__free_page(page);
	return nid;
}

static const char *node_text(int nid)
{
	static const char *const texts[] = { "refused", "a page of node 0", "a page of node 1" };

	return texts[nid + 1];
}

static void fill_node_0(struct list_head *list)
{
	mm_test_eat(GFP_KERNEL | __GFP_THISNODE | ONCE, 0, list);
}

static void flag_thisnode(struct kunit *test)
{
	int without, with;
	LIST_HEAD(all);

	boot_nodes(test);
	fill_node_0(&all);
	without = node_for(GFP_KERNEL | ONCE);
	with = node_for(GFP_KERNEL | __GFP_THISNODE | ONCE);
	SEEN(test, "__GFP_THISNODE", ("node 0 is full: %s", node_text(without)),
	     ("%s", node_text(with)));
	KUNIT_EXPECT_EQ(test, without, 1);
	KUNIT_EXPECT_EQ(test, with, -1);
	mm_test_spit(0, &all);
}

static void flag_hardwall(struct kunit *test)
{
	int without, with;
	LIST_HEAD(all);

	boot_nodes(test);
	fill_node_0(&all);
	set_mems_allowed((nodemask_t){ { 1 } });
	without = node_for(GFP_KERNEL | ONCE);
	with = node_for(GFP_KERNEL | __GFP_HARDWALL | ONCE);
	set_mems_allowed((nodemask_t){ { 3 } });
	SEEN(test, "__GFP_HARDWALL",
	     ("the thread is confined to node 0, which is full: %s", node_text(without)),
	     ("%s", node_text(with)));
	KUNIT_EXPECT_EQ(test, without, 1);
	KUNIT_EXPECT_EQ(test, with, -1);
	mm_test_spit(0, &all);
}

static void flag_write(struct kunit *test)
{
	struct page *page;
	int without, with;

	boot_nodes(test);
	page = alloc_pages_node(0, GFP_KERNEL | __GFP_THISNODE, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned long n = 0; n < 4 * MAX_ORDER_NR_PAGES; n++)
		account_page_dirtied(page, NULL);
	without = node_for(GFP_KERNEL);
	with = node_for(GFP_KERNEL | __GFP_WRITE);
	SEEN(test, "__GFP_WRITE",
	     ("node 0 is full of pages not written yet: %s", node_text(without)),
	     ("%s", node_text(with)));
	KUNIT_EXPECT_EQ(test, without, 0);
	KUNIT_EXPECT_EQ(test, with, 1);
	for (unsigned long n = 0; n < 4 * MAX_ORDER_NR_PAGES; n++)
		account_page_cleaned(page, NULL);
	__free_page(page);
}

/* ---- how ------------------------------------------------------------------------------------- */

/* What the page that was just given back has in it, when it is handed out again. */
static bool comes_zeroed(struct kunit *test, gfp_t gfp)
{
	struct page *page = alloc_page(GFP_KERNEL);
	bool zero;

	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(page_address(page), 0x77, PAGE_SIZE);
	__free_page(page);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL | gfp), page);
	zero = !memchr_inv(page_address(page), 0, PAGE_SIZE);
	__free_page(page);
	return zero;
}

static void flag_zero(struct kunit *test)
{
	bool without, with;

	mm_test_boot_plain(test, false);
	without = comes_zeroed(test, 0);
	with = comes_zeroed(test, __GFP_ZERO);
	SEEN(test, "__GFP_ZERO", ("%s", without ? "zeros" : "what the last owner left in the page"),
	     ("%s", with ? "zeros" : "what the last owner left in the page"));
	KUNIT_EXPECT_FALSE(test, without);
	KUNIT_EXPECT_TRUE(test, with);
}

static void flag_comp(struct kunit *test)
{
	struct page *plain, *comp;

	mm_test_boot_plain(test, false);
	plain = alloc_pages(GFP_KERNEL, 2);
	comp = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	KUNIT_ASSERT_NOT_NULL(test, plain);
	KUNIT_ASSERT_NOT_NULL(test, comp);
	SEEN(test, "__GFP_COMP",
	     ("4 pages: compound_order() of the first is %u, the head of the last is %s",
	      compound_order(plain), compound_head(plain + 3) == plain ? "the first" : "itself"),
	     ("%u, %s", compound_order(comp),
	      compound_head(comp + 3) == comp ? "the first" : "itself"));
	KUNIT_EXPECT_EQ(test, compound_order(plain), 0u);
	KUNIT_EXPECT_PTR_EQ(test, compound_head(plain + 3), plain + 3);
	KUNIT_EXPECT_EQ(test, compound_order(comp), 2u);
	KUNIT_EXPECT_PTR_EQ(test, compound_head(comp + 3), comp);
	__free_pages(plain, 2);
	__free_pages(comp, 2);
}

/* A page that is in the cache goes in at the hot end; is it what the next request gets? */
static bool gets_the_hot_one(struct kunit *test, gfp_t gfp)
{
	struct page *hot = alloc_page(GFP_KERNEL), *next;

	KUNIT_ASSERT_NOT_NULL(test, hot);
	__free_page(hot);
	next = alloc_page(GFP_KERNEL | gfp);
	KUNIT_ASSERT_NOT_NULL(test, next);
	__free_page(next);
	return next == hot;
}

static void flag_cold(struct kunit *test)
{
	struct page *cold, *next;
	bool without, with;

	mm_test_boot_plain(test, false);
	if (!port.slot_base)
		kunit_skip(test, "the CPUs of this board have no lists");
	without = gets_the_hot_one(test, 0);
	with = gets_the_hot_one(test, __GFP_COLD);
	SEEN(test, "__GFP_COLD", ("%s page freed last on this CPU", without ? "the" : "not the"),
	     ("%s page freed last on this CPU", with ? "the" : "not the"));
	KUNIT_EXPECT_TRUE(test, without);
	KUNIT_EXPECT_FALSE(test, with);
	/* Of frees the same: a cold page is not what the next one gets, who does not want it so. */
	cold = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cold);
	free_hot_cold_page(cold, 1);
	next = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, next, cold);
	__free_page(next);
}

static void flag_account(struct kunit *test)
{
	unsigned long without, with, before;
	struct page *page;

	mm_test_boot_plain(test, false);
	before = page_counter_read(&root_mem_cgroup->kmem);
	page = alloc_pages(GFP_KERNEL, 3);
	without = page_counter_read(&root_mem_cgroup->kmem) - before;
	__free_pages(page, 3);
	page = alloc_pages(GFP_KERNEL | __GFP_ACCOUNT, 3);
	with = page_counter_read(&root_mem_cgroup->kmem) - before;
	__free_pages(page, 3);
	SEEN(test, "__GFP_ACCOUNT", ("8 pages: %lu charged to the thread's group", without),
	     ("%lu charged", with));
	KUNIT_EXPECT_EQ(test, without, 0ul);
	KUNIT_EXPECT_EQ(test, with, 8ul);
	KUNIT_EXPECT_EQ(test, page_counter_read(&root_mem_cgroup->kmem), before);
}

static void flag_no_grow(struct kunit *test)
{
	struct kmem_cache *s;
	void *without, *with, *there;

	if (IS_ENABLED(CONFIG_SLOB))
		kunit_skip(test, "pages are of no one cache; see slob_does_not_grow");
	mm_test_boot_plain(test, false);
	s = kmem_cache_create("no_grow", 100, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	with = kmem_cache_alloc(s, GFP_KERNEL | __GFP_NO_GROW | __GFP_NOWARN);
	without = kmem_cache_alloc(s, GFP_KERNEL);
	there = kmem_cache_alloc(s, GFP_KERNEL | __GFP_NO_GROW);
	SEEN(test, "__GFP_NO_GROW",
	     ("a cache without objects: %s", without ? "it grows by a slab" : "refused"),
	     ("%s; once there is a slab, %s", with ? "it grows" : "refused",
	      there ? "an object of it" : "refused"));
	KUNIT_EXPECT_NULL(test, with);
	KUNIT_EXPECT_NOT_NULL(test, without);
	KUNIT_EXPECT_NOT_NULL(test, there);
	if (without)
		kmem_cache_free(s, without);
	if (there)
		kmem_cache_free(s, there);
	kmem_cache_destroy(s);
}

static size_t words_of_a_failure(gfp_t gfp)
{
	u32 never = 0;
	size_t words;

	/* Ten reports a second at most. */
	port_wait(&never, 0, 110000000);
	capture_start();
	flags_gets(gfp, 0);
	words = strlen(capture_stop());
	return words;
}

static void flag_nowarn(struct kunit *test)
{
	size_t without, with;
	LIST_HEAD(all);

	mm_test_boot_plain(test, false);
	mm_test_eat(GFP_ATOMIC | __GFP_MEMALLOC, 0, &all);
	without = words_of_a_failure(GFP_ATOMIC);
	with = words_of_a_failure(GFP_ATOMIC | __GFP_NOWARN);
	SEEN(test, "__GFP_NOWARN", ("a failure %s", without ? "is reported" : "is silent"),
	     ("%s", with ? "is reported" : "is silent"));
	KUNIT_EXPECT_GT(test, without, (size_t)0);
	KUNIT_EXPECT_EQ(test, with, (size_t)0);
	mm_test_spit(0, &all);
}

/* ---- older spellings ------------------------------------------------------------------------- */

#define SPELLING(name)      \
	{                   \
#name, name \
	}

static void flag_spellings(struct kunit *test)
{
	static const struct {
		const char *name;
		gfp_t gfp;
	} spellings[] = {
		SPELLING(__GFP_WAIT),
		SPELLING(__GFP_REPEAT),
		SPELLING(__GFP_ATOMIC),
		SPELLING(GFP_TEMPORARY),
		SPELLING(GFP_IOFS),
		SPELLING(GFP_THISNODE),
		SPELLING(GFP_NOHIGHIO),
		SPELLING(GFP_BUFFER),
		SPELLING(GFP_HIGHUSER_PAGECACHE),
		SPELLING(__GFP_NOACCOUNT),
		SPELLING(__GFP_NOTRACK),
		SPELLING(__GFP_NOTRACK_FALSE_POSITIVE),
		SPELLING(__GFP_OTHER_NODE),
		SPELLING(__GFP_NOLOCKDEP),
		SPELLING(__GFP_ZEROTAGS),
		SPELLING(__GFP_SKIP_ZERO),
		SPELLING(__GFP_SKIP_KASAN),
		SPELLING(__GFP_SKIP_KASAN_POISON),
		SPELLING(__GFP_SKIP_KASAN_UNPOISON),
		SPELLING(__GFP_NO_OBJ_EXT),
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		gfp_flags_text(text, sizeof(text), spellings[i].gfp);
		kunit_info(test, "spelling %s | %s", spellings[i].name, text);
	}
	KUNIT_EXPECT_EQ(test, __GFP_WAIT, __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_EQ(test, __GFP_REPEAT, __GFP_RETRY_MAYFAIL);
	KUNIT_EXPECT_EQ(test, GFP_TEMPORARY, GFP_KERNEL | __GFP_RECLAIMABLE);
	KUNIT_EXPECT_EQ(test, GFP_BUFFER, GFP_NOIO);
}

static struct kunit_case flags_cases[] = {
	KUNIT_CASE(flag_dma),	      KUNIT_CASE(flag_dma32),
	KUNIT_CASE(flag_highmem),     KUNIT_CASE(flag_movable),
	KUNIT_CASE(flag_reclaimable), KUNIT_CASE(flag_thisnode),
	KUNIT_CASE(flag_hardwall),    KUNIT_CASE(flag_write),
	KUNIT_CASE(flag_zero),	      KUNIT_CASE(flag_comp),
	KUNIT_CASE(flag_cold),	      KUNIT_CASE(flag_account),
	KUNIT_CASE(flag_no_grow),     KUNIT_CASE(flag_nowarn),
	KUNIT_CASE(flag_spellings),   {},
};

static struct kunit_suite flags_suite = {
	.name = "flags",
	.test_cases = flags_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(flags_suite);
