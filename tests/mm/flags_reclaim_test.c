// SPDX-License-Identifier: MIT
/* Flags that say what may be done for pages, and how hard to try: tests/mm/flags.h. */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/shrinker.h>
#include <linux/swap.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/flags.h>

/* Looks for what happens in the background, 10 ms apart: much more than it takes. */
#define LOOKS	1000
#define LOOK_NS 10000000ull

/* An order that requests do not insist on. */
#define LARGE 7

static struct list_head eaten;

/* ---- a keeper of pages ----------------------------------------------------------------------- */

static unsigned long keeper_count(struct shrinker *s, struct shrink_control *sc)
{
	struct keeper *k = s->private_data;

	return READ_ONCE(k->held) ?: SHRINK_EMPTY;
}

static unsigned long keeper_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct keeper *k = s->private_data;
	unsigned long n = 0;
	struct page *page;

	lock_acquire(&k->lock);
	WRITE_ONCE(k->asked, k->asked + 1);
	WRITE_ONCE(k->by_kswapd, k->by_kswapd + current_is_kswapd());
	lock_release(&k->lock);
	for (; !k->stubborn && n < sc->nr_to_scan; n++) {
		lock_acquire(&k->lock);
		page = list_first_entry_or_null(&k->pages, struct page, lru);
		if (page) {
			list_del(&page->lru);
			WRITE_ONCE(k->held, k->held - 1);
		}
		lock_release(&k->lock);
		if (!page)
			break;
		__free_page(page);
	}
	return n;
}

/* Enough to lift the machine above all marks. */
static unsigned long keeper_wants(void)
{
	unsigned long pages = 2ul << LARGE;
	struct zone *zone;

	for_each_zone_of(zone, 0) pages += 2 * high_wmark_pages(zone);
	return pages;
}

void flags_refill(struct kunit *test, struct keeper *k)
{
	const gfp_t gfp = __GFP_MEMALLOC | __GFP_NOWARN;
	struct page *page;

	/* What the keeper gave is free, or held by the CPUs' lists. */
	while (k->held < keeper_wants()) {
		page = alloc_page(gfp);
		if (!page) {
			page = list_first_entry_or_null(&eaten, struct page, lru);
			KUNIT_ASSERT_NOT_NULL(test, page);
			list_del(&page->lru);
		}
		list_add(&page->lru, &k->pages);
		WRITE_ONCE(k->held, k->held + 1);
	}
	mm_test_eat(gfp, 0, &eaten);
	WRITE_ONCE(k->asked, 0);
	WRITE_ONCE(k->by_kswapd, 0);
}

void flags_exhaust(struct kunit *test, struct keeper *k, unsigned int flags, bool background)
{
	mm_test_boot_plain(test, true);
	kswapd_enable(background);
	*k = (struct keeper){ .lock = LOCK_INIT };
	INIT_LIST_HEAD(&k->pages);
	INIT_LIST_HEAD(&eaten);
	k->shrinker = shrinker_alloc(flags, "keeper");
	KUNIT_ASSERT_NOT_NULL(test, k->shrinker);
	k->shrinker->count_objects = keeper_count;
	k->shrinker->scan_objects = keeper_scan;
	k->shrinker->private_data = k;
	k->shrinker->seeks = DEFAULT_SEEKS;
	mm_test_eat(__GFP_MEMALLOC | __GFP_NOWARN, 0, &eaten);
	flags_refill(test, k);
	KUNIT_ASSERT_EQ(test, nr_free_pages(), 0ul);
	shrinker_register(k->shrinker);
}

void flags_relax(struct keeper *k)
{
	shrinker_free(k->shrinker);
	mm_test_spit(0, &k->pages);
	mm_test_spit(0, &eaten);
	kswapd_enable(true);
}

/* ---- may do ---------------------------------------------------------------------------------- */

static const char *got(bool page)
{
	return page ? "a page" : "refused";
}

/* A machine without a free page, and a shrinker with the need @flags says. */
static void seen_asking(struct kunit *test, const char *flag, unsigned int flags, gfp_t without,
			gfp_t with)
{
	unsigned long asked;
	struct keeper k;
	bool page;

	flags_exhaust(test, &k, flags, false);
	page = flags_gets(without | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0);
	asked = k.asked;
	KUNIT_EXPECT_FALSE(test, page);
	KUNIT_EXPECT_EQ(test, asked, 0ul);
	page = flags_gets(with | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0);
	SEEN(test, flag,
	     ("no page is free: refused, the shrinker is %s", asked ? "asked" : "not asked"),
	     ("%s, the shrinker has freed some", got(page)));
	KUNIT_EXPECT_TRUE(test, page);
	KUNIT_EXPECT_GT(test, k.asked, 0ul);
	flags_relax(&k);
}

static void flag_direct_reclaim(struct kunit *test)
{
	seen_asking(test, "__GFP_DIRECT_RECLAIM", 0, __GFP_IO | __GFP_FS,
		    __GFP_IO | __GFP_FS | __GFP_DIRECT_RECLAIM);
}

static void flag_io(struct kunit *test)
{
	seen_asking(test, "__GFP_IO", SHRINKER_NEEDS_IO, GFP_NOIO, GFP_NOIO | __GFP_IO);
}

static void flag_fs(struct kunit *test)
{
	seen_asking(test, "__GFP_FS", SHRINKER_NEEDS_FS, GFP_NOFS, GFP_NOFS | __GFP_FS);
}

/* Does the background thread free pages within a while? */
static bool background_frees(const struct keeper *k, unsigned int looks)
{
	u32 never = 0;

	while (looks-- && !READ_ONCE(k->by_kswapd))
		port_wait(&never, 0, LOOK_NS);
	return READ_ONCE(k->by_kswapd);
}

static void flag_kswapd_reclaim(struct kunit *test)
{
	bool without, with;
	struct keeper k;

	flags_exhaust(test, &k, 0, true);
	KUNIT_EXPECT_FALSE(test, flags_gets(__GFP_NOWARN, 0));
	without = background_frees(&k, 10);
	/* On a busy host what the thread frees may come in time for this very request. */
	flags_gets(__GFP_KSWAPD_RECLAIM | __GFP_NOWARN, 0);
	with = background_frees(&k, LOOKS);
	SEEN(test, "__GFP_KSWAPD_RECLAIM",
	     ("no page is free: refused, and the background thread %s",
	      without ? "frees some" : "sleeps on"),
	     ("refused, and the background thread %s", with ? "frees some" : "sleeps on"));
	KUNIT_EXPECT_FALSE(test, without);
	KUNIT_EXPECT_TRUE(test, with);
	flags_relax(&k);
}

static void flag_reclaim(struct kunit *test)
{
	struct keeper k;
	bool page;

	flags_exhaust(test, &k, 0, true);
	KUNIT_EXPECT_FALSE(test, flags_gets(__GFP_IO | __GFP_FS | __GFP_NOWARN, 0));
	page = flags_gets(__GFP_IO | __GFP_FS | __GFP_RECLAIM | __GFP_NOWARN, 0);
	SEEN(test, "__GFP_RECLAIM", ("no page is free: refused"),
	     ("%s: both of the above", got(page)));
	KUNIT_EXPECT_EQ(test, __GFP_RECLAIM, __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_TRUE(test, page);
	flags_relax(&k);
}

/* ---- reserves -------------------------------------------------------------------------------- */

/* Pages that requests with @gfp leave to others, one after the other on the same machine. */
static unsigned long leaves(gfp_t gfp, struct list_head *list)
{
	mm_test_eat(gfp | ONCE, 0, list);
	return nr_free_pages();
}

static void seen_reserve(struct kunit *test, const char *flag, gfp_t without, gfp_t with,
			 unsigned long left_without, unsigned long left_with)
{
	unsigned long l, m;
	LIST_HEAD(list);

	l = leaves(without, &list);
	m = leaves(with, &list);
	SEEN(test, flag,
	     ("leaves %lu pages free: min is %lu", l, min_wmark_pages(flags_zone(0, ZONE_NORMAL))),
	     ("leaves %lu", m));
	KUNIT_EXPECT_EQ(test, l, left_without);
	KUNIT_EXPECT_EQ(test, m, left_with);
	mm_test_spit(0, &list);
}

static void flag_high(struct kunit *test)
{
	unsigned long min;

	mm_test_boot_plain(test, true);
	min = min_wmark_pages(flags_zone(0, ZONE_NORMAL));
	seen_reserve(test, "__GFP_HIGH", GFP_KERNEL, GFP_KERNEL | __GFP_HIGH, min, min - min / 2);
}

static void flag_memalloc(struct kunit *test)
{
	mm_test_boot_plain(test, true);
	seen_reserve(test, "__GFP_MEMALLOC", GFP_KERNEL, GFP_KERNEL | __GFP_MEMALLOC,
		     min_wmark_pages(flags_zone(0, ZONE_NORMAL)), 0);
}

static void flag_nomemalloc(struct kunit *test)
{
	unsigned long min, without, with;
	LIST_HEAD(list);

	mm_test_boot_plain(test, true);
	min = min_wmark_pages(flags_zone(0, ZONE_NORMAL));
	/* The one that leaves more comes first. */
	with = leaves(GFP_KERNEL | __GFP_MEMALLOC | __GFP_NOMEMALLOC, &list);
	without = leaves(GFP_KERNEL | __GFP_MEMALLOC, &list);
	SEEN(test, "__GFP_NOMEMALLOC",
	     ("with __GFP_MEMALLOC: leaves %lu pages free, min is %lu", without, min),
	     ("leaves %lu", with));
	KUNIT_EXPECT_EQ(test, with, min);
	KUNIT_EXPECT_EQ(test, without, 0ul);
	mm_test_spit(0, &list);
}

/* ---- how hard -------------------------------------------------------------------------------- */

static unsigned int decisions, decisions_before_pages;

/* Out of memory: nothing can be done, but the so-manieth time. */
static enum oom_decision decide(const struct oom_control *oc)
{
	if (++decisions == decisions_before_pages)
		mm_test_spit(0, &eaten);
	return OOM_FAIL;
}

static const struct oom_policy policy = { .name = "flags", .decide = decide };

/* How often a shrinker that gives nothing is asked before a request gives up. */
static unsigned long asked_for(struct kunit *test, struct keeper *k, gfp_t gfp, unsigned int order)
{
	unsigned long before = READ_ONCE(k->asked);

	KUNIT_EXPECT_FALSE(test, flags_gets(gfp | __GFP_NOWARN, order));
	return READ_ONCE(k->asked) - before;
}

static void flag_noretry(struct kunit *test)
{
	unsigned long without, with;
	struct keeper k;

	flags_exhaust(test, &k, 0, false);
	oom_set_policy(&policy);
	k.stubborn = true;
	without = asked_for(test, &k, GFP_KERNEL, 0);
	with = asked_for(test, &k, GFP_KERNEL | __GFP_NORETRY, 0);
	SEEN(test, "__GFP_NORETRY",
	     ("nothing can be freed: asks a shrinker %s",
	      without > 2 * with ? "again and again" : "for one round"),
	     ("asks it %s", with * 2 < without ? "for one round" : "again and again"));
	KUNIT_EXPECT_GT(test, with, 0ul);
	KUNIT_EXPECT_GT(test, without, 2 * with);
	oom_set_policy(NULL);
	flags_relax(&k);
}

/* Does a request that ought not to be made in a hurry get a large block, that a shrinker has? */
static bool gets_large(struct kunit *test, gfp_t gfp)
{
	struct keeper k;
	bool page;

	flags_exhaust(test, &k, 0, false);
	page = flags_gets(gfp | __GFP_NOWARN, LARGE);
	flags_relax(&k);
	mm_test_halt(test);
	return page;
}

static void flag_retry_mayfail(struct kunit *test)
{
	bool large = gets_large(test, GFP_KERNEL);
	bool large_retried = gets_large(test, GFP_KERNEL | __GFP_RETRY_MAYFAIL);
	unsigned int ooms, ooms_retried;
	struct keeper k;

	flags_exhaust(test, &k, 0, false);
	oom_set_policy(&policy);
	k.stubborn = true;
	decisions = decisions_before_pages = 0;
	asked_for(test, &k, GFP_KERNEL, 0);
	ooms = decisions;
	asked_for(test, &k, GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0);
	ooms_retried = decisions - ooms;
	SEEN(test, "__GFP_RETRY_MAYFAIL",
	     ("order %d, which a shrinker can free bit by bit: %s; order 0, nothing to free: %s",
	      LARGE, large ? "a block" : "refused", ooms ? "out of memory" : "refused"),
	     ("%s; %s", large_retried ? "a block" : "refused",
	      ooms_retried ? "out of memory" : "refused, not out of memory"));
	KUNIT_EXPECT_FALSE(test, large);
	KUNIT_EXPECT_TRUE(test, large_retried);
	KUNIT_EXPECT_GT(test, ooms, 0u);
	KUNIT_EXPECT_EQ(test, ooms_retried, 0u);
	oom_set_policy(NULL);
	flags_relax(&k);
}

static void flag_nofail(struct kunit *test)
{
	unsigned int without;
	struct keeper k;
	bool page;

	flags_exhaust(test, &k, 0, false);
	oom_set_policy(&policy);
	k.stubborn = true;
	decisions = 0;
	decisions_before_pages = 3;
	KUNIT_EXPECT_FALSE(test, flags_gets(GFP_KERNEL | __GFP_NOWARN, 0));
	without = decisions;
	KUNIT_EXPECT_LT(test, without, decisions_before_pages);
	page = flags_gets(GFP_KERNEL | __GFP_NOFAIL | __GFP_NOWARN, 0);
	SEEN(test, "__GFP_NOFAIL", ("memory has run out: refused"),
	     ("goes on until there is some: %s", got(page)));
	KUNIT_EXPECT_TRUE(test, page);
	KUNIT_EXPECT_EQ(test, decisions, decisions_before_pages);
	oom_set_policy(NULL);
	flags_relax(&k);
}

/* ---- combinations ---------------------------------------------------------------------------- */

#define COMBINATION(name)   \
	{                   \
#name, name \
	}

static const struct {
	const char *name;
	gfp_t gfp;
} combinations[] = {
	COMBINATION(GFP_KERNEL),
	COMBINATION(GFP_KERNEL_ACCOUNT),
	COMBINATION(GFP_ATOMIC),
	COMBINATION(GFP_NOWAIT),
	COMBINATION(GFP_NOIO),
	COMBINATION(GFP_NOFS),
	COMBINATION(GFP_USER),
	COMBINATION(GFP_HIGHUSER),
	COMBINATION(GFP_HIGHUSER_MOVABLE),
	COMBINATION(GFP_DMA),
	COMBINATION(GFP_DMA32),
	COMBINATION(GFP_TRANSHUGE),
	COMBINATION(GFP_TRANSHUGE_LIGHT),
};

/* Is a shrinker with that need asked?  With none, by who may sleep: the background is off. */
static bool asks(struct kunit *test, gfp_t gfp, unsigned int flags)
{
	struct keeper k;
	bool asked;

	flags_exhaust(test, &k, flags, false);
	flags_gets(gfp | ONCE, 0);
	asked = k.asked;
	flags_relax(&k);
	mm_test_halt(test);
	return asked;
}

/* On a machine with all zones but DMA32; pages the request leaves free, of all that it may use. */
static void where(struct kunit *test, gfp_t gfp, const char **zone, const char **type)
{
	static const char *const zones[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable" };
	static const char *const types[] = { "unmovable", "movable", "reclaimable" };
	const struct mm_test_world world = {
		.config = { .profile = IS_ENABLED(CONFIG_HIGHMEM) ? PROFILE_PC32 : PROFILE_PC64,
			    .memory = MM_TEST_LOWMEM + 32 * MM_TEST_BLOCK,
			    .movable = 16 * MM_TEST_BLOCK,
			    .nodes = 1 },
	};
	struct page *page;

	mm_test_boot(test, &world);
	page = alloc_page(gfp);
	KUNIT_ASSERT_NOT_NULL(test, page);
	*zone = zones[page_zonenum(page)];
	*type = types[get_pageblock_migratetype(page) % ARRAY_SIZE(types)];
	__free_page(page);
	mm_test_halt(test);
}

static unsigned long leaves_on_plain(struct kunit *test, gfp_t gfp)
{
	unsigned long left;
	LIST_HEAD(list);

	mm_test_boot_plain(test, true);
	left = leaves(gfp, &list);
	mm_test_spit(0, &list);
	mm_test_halt(test);
	return left;
}

/* The flags one by one, under their own names. */
static const char *made_of(gfp_t gfp)
{
	static char text[200];
	size_t n = 0;

	text[0] = 0;
	for (int bit = 0; bit < __GFP_BITS_SHIFT; bit++) {
		if (!(gfp & 1u << bit))
			continue;
		n += scnprintf(text + n, sizeof(text) - n, n ? "|" : "");
		n += gfp_flags_text(text + n, sizeof(text) - n, gfp & 1u << bit);
	}
	return text;
}

static void flag_combinations(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(combinations); i++) {
		gfp_t gfp = combinations[i].gfp;
		bool sleep = asks(test, gfp, 0), io = asks(test, gfp, SHRINKER_NEEDS_IO);
		bool fs = asks(test, gfp, SHRINKER_NEEDS_FS);
		unsigned long left = leaves_on_plain(test, gfp);
		const char *zone, *type;

		where(test, gfp, &zone, &type);
		kunit_info(test, "combination %s | %s | %s | %s | %s | %s | %s | %lu",
			   combinations[i].name, made_of(gfp), sleep ? "yes" : "no",
			   io ? "yes" : "no", fs ? "yes" : "no", zone, type, left);
		KUNIT_EXPECT_EQ(test, sleep, !!(gfp & __GFP_DIRECT_RECLAIM));
		KUNIT_EXPECT_EQ(test, io, sleep && gfp & __GFP_IO);
		KUNIT_EXPECT_EQ(test, fs, sleep && gfp & __GFP_FS);
		KUNIT_EXPECT_STREQ(test, type, gfp & __GFP_MOVABLE ? "movable" : "unmovable");
	}
}

static void end_policy(struct kunit *test)
{
	if (machine_running())
		oom_set_policy(NULL);
}

static struct kunit_case flags_reclaim_cases[] = {
	KUNIT_CASE(flag_direct_reclaim),
	KUNIT_CASE(flag_kswapd_reclaim),
	KUNIT_CASE(flag_reclaim),
	KUNIT_CASE(flag_io),
	KUNIT_CASE(flag_fs),
	KUNIT_CASE(flag_high),
	KUNIT_CASE(flag_memalloc),
	KUNIT_CASE(flag_nomemalloc),
	KUNIT_CASE(flag_noretry),
	KUNIT_CASE(flag_retry_mayfail),
	KUNIT_CASE(flag_nofail),
	KUNIT_CASE(flag_combinations),
	{},
};

static struct kunit_suite flags_reclaim_suite = {
	.name = "flags_reclaim",
	.exit = end_policy,
	.test_cases = flags_reclaim_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(flags_reclaim_suite);
