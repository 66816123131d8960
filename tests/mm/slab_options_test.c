// SPDX-License-Identifier: MIT
/* The machine's options: which caches they choose, and what each then does. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <base/seed.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define USUAL (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

/* A machine with options. Return: what its boot said of them. */
static const char *boot(struct kunit *test, struct machine_config options)
{
	struct mm_test_world world = { .name = "with options", .config = options };

	if (machine_running())
		mm_test_halt(test);
	world.config.profile = PROFILE_PC64;
	world.config.memory = 8 * MM_TEST_BLOCK;
	world.config.nodes = 1;
	capture_start();
	mm_test_boot(test, &world);
	return capture_stop();
}

static const char *boot_debug(struct kunit *test, const char *debug)
{
	return boot(test, (struct machine_config){ .debug = debug });
}

static struct kmem_cache *make(struct kunit *test, const char *name, size_t size)
{
	struct kmem_cache *s = kmem_cache_create(name, (u32)size, 0, SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

/* What a new cache of this name is checked for. */
static slab_flags_t checks_of(struct kunit *test, const char *name)
{
	struct kmem_cache *s = make(test, name, 64);
	slab_flags_t flags = s->flags & SLAB_DEBUG_FLAGS;

	KUNIT_EXPECT_EQ(test, !!s->slots.memory, !flags);
	kmem_cache_destroy(s);
	return flags;
}

static void *take(struct kunit *test, struct kmem_cache *s)
{
	void *p = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* ---- slab_debug= ----------------------------------------------------------------------------- */

static void letters_choose_checks(struct kunit *test)
{
	static const struct {
		const char *letters;
		slab_flags_t flags;
	} cases[] = {
		{ "F", SLAB_CONSISTENCY_CHECKS },
		{ "Z", SLAB_RED_ZONE },
		{ "P", SLAB_POISON },
		{ "U", SLAB_STORE_USER },
		{ "T,any", SLAB_TRACE },
		{ "FZPU", USUAL },
		{ "fzpu", USUAL },
		{ "", USUAL },
		{ "-", 0 },
		{ "FZ-U", SLAB_STORE_USER },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_STREQ(test, boot_debug(test, cases[i].letters), "");
		capture_start();
		KUNIT_EXPECT_EQ_MSG(test, checks_of(test, "any"), cases[i].flags, "\"%s\"",
				    cases[i].letters);
		capture_stop();
	}
	KUNIT_EXPECT_STREQ(test, boot_debug(test, NULL), "");
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), 0u);
}

static void letters_that_are_none(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, boot_debug(test, "UX"),
			   "slab_debug option 'X' unknown. skipped\n");
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), SLAB_STORE_USER);
	KUNIT_EXPECT_STREQ(test, boot_debug(test, "F,alpha;P1"),
			   "slab_debug option '1' unknown. skipped\n");
	KUNIT_EXPECT_EQ(test, checks_of(test, "alpha"), SLAB_CONSISTENCY_CHECKS);
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), SLAB_POISON);
	KUNIT_EXPECT_STREQ(test, boot_debug(test, "ZA"),
			   "slab_debug option 'A' skipped: failures are not injected by cache\n");
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), SLAB_RED_ZONE);
}

static void blocks_choose_caches(struct kunit *test)
{
	boot_debug(test, "FZ,alpha,beta*;U,gamma;P");
	KUNIT_EXPECT_EQ(test, checks_of(test, "alpha"), SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE);
	KUNIT_EXPECT_EQ(test, checks_of(test, "alphabet"), SLAB_POISON);
	KUNIT_EXPECT_EQ(test, checks_of(test, "alp"), SLAB_POISON);
	KUNIT_EXPECT_EQ(test, checks_of(test, "beta"), SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE);
	KUNIT_EXPECT_EQ(test, checks_of(test, "beta_2"), SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE);
	KUNIT_EXPECT_EQ(test, checks_of(test, "gamma"), SLAB_STORE_USER);
	KUNIT_EXPECT_EQ(test, kmalloc_caches[0][6]->flags & SLAB_DEBUG_FLAGS, SLAB_POISON);
	/* Where all blocks name caches, the others stay as they are. */
	boot_debug(test, "U,gamma;FP,kmalloc-64,kmalloc-1*");
	KUNIT_EXPECT_EQ(test, checks_of(test, "alpha"), 0u);
	KUNIT_EXPECT_EQ(test, checks_of(test, "gamma"), SLAB_STORE_USER);
	KUNIT_EXPECT_TRUE(test, slab_debugged(kmalloc_caches[0][6]));
	KUNIT_EXPECT_TRUE(test, slab_debugged(kmalloc_caches[0][7]));
	KUNIT_EXPECT_FALSE(test, slab_debugged(kmalloc_caches[0][5]));
	KUNIT_EXPECT_FALSE(test, slab_debugged(kmalloc_caches[0][8]));
	/* Without letters the usual ones are meant; with a dash none; the first block counts. */
	boot_debug(test, ",alpha;-,al*;F,alum,other;;Z");
	KUNIT_EXPECT_EQ(test, checks_of(test, "alpha"), USUAL);
	KUNIT_EXPECT_EQ(test, checks_of(test, "alum"), 0u);
	KUNIT_EXPECT_EQ(test, checks_of(test, "other"), SLAB_CONSISTENCY_CHECKS);
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), SLAB_RED_ZONE);
}

static void patterns_match(struct kunit *test)
{
	static const char *const names[] = { "a64", "64", "b64", "axc", "xyz", "x_y_z", "mum" };
	static const char *const not [] = { "a65", "641", "ax", "ac", "axcd", "xy", "m", "mu" };

	boot_debug(test, "Z,*64,a?c,x*y*z,m*m");
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_EQ_MSG(test, checks_of(test, names[i]), SLAB_RED_ZONE, "%s", names[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(not ); i++)
		KUNIT_EXPECT_EQ_MSG(test, checks_of(test, not [i]), 0u, "%s", not [i]);
	boot_debug(test, "Z,*");
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), SLAB_RED_ZONE);
	boot_debug(test, "Z,");
	KUNIT_EXPECT_EQ(test, checks_of(test, "any"), 0u);
}

/* O: where checks would need larger slabs, only those are made that need no room. */
static void orders_are_kept(struct kunit *test)
{
	struct kmem_cache *page, *small;

	boot_debug(test, "FZPUO");
	page = make(test, "a page", PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page->flags & SLAB_DEBUG_FLAGS, SLAB_CONSISTENCY_CHECKS);
	KUNIT_EXPECT_EQ(test, page->size, (u32)PAGE_SIZE);
	kmem_cache_destroy(page);
	small = make(test, "small", 64);
	KUNIT_EXPECT_EQ(test, small->flags & SLAB_DEBUG_FLAGS, USUAL);
	kmem_cache_destroy(small);
	boot_debug(test, "FZPU");
	page = make(test, "a page", PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page->flags & SLAB_DEBUG_FLAGS, USUAL);
	KUNIT_EXPECT_GT(test, page->size, (u32)PAGE_SIZE);
	kmem_cache_destroy(page);
}

static void makers_may_refuse(struct kunit *test)
{
	struct kmem_cache *s;

	boot(test, (struct machine_config){ .debug = "FZPU", .init_on_alloc = "1" });
	s = kmem_cache_create("mine", 64, 0, SLAB_NO_USER_FLAGS | SLAB_RED_ZONE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, s->flags & (SLAB_DEBUG_FLAGS | SLAB_INIT_ALLOC), SLAB_RED_ZONE);
	kmem_cache_destroy(s);
}

/* Whoever gave the text may do with it what he wants. */
static void texts_are_kept(struct kunit *test)
{
	char text[] = "Z,alpha";

	boot_debug(test, text);
	memset(text, 'x', sizeof(text) - 1);
	KUNIT_EXPECT_EQ(test, checks_of(test, "alpha"), SLAB_RED_ZONE);
}

static void texts_too_long(struct kunit *test)
{
	static char text[600];
	struct machine_config config = { .profile = PROFILE_PC64,
					 .memory = 8 * MM_TEST_BLOCK,
					 .nodes = 1,
					 .quiet = true,
					 .debug = text };

	memset(text, 'F', sizeof(text) - 1);
	KUNIT_EXPECT_EQ(test, machine_boot(&config), -EINVAL);
	KUNIT_EXPECT_STREQ(test, machine_error(), "slab_debug= is longer than 511 characters");
	config.debug = NULL;
	config.init_on_free = text;
	KUNIT_EXPECT_EQ(test, machine_boot(&config), -EINVAL);
	KUNIT_EXPECT_STREQ(test, machine_error(), "init_on_free= is longer than 511 characters");
	text[511] = 0;
	config.debug = text;
	KUNIT_ASSERT_EQ(test, machine_boot(&config), 0);
	machine_halt();
}

/* ---- slab_harden= ---------------------------------------------------------------------------- */

static void *raw_link(struct kmem_cache *s, void *object)
{
	return *(void **)((char *)object + s->offset);
}

static void links_are_hidden(struct kunit *test)
{
	struct kmem_cache *hard, *other, *soft;
	void *a, *b, *c;

	boot(test, (struct machine_config){ .slab_harden = "hard*,kmalloc-64" });
	hard = make(test, "hard", 64);
	other = make(test, "hard too", 64);
	soft = make(test, "soft", 64);
	KUNIT_EXPECT_TRUE(test, kmalloc_caches[0][6]->random);
	KUNIT_EXPECT_FALSE(test, kmalloc_caches[0][7]->random);
	KUNIT_EXPECT_FALSE(test, soft->random);
	KUNIT_EXPECT_NE(test, hard->random, other->random);
	a = take(test, hard);
	b = take(test, hard);
	c = take(test, hard);
	kmem_cache_free(hard, a);
	kmem_cache_free(hard, b);
	KUNIT_EXPECT_PTR_EQ(test, get_freepointer(hard, b), a);
	KUNIT_EXPECT_PTR_NE(test, raw_link(hard, b), a);
	/* The same pointer in another place looks different, and NULL is not NULL. */
	kmem_cache_free(hard, c);
	KUNIT_EXPECT_PTR_EQ(test, get_freepointer(hard, c), b);
	KUNIT_EXPECT_NE(test, (long)raw_link(hard, c) ^ (long)raw_link(hard, b), (long)a ^ (long)b);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(hard);
	kmem_cache_destroy(other);
	/* A plain cache's are what they are, once its objects are back in their slab. */
	a = take(test, soft);
	b = take(test, soft);
	c = take(test, soft);
	kmem_cache_free(soft, b);
	kmem_cache_free(soft, c);
	kmem_cache_shrink(soft);
	KUNIT_EXPECT_PTR_EQ(test, raw_link(soft, b), get_freepointer(soft, b));
	kmem_cache_free(soft, a);
	kmem_cache_destroy(soft);
}

/* All objects of one slab; the first of them is freed again. */
static void **fill_slab(struct kunit *test, struct kmem_cache *s)
{
	void **all = kunit_kcalloc(test, s->objects, sizeof(*all), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, all);
	for (u32 i = 0; i < s->objects; i++)
		all[i] = take(test, s);
	return all;
}

static void empty_slab(struct kunit *test, struct kmem_cache *s, void **all)
{
	for (u32 i = 0; i < s->objects; i++)
		kmem_cache_free(s, all[i]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	kmem_cache_destroy(s);
}

static void links_are_checked(struct kunit *test)
{
	struct kmem_cache *s;
	void **all, *p;

	boot(test, (struct machine_config){ .slab_harden = "1" });
	s = make(test, "hard", 64);
	all = fill_slab(test, s);
	kmem_cache_free(s, all[3]);
	/* As if it were not hidden: to an object of the attacker's choice. */
	*(void **)((char *)all[3] + s->offset) = all[0];
	MM_TEST_ONE_REPORT(test, "BUG hard (Not tainted): Freepointer corrupt\n",
			   p = kmem_cache_alloc(s, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, p, all[3]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	/* What comes next is from another slab, and not all[0]. */
	p = take(test, s);
	KUNIT_EXPECT_PTR_NE(test, virt_to_head_page(p), virt_to_head_page(all[0]));
	kmem_cache_free(s, p);
	empty_slab(test, s, all);
}

static void frees_are_checked(struct kunit *test)
{
	struct kmem_cache *s;
	void **all;

	boot(test, (struct machine_config){ .slab_harden = "*" });
	s = make(test, "hard", 64);
	all = fill_slab(test, s);
	kmem_cache_free(s, all[3]);
	MM_TEST_ONE_REPORT(test, "BUG hard (Not tainted): Object already free\n",
			   kmem_cache_free(s, all[3]));
	MM_TEST_ONE_REPORT(test, "): Object already free\n", kfree(all[3]));
	MM_TEST_ONE_REPORT(test, "): Invalid object pointer 0x", kmem_cache_free(s, all[4] + 8));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_PTR_EQ(test, take(test, s), all[3]);
	empty_slab(test, s, all);
}

/* ---- slab_randomize= ------------------------------------------------------------------------- */

/* The order in which the objects of a new slab come, as places in it. */
static void draw_order(struct kunit *test, struct kmem_cache *s, u32 *order)
{
	void **all = fill_slab(test, s);
	char *first = slab_object(s, virt_to_head_page(all[0]), 0);

	for (u32 i = 0; i < s->objects; i++)
		order[i] = (u32)((char *)all[i] - first) / s->size;
	for (u32 i = 0; i < s->objects; i++)
		kmem_cache_free(s, all[i]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_shrink(s);
}

static bool is_permutation(struct kunit *test, const u32 *order, u32 n)
{
	bool *seen = kunit_kcalloc(test, n, sizeof(*seen), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, seen);
	for (u32 i = 0; i < n; i++) {
		if (order[i] >= n || seen[order[i]])
			return false;
		seen[order[i]] = true;
	}
	return true;
}

static void orders_are_drawn(struct kunit *test)
{
	static u32 orders[4][512];
	struct kmem_cache *s, *plain;
	size_t bytes;

	/* With checks objects come straight from the slab. */
	boot(test, (struct machine_config){ .slab_randomize = "shuffled", .debug = "F" });
	s = make(test, "shuffled", 256);
	plain = make(test, "sorted", 256);
	KUNIT_ASSERT_LE(test, s->objects, 512u);
	bytes = s->objects * sizeof(u32);
	random_seed(1);
	draw_order(test, s, orders[0]);
	draw_order(test, s, orders[1]);
	random_seed(1);
	draw_order(test, s, orders[2]);
	random_seed(2);
	draw_order(test, s, orders[3]);
	random_seed(kunit_seed());
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_TRUE(test, is_permutation(test, orders[i], s->objects));
	KUNIT_EXPECT_NE(test, memcmp(orders[0], orders[1], bytes), 0);
	KUNIT_EXPECT_EQ(test, memcmp(orders[0], orders[2], bytes), 0);
	KUNIT_EXPECT_NE(test, memcmp(orders[0], orders[3], bytes), 0);
	draw_order(test, plain, orders[0]);
	for (u32 i = 0; i < plain->objects; i++)
		KUNIT_EXPECT_EQ(test, orders[0][i], i);
	kmem_cache_destroy(s);
	kmem_cache_destroy(plain);
}

/* Any object may be the first, and any other the second. */
static void orders_are_all_possible(struct kunit *test)
{
	static u32 order[512];
	u32 seen = 0, n = 0;
	struct kmem_cache *s;

	boot(test, (struct machine_config){ .slab_randomize = "1", .debug = "F" });
	s = make(test, "few", PAGE_SIZE / 4 * 3);
	n = s->objects;
	KUNIT_ASSERT_GE(test, n, 3u);
	/* Of n * (n - 1) such pairs those of the first three objects will do. */
	for (u32 i = 0; i < 100 * n * n; i++) {
		draw_order(test, s, order);
		if (order[0] < 3 && order[1] < 3)
			seen |= 1u << (order[0] * 3 + order[1]);
	}
	KUNIT_EXPECT_EQ(test, seen, 0356u);
	kmem_cache_destroy(s);
}

/* ---- init_on_alloc=, init_on_free= ----------------------------------------------------------- */

#define SIZE 200

static void construct(void *object)
{
	memset(object, 0x33, SIZE);
}

/* Fill an object, free it, and take it again. Return: it. */
static u8 *take_used(struct kunit *test, struct kmem_cache *s)
{
	u8 *p = take(test, s), *q;

	memset(p, 0x77, SIZE);
	kmem_cache_free(s, p);
	q = take(test, s);
	KUNIT_EXPECT_PTR_EQ(test, q, p);
	return q;
}

static void expect_taken(struct kunit *test, const char *name, slab_flags_t flags,
			 void (*ctor)(void *), bool zero)
{
	struct kmem_cache *s = kmem_cache_create(name, SIZE, 0, flags | SLAB_NO_MERGE, ctor);
	void *bulk[8];
	u8 *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = take_used(test, s);
	KUNIT_EXPECT_EQ(test, !memchr_inv(p, 0, SIZE), zero);
	kmem_cache_free(s, p);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 8, bulk), 8);
	for (int i = 0; i < 8; i++)
		memset(bulk[i], 0x77, SIZE);
	kmem_cache_free_bulk(s, 8, bulk);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 8, bulk), 8);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, !memchr_inv(bulk[i], 0, SIZE), zero);
	kmem_cache_free_bulk(s, 8, bulk);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
}

static void objects_come_zeroed(struct kunit *test)
{
	u8 *p;

	boot(test, (struct machine_config){ .init_on_alloc = "zeroed*,kmalloc-64",
					    .debug = "FZPU,zeroed and checked" });
	expect_taken(test, "zeroed", 0, NULL, true);
	expect_taken(test, "zeroed and checked", 0, NULL, true);
	expect_taken(test, "not", 0, NULL, false);
	expect_taken(test, "zeroed not", 0, construct, false);
	expect_taken(test, "zeroed not", SLAB_TYPESAFE_BY_RCU, NULL, false);
	for (size_t size = 64; size <= 128; size *= 2) {
		p = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0x77, size);
		kfree(p);
		p = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, !memchr_inv(p, 0, size), size == 64);
		kfree(p);
	}
}

/* Bytes of a free object that are not what @value says, beside its link. */
static unsigned int free_bytes_unlike(struct kmem_cache *s, const u8 *p, u8 value)
{
	unsigned int unlike = 0;

	for (u32 i = 0; i < SIZE; i++)
		if (i - s->offset >= sizeof(void *))
			unlike += p[i] != value;
	return unlike;
}

static void expect_freed(struct kunit *test, const char *name, slab_flags_t flags,
			 void (*ctor)(void *), u8 value)
{
	struct kmem_cache *s = kmem_cache_create(name, SIZE, 0, flags | SLAB_NO_MERGE, ctor);
	u8 *keep, *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	keep = take(test, s);
	p = take(test, s);
	memset(p, 0x77, SIZE);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, free_bytes_unlike(s, p, value), 0u);
	/* It stays so in its slab, too. */
	kmem_cache_shrink(s);
	KUNIT_EXPECT_EQ(test, free_bytes_unlike(s, p, value), 0u);
	kmem_cache_free(s, keep);
	kmem_cache_destroy(s);
}

static void objects_go_zeroed(struct kunit *test)
{
	boot(test, (struct machine_config){ .init_on_free = "zeroed*" });
	expect_freed(test, "zeroed", 0, NULL, 0);
	expect_freed(test, "zeroed", SLAB_RED_ZONE | SLAB_CONSISTENCY_CHECKS, NULL, 0);
	expect_freed(test, "not", 0, NULL, 0x77);
	expect_freed(test, "zeroed not", 0, construct, 0x77);
	expect_freed(test, "zeroed not", SLAB_TYPESAFE_BY_RCU, NULL, 0x77);
	expect_taken(test, "zeroed", 0, NULL, true);
	KUNIT_EXPECT_STREQ(test,
			   boot(test, (struct machine_config){ .init_on_free = "1", .debug = "P" }),
			   "mem auto-init: SLAB_POISON will take precedence over init_on_free\n");
	expect_taken(test, "poisoned", 0, NULL, false);
}

/* Options that name one cache leave the fast path of another as it is. */
static void others_pay_nothing(struct kunit *test)
{
	static const char *const names[] = { "checked", "hard", "zeroed", "cleared", "plain" };

	boot(test, (struct machine_config){ .debug = "FZPU,checked",
					    .slab_harden = "hard",
					    .init_on_alloc = "zeroed",
					    .init_on_free = "cleared" });
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		struct kmem_cache *s = make(test, names[i], 64);
		bool plain = i == ARRAY_SIZE(names) - 1;

		/* Only a cache whose array is found here has a fast path. */
		KUNIT_EXPECT_EQ(test, s->slots.array != port_slot_none, plain);
		KUNIT_EXPECT_EQ(test, slab_guarded(s) || s->random, !plain);
		kmem_cache_destroy(s);
	}
	KUNIT_EXPECT_TRUE(test, kmalloc_caches[0][6]->slots.array != port_slot_none);
}

static struct kunit_case slab_options_cases[] = {
	KUNIT_CASE(letters_choose_checks),
	KUNIT_CASE(letters_that_are_none),
	KUNIT_CASE(blocks_choose_caches),
	KUNIT_CASE(patterns_match),
	KUNIT_CASE(orders_are_kept),
	KUNIT_CASE(makers_may_refuse),
	KUNIT_CASE(texts_are_kept),
	KUNIT_CASE(texts_too_long),
	KUNIT_CASE(links_are_hidden),
	KUNIT_CASE(links_are_checked),
	KUNIT_CASE(frees_are_checked),
	KUNIT_CASE(orders_are_drawn),
	KUNIT_CASE(orders_are_all_possible),
	KUNIT_CASE(objects_come_zeroed),
	KUNIT_CASE(objects_go_zeroed),
	KUNIT_CASE(others_pay_nothing),
	{},
};

static struct kunit_suite slab_options_suite = {
	.name = "slab_options",
	.test_cases = slab_options_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_options_suite);
