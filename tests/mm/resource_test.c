// SPDX-License-Identifier: MIT
/* Resources: who has which addresses, what /proc shows of it, and claims at random. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mm/device/device.h>
#include <tests/mm/mm_test.h>

#define BASE 0xfe200000u

static int resource_test_boot(struct kunit *test)
{
	static struct mm_test_world world = {
		.name = "resources",
		.config = { .profile = PROFILE_PC64,
			    .nodes = 1,
			    .cpus = 2,
			    .devices = "dev@0xfe200000+0x1000, tail@0xfe201000+16" },
		.traced = true,
	};

	world.config.memory = 16 * MM_TEST_BLOCK;
	mm_test_boot(test, &world);
	return 0;
}

static const char *shown(void (*show)(struct textbuf *t))
{
	static char text[SZ_16K];
	struct textbuf t;

	textbuf_init(&t, text, sizeof(text));
	show(&t);
	return text;
}

/* ---- regions --------------------------------------------------------------------------------- */

static void regions_exclude_each_other(struct kunit *test)
{
	struct resource *region = request_mem_region(BASE, 0x100, "first");

	KUNIT_ASSERT_NOT_NULL(test, region);
	KUNIT_EXPECT_EQ(test, region->start, (resource_size_t)BASE);
	KUNIT_EXPECT_EQ(test, resource_size(region), (resource_size_t)0x100);
	KUNIT_EXPECT_TRUE(test, region->flags & IORESOURCE_BUSY);
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE, 0x100, "same"));
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE + 0xff, 1, "last byte"));
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE - 1, 2, "first byte"));
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE - 0x1000, 0x3000, "around"));
	KUNIT_EXPECT_EQ(test, check_mem_region(BASE + 8, 8), -EBUSY);
	KUNIT_EXPECT_EQ(test, check_mem_region(BASE + 0x100, 8), 0);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(BASE + 0x100, 8, "next"));
	release_mem_region(BASE, 0x100);
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(BASE, 1, "again"));
	release_mem_region(BASE, 1);
	release_mem_region(BASE + 0x100, 8);
}

static void regions_that_cannot_be(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE, 0, "nothing"));
	KUNIT_EXPECT_NULL(test, request_mem_region((resource_size_t)-8, 16, "wraps"));
	KUNIT_EXPECT_NULL(test, request_mem_region(SZ_1M, 16, "RAM"));
	KUNIT_EXPECT_NULL(test, request_mem_region(0, 16, "page 0"));
	/* Two devices at once: neither is the place for it. */
	KUNIT_EXPECT_NULL(test, request_mem_region(BASE + 0xff8, 16, "both"));
	KUNIT_EXPECT_NULL(test, request_region(0xfff0, 0x20, "past the ports"));
	KUNIT_EXPECT_NOT_NULL(test, request_region(0x3f8, 8, "serial"));
	KUNIT_EXPECT_STREQ(test, shown(ioports_show), "03f8-03ff : serial\n");
	release_region(0x3f8, 8);
}

static void bad_releases_are_reported(struct kunit *test)
{
	KUNIT_ASSERT_NOT_NULL(test, request_mem_region(BASE, 0x100, "held"));
	MM_TEST_ONE_REPORT(test,
			   "Trying to free nonexistent resource "
			   "<0x00000000fe200000-0x00000000fe20007f>",
			   release_mem_region(BASE, 0x80));
	MM_TEST_ONE_REPORT(test, "Trying to free nonexistent resource <",
			   release_mem_region(BASE + 0x100, 0x100));
	MM_TEST_ONE_REPORT(test, "Trying to free nonexistent resource <",
			   release_mem_region(BASE, 0));
	/* RAM is busy and of this very size, but was not requested. */
	MM_TEST_ONE_REPORT(test, "Trying to free nonexistent resource <",
			   release_mem_region(0, PAGE_SIZE));
	release_mem_region(BASE, 0x100);
	MM_TEST_ONE_REPORT(test, "Trying to free nonexistent resource <",
			   release_mem_region(BASE, 0x100));
}

/* ---- /proc/iomem ----------------------------------------------------------------------------- */

static void iomem_shows_the_tree(struct kunit *test)
{
	char name[] = "driver", expected[512];
	const u64 end = 16ull * MM_TEST_BLOCK - 1;

	KUNIT_ASSERT_NOT_NULL(test, request_mem_region(BASE + 0x10, 0x10, name));
	KUNIT_ASSERT_NOT_NULL(test, request_mem_region(0xfec00000, SZ_4K, NULL));
	/* The claimant's text need not stay. */
	name[0] = 'X';
	snprintf(expected, sizeof(expected),
		 "00000000-%08lx : Reserved\n"
		 "%08lx-%08llx : System RAM\n"
		 "fe200000-fe200fff : dev\n"
		 "  fe200010-fe20001f : driver\n"
		 "fe201000-fe20100f : tail\n"
		 "fec00000-fec00fff : <BAD>\n",
		 PAGE_SIZE - 1, PAGE_SIZE, end);
	KUNIT_EXPECT_STREQ(test, shown(iomem_show), expected);
	release_mem_region(BASE + 0x10, 0x10);
	release_mem_region(0xfec00000, SZ_4K);
}

/* Of a machine that can grow, RAM that is not there yet is not shown, and nobody else gets it. */
static void iomem_grows_with_the_machine(struct kunit *test)
{
	const struct mm_test_world growing = {
		.config = { .profile = PROFILE_PC64,
			    .memory = PORT_SECTION_BYTES,
			    .max_memory = 4 * PORT_SECTION_BYTES,
			    .nodes = 1,
			    .cpus = 2 },
	};
	char line[64];

	mm_test_halt(test);
	mm_test_boot(test, &growing);
	snprintf(line, sizeof(line), "%08lx-%08lx : System RAM\n", PAGE_SIZE,
		 PORT_SECTION_BYTES - 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(shown(iomem_show), line), "%s in:\n%s", line,
				  shown(iomem_show));
	KUNIT_EXPECT_NULL(test, request_mem_region(2 * PORT_SECTION_BYTES, 8, "not there yet"));
}

/* ---- resources of one's own ------------------------------------------------------------------ */

static void resources_are_inserted(struct kunit *test)
{
	struct resource bridge = DEFINE_RES_MEM_NAMED(0xd0000000, SZ_1M, "bridge");
	struct resource card = DEFINE_RES_MEM_NAMED(0xd0001000, SZ_4K, "card");
	struct resource across = DEFINE_RES_MEM_NAMED(0xd00ff000, SZ_8K, "across");
	struct resource *top = &iomem_resource;

	KUNIT_EXPECT_EQ(test, request_resource(top, &card), 0);
	KUNIT_EXPECT_EQ(test, request_resource(top, &bridge), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, request_resource_conflict(top, &bridge), &card);
	KUNIT_EXPECT_EQ(test, insert_resource(top, &bridge), 0);
	KUNIT_EXPECT_PTR_EQ(test, card.parent, &bridge);
	KUNIT_EXPECT_EQ(test, device_check(), 0);
	KUNIT_EXPECT_EQ(test, insert_resource(top, &across), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, lookup_resource(top, 0xd0000000), &bridge);
	KUNIT_EXPECT_NULL(test, lookup_resource(top, 0xd0001000));
	KUNIT_EXPECT_TRUE(test, resource_contains(&bridge, &card));
	KUNIT_EXPECT_TRUE(test, resource_overlaps(&bridge, &across));
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(0xd0001010, 16, "inside"));
	release_mem_region(0xd0001010, 16);
	KUNIT_EXPECT_EQ(test, release_resource(&card), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&card), -EINVAL);
	KUNIT_EXPECT_EQ(test, release_resource(&bridge), 0);
	KUNIT_EXPECT_EQ(test, device_check(), 0);
}

/* The resources of a module that is gone are taken out, and what others had in them stays. */
static void resources_of_gone_memory_are_forgotten(struct kunit *test)
{
	struct resource own[2] = { DEFINE_RES_MEM_NAMED(0xd0000000, SZ_1M, "outer"),
				   DEFINE_RES_MEM_NAMED(0xd0001000, SZ_4K, "inner") };
	const struct resource *region;

	KUNIT_ASSERT_EQ(test, request_resource(&iomem_resource, &own[0]), 0);
	KUNIT_ASSERT_EQ(test, request_resource(&own[0], &own[1]), 0);
	region = request_mem_region(0xd0001000, 16, "stays");
	KUNIT_ASSERT_NOT_NULL(test, region);
	resource_forget((unsigned long)own, (unsigned long)(own + 2));
	KUNIT_EXPECT_NULL(test, own[0].parent);
	KUNIT_EXPECT_NULL(test, own[1].parent);
	KUNIT_EXPECT_PTR_EQ(test, region->parent, &iomem_resource);
	KUNIT_EXPECT_EQ(test, device_check(), 0);
	release_mem_region(0xd0001000, 16);
	/* As the account of leaks does with what a module left. */
	mm_trace_free(MM_EVENT_REGION, &own[0]);
	mm_trace_free(MM_EVENT_REGION, &own[1]);
}

static void resources_are_printed(struct kunit *test)
{
	struct resource res = DEFINE_RES_MEM(0xfe200000, SZ_4K);
	char text[128];

	res.flags |= IORESOURCE_MEM_64 | IORESOURCE_PREFETCH;
	snprintf(text, sizeof(text), "%pR %pr", &res, &res);
	KUNIT_EXPECT_STREQ(test, text,
			   "[mem 0xfe200000-0xfe200fff 64bit pref] "
			   "[mem 0xfe200000-0xfe200fff flags 0x102200]");
	res = DEFINE_RES_IO(0x60, 5);
	snprintf(text, sizeof(text), "%pR|%30pR|", &res, &res);
	KUNIT_EXPECT_STREQ(test, text, "[io  0x0060-0x0064]|           [io  0x0060-0x0064]|");
	res = DEFINE_RES_IRQ(9);
	snprintf(text, sizeof(text), "%pR", &res);
	KUNIT_EXPECT_STREQ(test, text, "[irq 9]");
	res = DEFINE_RES_MEM(0, SZ_64K);
	res.flags |= IORESOURCE_UNSET;
	snprintf(text, sizeof(text), "%pR %pR", &res, NULL);
	KUNIT_EXPECT_STREQ(test, text, "[mem size 0x00010000] (null)");
	res.flags = 0;
	snprintf(text, sizeof(text), "%pR", &res);
	KUNIT_EXPECT_STREQ(test, text, "[??? 0x00000000-0x0000ffff flags 0x0]");
}

/* ---- claims at random ------------------------------------------------------------------------ */

#define SPAN   64
#define CLAIMS 12
#define STEPS  3000

/* Claims never overlap, and one is refused only where another has a part of it. */
static void claims_against_a_model(struct kunit *test)
{
	struct {
		unsigned int at, n;
	} held[CLAIMS] = { 0 };
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	for (int step = 0; step < STEPS; step++) {
		unsigned int c = prandom_u32_state(&rnd) % CLAIMS, i;
		unsigned int at = prandom_u32_state(&rnd) % SPAN;
		unsigned int n = 1 + prandom_u32_state(&rnd) % 12;
		bool taken = false;

		if (held[c].n) {
			release_mem_region(BASE + held[c].at, held[c].n);
			held[c].n = 0;
			continue;
		}
		for (i = 0; i < CLAIMS; i++)
			taken |= held[i].n && at < held[i].at + held[i].n && held[i].at < at + n;
		if (at + n > SPAN)
			continue;
		KUNIT_ASSERT_EQ_MSG(test, request_mem_region(BASE + at, n, "claim") == NULL, taken,
				    "step %d, seed %llu", step, kunit_seed());
		if (!taken) {
			held[c].at = at;
			held[c].n = n;
		}
		if (step % 50 == 0)
			KUNIT_ASSERT_EQ(test, device_check(), 0);
	}
	for (unsigned int i = 0; i < CLAIMS; i++)
		if (held[i].n)
			release_mem_region(BASE + held[i].at, held[i].n);
}

static struct kunit_case resource_cases[] = {
	KUNIT_CASE(regions_exclude_each_other),
	KUNIT_CASE(regions_that_cannot_be),
	KUNIT_CASE(bad_releases_are_reported),
	KUNIT_CASE(iomem_shows_the_tree),
	KUNIT_CASE(iomem_grows_with_the_machine),
	KUNIT_CASE(resources_are_inserted),
	KUNIT_CASE(resources_of_gone_memory_are_forgotten),
	KUNIT_CASE(resources_are_printed),
	KUNIT_CASE(claims_against_a_model),
	{},
};

static struct kunit_suite resource_suite = {
	.name = "resource",
	.init = resource_test_boot,
	.test_cases = resource_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(resource_suite);
