// SPDX-License-Identifier: MIT
/* Allocation profiling: modules that come and go, numbers that run out, machines without it. */
#define CONFIG_MEM_ALLOC_PROFILING 1
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mm/profile/profile.h>
#include <tests/mm/allocinfo.h>
#include <tests/parallel.h>

/* ---- modules --------------------------------------------------------------------------------- */

/** struct fake - a module's call sites, with names that go with it. */
struct fake {
	struct alloc_tag tags[3];
	char file[16], function[16];
};

static void fake_load(struct fake *fake, const char *name)
{
	memset(fake, 0, sizeof(*fake));
	strscpy(fake->file, "fake.c", sizeof(fake->file));
	strscpy(fake->function, "fake_fn", sizeof(fake->function));
	for (unsigned int i = 0; i < ARRAY_SIZE(fake->tags); i++)
		fake->tags[i].ct = (struct codetag){ fake->file, fake->function, name, i + 1 };
	alloc_tags_add(name, fake->tags, ARRAY_SIZE(fake->tags));
}

static void fake_unload(struct fake *fake)
{
	alloc_tags_remove(fake->tags);
	memset(fake, 0x5a, sizeof(*fake));
}

static void *fake_alloc(struct fake *fake, unsigned int site)
{
	return alloc_for_tag(&fake->tags[site], kmalloc_noprof(64, GFP_KERNEL));
}

/* A module goes with memory in use: its line stays, with its names, until that is freed. */
static void allocinfo_module_leaks(struct kunit *test)
{
	static struct fake fake;
	const char *said;
	void *p;

	fake_load(&fake, "leaky");
	EXPECT_HAS(test, "fake.c:1 [leaky] func:fake_fn ", 0, 0);
	p = fake_alloc(&fake, 1);
	EXPECT_HAS(test, "fake.c:2 [leaky] func:fake_fn ", allocinfo_place(p), 1);
	KUNIT_EXPECT_EQ(test, allocinfo_look("[leaky] ").lines, 3u);
	capture_start();
	fake_unload(&fake);
	said = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "fake.c:2 module leaky func:fake_fn has "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, " allocated at module unload"));
	EXPECT_HAS(test, "fake.c:2 [leaky(-)] func:fake_fn ", allocinfo_place(p), 1);
	KUNIT_EXPECT_EQ(test, allocinfo_look("[leaky").lines, 1u);

	/* The same module again is another one. */
	fake_load(&fake, "leaky");
	EXPECT_HAS(test, "fake.c:2 [leaky] func:fake_fn ", 0, 0);
	EXPECT_HAS(test, "fake.c:2 [leaky(-)] func:fake_fn ", allocinfo_place(p), 1);
	fake_unload(&fake);
	kfree(p);
	KUNIT_EXPECT_EQ(test, allocinfo_look("[leaky").lines, 0u);
}

static void allocinfo_module_frees(struct kunit *test)
{
	static struct fake a, b;
	void *p;

	fake_load(&a, "giver");
	fake_load(&b, "taker");
	p = fake_alloc(&a, 0);
	EXPECT_HAS(test, "[giver]", allocinfo_place(p), 1);
	EXPECT_HAS(test, "[taker]", 0, 0);
	/* Whoever frees it. */
	kfree(p);
	EXPECT_HAS(test, "[giver]", 0, 0);
	fake_unload(&a);
	fake_unload(&b);
	KUNIT_EXPECT_EQ(test, allocinfo_look("[giver").lines + allocinfo_look("[taker").lines, 0u);
}

/* More sites than numbers: the last ones are counted together, and their numbers come back. */
static void allocinfo_numbers(struct kunit *test)
{
	const size_t nr = TAG_INDEXES + 100;
	struct alloc_tag *tags = vzalloc(nr * sizeof(*tags));
	struct fake *fake;
	void *p[2];

	KUNIT_ASSERT_NOT_NULL(test, tags);
	for (size_t i = 0; i < nr; i++)
		tags[i].ct = (struct codetag){ "many.c", "many", NULL, (unsigned int)i + 1 };
	alloc_tags_add("many", tags, nr);
	KUNIT_EXPECT_GE(test, tags[0].index, TAG_FIRST);
	KUNIT_EXPECT_EQ(test, tags[nr - 1].index, TAG_OTHER);
	p[0] = alloc_for_tag(&tags[0], kmalloc_noprof(64, GFP_KERNEL));
	p[1] = alloc_for_tag(&tags[nr - 1], kmalloc_noprof(64, GFP_KERNEL));
	EXPECT_HAS(test, "many.c:1 [many]", allocinfo_place(p[0]), 1);
	EXPECT_HAS(test, "unnumbered:0 func:unnumbered ", allocinfo_place(p[1]), 1);
	kfree(p[0]);
	kfree(p[1]);
	alloc_tags_remove(tags);
	vfree(tags);

	fake = kzalloc(sizeof(*fake), GFP_KERNEL);
	fake_load(fake, "next");
	KUNIT_EXPECT_GE(test, fake->tags[2].index, TAG_FIRST);
	fake_unload(fake);
	kfree(fake);
}

/* Numbers that nobody is known to need no more are found when they are wanted. */
static void allocinfo_numbers_return(struct kunit *test)
{
	const size_t nr = TAG_INDEXES;
	struct alloc_tag *tags = vzalloc(nr * sizeof(*tags));
	static struct fake gone, more;
	const char *said;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, tags);
	fake_load(&gone, "gone");
	p = fake_alloc(&gone, 0);
	capture_start();
	fake_unload(&gone);
	said = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "module gone"));
	for (size_t i = 0; i < nr; i++)
		tags[i].ct = (struct codetag){ "many.c", "many", NULL, (unsigned int)i + 1 };
	alloc_tags_add("many", tags, nr);
	fake_load(&more, "more");
	KUNIT_EXPECT_EQ(test, more.tags[0].index, TAG_OTHER);
	fake_unload(&more);
	kfree(p);
	fake_load(&more, "more");
	KUNIT_EXPECT_GE(test, more.tags[0].index, TAG_FIRST);
	fake_unload(&more);
	alloc_tags_remove(tags);
	vfree(tags);
}

/* ---- reading while others go on -------------------------------------------------------------- */

#define THREADS 4
#define HELD	64
#define ROUNDS	400

struct busy {
	struct kunit *test;
	atomic_t running;
	size_t object_bytes;
	bool seen;
};

static noinline void *busy_object(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static noinline struct page *busy_page(void)
{
	return alloc_page(GFP_KERNEL);
}

static void churn(void)
{
	struct page *pages[HELD];
	void *p[HELD];

	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < HELD; i++) {
			p[i] = busy_object(32);
			pages[i] = busy_page();
		}
		for (int i = 0; i < HELD; i++) {
			kfree(p[i]);
			__free_page(pages[i]);
		}
	}
}

/* The last thread reads, as long as another works. */
static void busy_thread(void *arg, unsigned int index)
{
	struct busy *busy = arg;

	if (index < THREADS) {
		churn();
		atomic_dec(&busy->running);
		return;
	}
	do {
		struct allocinfo_had objects = allocinfo_look("func:busy_object "),
				     pages = allocinfo_look("func:busy_page ");

		/* Whatever was seen, nothing was seen twice, nor anything that is none. */
		KUNIT_EXPECT_EQ(busy->test, objects.bytes, objects.calls * busy->object_bytes);
		KUNIT_EXPECT_EQ(busy->test, pages.bytes, pages.calls * PAGE_SIZE);
		KUNIT_EXPECT_LE(busy->test, pages.calls, totalram_pages());
		busy->seen |= objects.calls && pages.calls;
	} while (atomic_read(&busy->running));
}

static void allocinfo_busy(struct kunit *test)
{
	struct busy busy = { .test = test, .running = ATOMIC_INIT(THREADS) };

	void *p = busy_object(32);
	struct page *page = busy_page();

	busy.object_bytes = allocinfo_place(p);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS + 1, busy_thread, &busy), 0);
	KUNIT_EXPECT_TRUE(test, busy.seen);
	EXPECT_HAS(test, "func:busy_object ", allocinfo_place(p), 1);
	EXPECT_HAS(test, "func:busy_page ", PAGE_SIZE, 1);
	kfree(p);
	__free_page(page);
	EXPECT_HAS(test, "func:busy_object ", 0, 0);
	EXPECT_HAS(test, "func:busy_page ", 0, 0);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

/* ---- machines that do not profile ------------------------------------------------------------ */

static void allocinfo_off(struct kunit *test)
{
	static struct fake fake;
	struct page *page;
	void *p;

	mm_test_boot_plain(test, false);
	KUNIT_EXPECT_FALSE(test, mem_alloc_profiling_enabled());
	p = kmalloc(64, GFP_KERNEL);
	page = alloc_page(GFP_KERNEL);
	fake_load(&fake, "off");
	KUNIT_EXPECT_EQ(test, fake.tags[0].index, TAG_NONE);
	allocinfo_read();
	KUNIT_EXPECT_STREQ(test, allocinfo_text,
			   "allocinfo - version: 1.0\n"
			   "#     <size>  <calls> <tag info>\n"
			   "# the machine was booted without allocation profiling\n");
	fake_unload(&fake);
	__free_page(page);
	kfree(p);
}

static noinline void *one_of_64(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static void allocinfo_layout(struct kunit *test)
{
	const char *line;
	char want[128];
	void *p;

	mm_test_boot(test, allocinfo_plain);
	p = one_of_64(64);
	allocinfo_read();
	KUNIT_EXPECT_EQ(test,
			strncmp(allocinfo_text,
				"allocinfo - version: 1.0\n#     <size>  <calls> <tag info>\n", 58),
			0);
	line = strstr(allocinfo_text, "func:one_of_64 ");
	KUNIT_ASSERT_NOT_NULL(test, line);
	while (line[-1] != '\n')
		line--;
	snprintf(want, sizeof(want), "          64        1 %s:", __FILE__);
	KUNIT_EXPECT_EQ(test, strncmp(line, want, strlen(want)), 0);
	line = strchr(line, '\n');
	KUNIT_EXPECT_EQ(test, strncmp(line - 16, " func:one_of_64 ", 16), 0);
	kfree(p);
}

/* The map is one piece, which no node of this machine has. */
static void allocinfo_no_room(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = 16 * MM_TEST_BLOCK,
		.nodes = 16,
		.mem_profiling = true,
		.quiet = true,
	};

	if (MAX_NUMNODES < 16)
		kunit_skip(test, "nodes are few here, and have room");
	KUNIT_EXPECT_EQ(test, machine_boot(&config), -ENOMEM);
	KUNIT_EXPECT_NOT_NULL(test, strstr(machine_error(), "profiling needs "));
}

static struct kunit_case allocinfo_sites_cases[] = {
	KUNIT_CASE_PARAM(allocinfo_module_leaks, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_module_frees, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_numbers, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_numbers_return, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_busy, allocinfo_worlds_gen_params),
	{},
};

static struct kunit_suite allocinfo_sites_suite = {
	.name = "allocinfo_sites",
	.init = mm_test_init,
	.test_cases = allocinfo_sites_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};

static struct kunit_case allocinfo_machine_cases[] = {
	KUNIT_CASE(allocinfo_off),
	KUNIT_CASE(allocinfo_layout),
	KUNIT_CASE(allocinfo_no_room),
	{},
};

static struct kunit_suite allocinfo_machine_suite = {
	.name = "allocinfo_machine",
	.test_cases = allocinfo_machine_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&allocinfo_sites_suite, &allocinfo_machine_suite);
