// SPDX-License-Identifier: MIT
/* Machines: booted and halted again and again, the possible and the impossible. */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

static int boot(enum machine_profile profile, u64 memory, unsigned int nodes, unsigned int cpus)
{
	const struct machine_config config = {
		.profile = profile,
		.memory = memory,
		.nodes = nodes,
		.cpus = cpus,
		.quiet = true,
	};

	return machine_boot(&config);
}

/* A little of everything, so that the machine is not only there but works. */
static void expect_works(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	void *p = kzalloc(100, GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (page)
		__free_pages(page, 1);
	kfree(p);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

/* The state of one machine is not found in the next. */
static void machine_after_machine(struct kunit *test)
{
	unsigned long free = 0;

	for (int i = 0; i < 20; i++) {
		KUNIT_ASSERT_EQ_MSG(test, boot(PROFILE_PC64, 8 * MM_TEST_BLOCK, 1, i % 3), 0, "%s",
				    machine_error());
		KUNIT_EXPECT_TRUE(test, machine_running());
		if (i % 3 == 1) {
			if (free)
				KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
			free = nr_free_pages();
		}
		expect_works(test);
		/* It ends with memory in use, which goes with it. */
		KUNIT_EXPECT_NOT_NULL(test, alloc_pages(GFP_KERNEL, 3));
		KUNIT_EXPECT_NOT_NULL(test, kmalloc(1 + i * 100, GFP_KERNEL));
		machine_halt();
		KUNIT_EXPECT_FALSE(test, machine_running());
		machine_halt();
	}
}

static void machine_of_every_kind(struct kunit *test)
{
	static const enum machine_profile profiles[] = { PROFILE_PC64, PROFILE_PC32,
							 PROFILE_NOMMU };
	static const unsigned int nodes[] = { 1, 2, 5, PORT_MAX_NODES };
	static const unsigned int cpus[] = { 0, 1, 3, CONFIG_NR_CPUS };

	for (size_t p = 0; p < ARRAY_SIZE(profiles); p++)
		for (size_t n = 0; n < ARRAY_SIZE(nodes) && nodes[n] <= MAX_NUMNODES; n++)
			for (size_t c = 0; c < ARRAY_SIZE(cpus); c++) {
				KUNIT_ASSERT_EQ_MSG(test,
						    boot(profiles[p], nodes[n] * 2 * MM_TEST_BLOCK,
							 nodes[n], cpus[c]),
						    0, "%s", machine_error());
				KUNIT_EXPECT_EQ(test, nr_online_nodes, nodes[n]);
				if (cpus[c])
					KUNIT_EXPECT_EQ(test, num_online_cpus(), cpus[c]);
				expect_works(test);
				machine_halt();
			}
}

/* From nothing upwards: each size either boots and works, or is refused with a reason. */
static void machine_of_every_size(struct kunit *test)
{
	unsigned int booted = 0, refused = 0;

	for (u64 memory = 0; memory <= 6 * MM_TEST_BLOCK; memory += MM_TEST_BLOCK / 3 + 12345) {
		int err = boot(PROFILE_PC64, memory, 1, 2);

		if (!err) {
			booted++;
			expect_works(test);
			KUNIT_EXPECT_LE(test, (u64)totalram_pages() << PAGE_SHIFT, memory);
			machine_halt();
			continue;
		}
		refused++;
		KUNIT_EXPECT_TRUE(test, err == -EINVAL || err == -ENOMEM);
		KUNIT_EXPECT_GT(test, strlen(machine_error()), (size_t)10);
		KUNIT_EXPECT_FALSE(test, machine_running());
	}
	KUNIT_EXPECT_GT(test, booted, 5u);
	KUNIT_EXPECT_GT(test, refused, 0u);
}

static void machine_impossible(struct kunit *test)
{
	const struct {
		enum machine_profile profile;
		u64 memory;
		unsigned int nodes, cpus;
		const char *words;
	} table[] = {
		{ PROFILE_PC64, SZ_1K, 1, 0,
		  "1 KiB of memory are too few for 1 node: each needs " },
		{ PROFILE_PC64, 8 * MM_TEST_BLOCK, 9, 0,
		  " KiB of memory are too few for 9 nodes: each needs " },
		{ PROFILE_PC64, 0, 1, 0, "0 KiB of memory are too few" },
		{ PROFILE_PC64, SZ_1G, 0, 0, "a machine has 1 to 16 nodes, not 0" },
		{ PROFILE_PC64, SZ_1G, 17, 0, "a machine has 1 to 16 nodes, not 17" },
		{ PROFILE_PC64, 1ull << 60, 1, 0, "at most 16 TiB" },
		{ PROFILE_PC64, ~0ull, 1, 0, "at most 16 TiB" },
		{ PROFILE_PC32, 1ull << 40, 1, 0, "at most 64 GiB" },
		{ PROFILE_PC64, SZ_1G, 1, CONFIG_NR_CPUS + 1, "CPUs, not 65" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		int err = boot(table[i].profile, table[i].memory, table[i].nodes, table[i].cpus);

		KUNIT_EXPECT_TRUE(test, err == -EINVAL || err == -ENOMEM);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(machine_error(), table[i].words),
				      "\"%s\" is not in %s", table[i].words, machine_error());
		KUNIT_EXPECT_NULL(test, strchr(machine_error(), '\n'));
		if (!err)
			machine_halt();
		/* Nothing of it stands in the way of the next. */
		KUNIT_ASSERT_EQ_MSG(test, boot(PROFILE_PC64, 4 * MM_TEST_BLOCK, 1, 1), 0, "%s",
				    machine_error());
		expect_works(test);
		machine_halt();
	}
}

/* Its map alone is larger than its low memory, unless pages are large. */
static void machine_of_too_large_a_map(struct kunit *test)
{
	const u64 memory = 64ull << 30;
	int err;

	if ((memory >> PAGE_SHIFT) * sizeof(struct page) < MM_TEST_LOWMEM)
		kunit_skip(test, "it fits");
	err = boot(PROFILE_PC32, memory, 1, 0);
	if (err == -ENODEV)
		kunit_skip(test, "%s", machine_error());
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	KUNIT_EXPECT_NOT_NULL(test, strstr(machine_error(), "the memory map needs 1048576 KiB"));
	KUNIT_ASSERT_EQ(test, boot(PROFILE_PC64, SZ_4G, 1, 0), 0);
	expect_works(test);
	machine_halt();
}

static void machine_beside_machine(struct kunit *test)
{
	unsigned long free;

	KUNIT_ASSERT_EQ(test, boot(PROFILE_PC64, 4 * MM_TEST_BLOCK, 1, 1), 0);
	free = nr_free_pages();
	KUNIT_EXPECT_EQ(test, boot(PROFILE_PC64, 8 * MM_TEST_BLOCK, 2, 1), -EBUSY);
	KUNIT_EXPECT_STREQ(test, machine_error(), "a machine runs already");
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	expect_works(test);
	machine_halt();
}

/* Boot tells what it found, unless it is to be quiet. */
static void machine_boot_log(struct kunit *test)
{
	struct machine_config config = {
		.profile = PROFILE_PC32,
		.memory = MM_TEST_LOWMEM + 4 * MM_TEST_BLOCK,
		.nodes = 1,
		.cpus = 2,
	};
	const char *text;
	int err;

	capture_start();
	err = machine_boot(&config);
	text = capture_stop();
	KUNIT_ASSERT_EQ(test, err, 0);
	machine_halt();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "memory map: "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Zone ranges:\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "  node 0 DMA      [mem 0x0000000000000000-"
						 "0x0000000000ffffff]"));
	if (IS_ENABLED(CONFIG_HIGHMEM))
		KUNIT_EXPECT_NOT_NULL(test,
				      strstr(text, "  node 0 HighMem  [mem 0x0000000038000000-"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "K available, 2 CPUs, 1 node\n"));
	config.quiet = true;
	capture_start();
	err = machine_boot(&config);
	text = capture_stop();
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_STREQ(test, text, "");
	machine_halt();
}

static struct kunit_case machine_cases[] = {
	KUNIT_CASE(machine_after_machine),	KUNIT_CASE(machine_of_every_kind),
	KUNIT_CASE(machine_of_every_size),	KUNIT_CASE(machine_impossible),
	KUNIT_CASE(machine_of_too_large_a_map), KUNIT_CASE(machine_beside_machine),
	KUNIT_CASE(machine_boot_log),		{},
};

static struct kunit_suite machine_suite = {
	.name = "machine",
	.test_cases = machine_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(machine_suite);
