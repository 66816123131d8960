// SPDX-License-Identifier: MIT
/* Device memory: what registers do, how they are mapped, and what is said of mistakes. */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mm/device/device.h>
#include <mm/vmalloc/vmalloc.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/nth_failure.h>
#include <tests/parallel.h>

/* In the 1 GiB below 4 GiB that a PC leaves to devices. */
#define BASE 0xfe200000u
#define FAR  0xd0000000u

static const char registers[] = "dev@0xfe200000+0x100 # has one of each kind\n"
				"  plain@0x00 = 0x11223344\n"
				"  clear@0x04 = 0xff00ff00 : read-to-clear, w1c@0x08=0xff:w1c\n"
				"  id@0x0c:16=0xbeef:constant\n"
				"  tiny@0x0e:8=0xfe:count\n"
				"  ticks@0x10:counter=0xfffffffe\n"
				"  key@0x14:wo=7\n"
				"  wide@0x18:64=0x1122334455667788\n"
				"far@0xd0000000+64K\n"
				"next@0xfe200100+0x10,last@0xc:ro=5\n";

static struct mm_test_world world = {
	.name = "devices",
	.config = { .profile = PROFILE_PC64, .nodes = 1, .cpus = 4, .devices = registers },
	.traced = true,
};

/* Contents stay when a mapping ends: the pages of all blocks are there before anything counts. */
static int device_test_boot(struct kunit *test)
{
	const unsigned int pages = 1 + 1 + DIV_ROUND_UP(SZ_8K, PAGE_SIZE);

	world.config.memory = 16 * MM_TEST_BLOCK;
	mm_test_boot(test, &world);
	iounmap(ioremap(BASE, 0x110));
	iounmap(ioremap(FAR, SZ_8K));
	mm_test_lose(pages);
	return 0;
}

static void __iomem *map_dev(struct kunit *test)
{
	void __iomem *dev = ioremap(BASE, 0x100);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	return dev;
}

/* ---- registers ------------------------------------------------------------------------------- */

static void registers_do_what_they_are(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test);

	KUNIT_EXPECT_EQ(test, readl(dev), 0x11223344u);
	writel(0xcafe, dev);
	KUNIT_EXPECT_EQ(test, readl(dev), 0xcafeu);

	KUNIT_EXPECT_EQ(test, readl(dev + 4), 0xff00ff00u);
	KUNIT_EXPECT_EQ(test, readl(dev + 4), 0u);

	writel(0x0f, dev + 8);
	KUNIT_EXPECT_EQ(test, readl(dev + 8), 0xf0u);
	writel(0, dev + 8);
	KUNIT_EXPECT_EQ(test, readl(dev + 8), 0xf0u);

	writew(0, dev + 0xc);
	KUNIT_EXPECT_EQ(test, readw(dev + 0xc), 0xbeefu);

	KUNIT_EXPECT_EQ(test, readl(dev + 0x10), 0xfffffffeu);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x10), 0xffffffffu);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x10), 0u);
	writel(100, dev + 0x10);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x10), 100u);

	KUNIT_EXPECT_EQ(test, readl(dev + 0x14), 0u);
	iounmap(dev);
}

/* An access meets the bytes it meets, whatever registers they are of. */
static void widths_mix(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test);

	KUNIT_EXPECT_EQ(test, readb(dev + 1), 0x33);
	KUNIT_EXPECT_EQ(test, readw(dev + 2), 0x1122);
	KUNIT_EXPECT_EQ(test, readq(dev + 0x18), 0x1122334455667788ull);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x1c), 0x11223344u);
	/* Half of a register that clears. */
	KUNIT_EXPECT_EQ(test, readw(dev + 6), 0xff00);
	KUNIT_EXPECT_EQ(test, readl(dev + 4), 0xff00u);
	/* A constant, a counter of 8 bits, and a byte of none. */
	KUNIT_EXPECT_EQ(test, readl(dev + 0xc), 0x00febeefu);
	writel(0xaabbccdd, dev + 0xc);
	KUNIT_EXPECT_EQ(test, readl(dev + 0xc), 0xaabbbeefu);
	KUNIT_EXPECT_EQ(test, readl(dev + 0xc), 0xaabcbeefu);
	/* A counter goes on once, however it is read. */
	KUNIT_EXPECT_EQ(test, readb(dev + 0x10), 0xfe);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x10), 0xffffffffu);
	writeq(~0ull, dev);
	KUNIT_EXPECT_EQ(test, readq(dev), ~0ull);
	iounmap(dev);
}

static void contents_outlive_mappings(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test), *again = ioremap(BASE + 0x20, 4);

	KUNIT_ASSERT_NOT_NULL(test, again);
	if (IS_ENABLED(CONFIG_MMU))
		KUNIT_EXPECT_PTR_NE(test, again, dev + 0x20);
	writel(42, dev + 0x20);
	iounmap(dev);
	KUNIT_EXPECT_EQ(test, readl(again), 42u);
	iounmap(again);
}

static void orders_and_rows(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test);
	u16 words[4] = { 1, 2, 3, 4 };
	u8 bytes[24], back[24];

	writel(0x11223344, dev);
	KUNIT_EXPECT_EQ(test, ioread32be(dev), 0x44332211u);
	KUNIT_EXPECT_EQ(test, ioread16be(dev), 0x4433);
	iowrite32be(0x01020304, dev);
	KUNIT_EXPECT_EQ(test, readl_relaxed(dev), 0x04030201u);
	iowrite64be(1, dev + 0x18);
	KUNIT_EXPECT_EQ(test, ioread64(dev + 0x18), 1ull << 56);

	writesw(dev, words, 4);
	KUNIT_EXPECT_EQ(test, readw(dev), 4);
	writew(0xfffe, dev + 0x10);
	readsw(dev + 0x10, words, 4);
	KUNIT_EXPECT_EQ(test, words[0], 0xfffe);
	KUNIT_EXPECT_EQ(test, words[3], 1);

	for (int i = 0; i < 24; i++)
		bytes[i] = (u8)(i + 1);
	memcpy_toio(dev + 0x43, bytes, 24);
	memcpy_fromio(back, dev + 0x43, 24);
	KUNIT_EXPECT_EQ(test, memcmp(bytes, back, 24), 0);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x44), 0x05040302u);
	KUNIT_EXPECT_EQ(test, readb(dev + 0x42) | readb(dev + 0x43 + 24), 0);
	memset_io(dev + 0x45, 0xa5, 13);
	KUNIT_EXPECT_EQ(test, readb(dev + 0x44), 2);
	KUNIT_EXPECT_EQ(test, readl(dev + 0x4c), 0xa5a5a5a5u);
	KUNIT_EXPECT_EQ(test, readb(dev + 0x52), 0x10);
	iounmap(dev);
}

/* ---- mapping --------------------------------------------------------------------------------- */

static void ranges_that_cannot_be_mapped(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, ioremap(BASE, 0));
	KUNIT_EXPECT_NULL(test, ioremap((phys_addr_t)-4, 8));
	KUNIT_EXPECT_NULL(test, ioremap(BASE, SIZE_MAX));
	MM_TEST_ONE_REPORT(test, "WARNING: ioremap on RAM at 0x",
			   { KUNIT_EXPECT_NULL(test, ioremap(SZ_1M, PAGE_SIZE)); });
	MM_TEST_ONE_REPORT(test, "ioremap on RAM", { KUNIT_EXPECT_NULL(test, ioremap(0, 16)); });
}

static void blocks_meet_in_a_mapping(struct kunit *test)
{
	u8 __iomem *both = ioremap(BASE + 0xf0, 0x20), *far;

	KUNIT_ASSERT_NOT_NULL(test, both);
	KUNIT_EXPECT_EQ(test, readl(both + 0x1c), 5u);
	writel(9, both + 0xc);
	KUNIT_EXPECT_EQ(test, readl(both + 0xc), 9u);
	iounmap(both);

	far = ioremap(FAR, SZ_8K);
	KUNIT_ASSERT_NOT_NULL(test, far);
	writeq(8, far + SZ_4K - 8);
	writeb(1, far + SZ_8K - 1);
	KUNIT_EXPECT_EQ(test, readq(far + SZ_4K - 8), 8ull);
	KUNIT_EXPECT_EQ(test, readb(far + SZ_8K - 1), 1);
	iounmap(far);
}

static void nobody_answers_with_ones(struct kunit *test)
{
	u8 __iomem *hole = ioremap(FAR - SZ_1M, 16);

	KUNIT_ASSERT_NOT_NULL(test, hole);
	MM_TEST_ONE_REPORT(test, "readl() of bus address 0x",
			   { KUNIT_EXPECT_EQ(test, readl(hole), ~0u); });
	/* A driver that waits for a bit there is told once. */
	writel(1, hole);
	KUNIT_EXPECT_EQ(test, readb(hole), 0xff);
	iounmap(hole);
}

static void mappings_are_in_vmallocinfo(struct kunit *test)
{
	static char text[SZ_16K];
	struct textbuf t;
	u8 __iomem *last;

	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "nothing is mapped");
	last = ioremap(BASE + 0x108, 8);
	KUNIT_ASSERT_NOT_NULL(test, last);
	textbuf_init(&t, text, sizeof(text));
	vmallocinfo_show(&t);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " phys=0x00000000fe200000 ioremap\n"));
	KUNIT_EXPECT_EQ(test, offset_in_page(last), 0x108ul);
	iounmap(last);
}

/* ---- mistakes -------------------------------------------------------------------------------- */

static void bad_accesses_are_reported(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test);
	u32 number = 0;

	MM_TEST_ONE_REPORT(test, "readl() of dev+0x6 (clear+2), which is not aligned to 4 bytes",
			   { KUNIT_EXPECT_EQ(test, readl(dev + 6), ~0u); });
	MM_TEST_ONE_REPORT(test, "writew() of dev+0x1 (plain+1), which is not", writew(0, dev + 1));
	KUNIT_EXPECT_EQ(test, readl(dev), 0x11223344u);
	MM_TEST_ONE_REPORT(test, "which is no device memory",
			   { KUNIT_EXPECT_EQ(test, readw((void __iomem *)&number), 0xffff); });
	MM_TEST_ONE_REPORT(test, "which is no device memory", readl(NULL));
	iounmap(dev);
	MM_TEST_ONE_REPORT(test, "writel() of dev+0x0 (plain) after iounmap()", writel(1, dev));
}

static void accesses_beyond_a_mapping_are_reported(struct kunit *test)
{
	u8 __iomem *word = ioremap(BASE + 4, 4);
	u32 sixteen[4] = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, word);
	if (IS_ENABLED(CONFIG_MMU)) {
		MM_TEST_ONE_REPORT(
			test, "writel() of dev+0x8 (w1c) outside of the 4 bytes that are mapped",
			writel(~0u, word + 4));
		MM_TEST_ONE_REPORT(test, "readl() of dev+0x0 (plain) outside of the 4 bytes",
				   readl(word - 4));
		/* A row ends with its first mistake. */
		MM_TEST_ONE_REPORT(test, "outside of the 4 bytes",
				   memcpy_fromio(sixteen, word, 16));
		KUNIT_EXPECT_EQ(test, sixteen[0], 0xff00ff00u);
		KUNIT_EXPECT_EQ(test, sixteen[3], ~0u);
	}
	MM_TEST_ONE_REPORT(test, "readq() of dev+0x4 (clear) outside of the 4 bytes", readq(word));
	iounmap(word);
}

static void bad_unmaps_are_reported(struct kunit *test)
{
	u8 __iomem *far = ioremap(FAR, SZ_8K);
	int local = 0;

	KUNIT_ASSERT_NOT_NULL(test, far);
	iounmap(NULL);
	MM_TEST_ONE_REPORT(test, "iounmap: bad address", iounmap((void __iomem *)&local));
	if (PAGE_SIZE < SZ_8K && IS_ENABLED(CONFIG_MMU))
		MM_TEST_ONE_REPORT(test, "iounmap: bad address", iounmap(far + PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, readl(far), 0u);
	iounmap(far + 4);
	MM_TEST_ONE_REPORT(test, "Unmapped before, by ", iounmap(far));
}

static const char *explained(unsigned long addr)
{
	static char text[512];
	struct textbuf t;

	textbuf_init(&t, text, sizeof(text));
	return device_explain_fault(addr, &t) ? text : "";
}

static void faults_are_explained(struct kunit *test)
{
	u8 __iomem *dev = map_dev(test);
	unsigned long addr = (unsigned long)dev;

	KUNIT_EXPECT_TRUE(test,
			  strstarts(explained(addr + 8), "device memory accessed without "
							 "readl() or writel(): dev+0x8 (w1c), "
							 "mapped by "));
	KUNIT_EXPECT_STREQ(test, explained((unsigned long)&dev), "");
	iounmap(dev);
	KUNIT_EXPECT_TRUE(test,
			  strstarts(explained(addr), "device memory accessed after iounmap(): "
						     "dev+0x0 (plain), mapped by "));
}

/* ---- the log --------------------------------------------------------------------------------- */

static void accesses_are_logged(struct kunit *test)
{
	struct mm_test_world logged = world;
	const char *text;
	u8 __iomem *dev;

	mm_test_halt(test);
	logged.config.device_log = true;
	mm_test_boot(test, &logged);
	dev = ioremap(BASE, 0x20);
	mm_test_lose(1);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	capture_start();
	writeb(0xab, dev + 0x21 - 0x20);
	readl(dev + 4);
	readq(dev + 0x18);
	readw(dev + 0xe);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "device: writeb dev+0x1 (plain+1) = 0xab by "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "device: readl dev+0x4 (clear) = 0xff00ff00 by "));
	KUNIT_EXPECT_NOT_NULL(
		test, strstr(text, "device: readq dev+0x18 (wide) = 0x1122334455667788 by "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "device: readw dev+0xe (tiny) = 0x00fe by "));
	iounmap(dev);
}

/* ---- failures -------------------------------------------------------------------------------- */

static bool claim_and_map(void *ctx)
{
	bool done = false;
	void __iomem *dev;

	if (!request_mem_region(BASE, 0x100, "nth"))
		return false;
	dev = ioremap(BASE, 0x100);
	if (dev) {
		writel(1, dev);
		done = readl(dev) == 1;
		iounmap(dev);
	}
	release_mem_region(BASE, 0x100);
	return done;
}

static void every_failure_is_unwound(struct kunit *test)
{
	static const struct nth_body body = { "claim and map", claim_and_map, NULL };

	KUNIT_EXPECT_EQ(test, nth_failure_calls(test, &body, false), 2u);
	KUNIT_EXPECT_EQ(test, nth_failure_calls(test, &body, true), 2u);
	nth_failure_pages(test, &body);
}

/* Contents are made when they are mapped, which fails without a page for them, and then works. */
static void contents_may_find_no_memory(struct kunit *test)
{
	struct mm_test_world again = world;
	LIST_HEAD(list);
	void __iomem *far;
	struct page *page;
	unsigned int flags;

	mm_test_halt(test);
	mm_test_boot(test, &again);
	/* To the last page, and without a thought of reclaim. */
	flags = memalloc_noreclaim_save();
	mm_test_eat(GFP_KERNEL | __GFP_NOWARN, 0, &list);
	for (int i = 0; i < 3; i++) {
		page = list_first_entry(&list, struct page, lru);
		list_del(&page->lru);
		__free_page(page);
	}
	KUNIT_EXPECT_NULL(test, ioremap(FAR, SZ_64K));
	memalloc_noreclaim_restore(flags);
	mm_test_spit(0, &list);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	far = ioremap(FAR, SZ_64K);
	KUNIT_EXPECT_NOT_NULL(test, far);
	iounmap(far);
	mm_test_lose(SZ_64K / PAGE_SIZE);
}

/* What ioremap() gave is not vmalloc's to take back, though it lies in the same space. */
static void device_mapping_is_no_area_to_free(struct kunit *test)
{
	void __iomem *dev = map_dev(test);
	void *addr = (void __force *)dev;

	if (!is_vmalloc_addr(addr)) {
		iounmap(dev);
		kunit_skip(test, "nothing is mapped here");
	}
	kunit_expect_reports(test, 3);
	vunmap(addr);
	vfree(addr);
	free_vm_area(find_vm_area(addr));
	KUNIT_EXPECT_EQ(test, readl(dev), 0x11223344);
	KUNIT_EXPECT_EQ(test, vmap_check(), 0);
	iounmap(dev);
	KUNIT_EXPECT_NULL(test, find_vm_area(addr));
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(registers_do_what_they_are),
	KUNIT_CASE(widths_mix),
	KUNIT_CASE(contents_outlive_mappings),
	KUNIT_CASE(device_mapping_is_no_area_to_free),
	KUNIT_CASE(orders_and_rows),
	KUNIT_CASE(ranges_that_cannot_be_mapped),
	KUNIT_CASE(blocks_meet_in_a_mapping),
	KUNIT_CASE(nobody_answers_with_ones),
	KUNIT_CASE(mappings_are_in_vmallocinfo),
	KUNIT_CASE(bad_accesses_are_reported),
	KUNIT_CASE(accesses_beyond_a_mapping_are_reported),
	KUNIT_CASE(bad_unmaps_are_reported),
	KUNIT_CASE(faults_are_explained),
	KUNIT_CASE(accesses_are_logged),
	KUNIT_CASE(every_failure_is_unwound),
	KUNIT_CASE(contents_may_find_no_memory),
	{},
};

static struct kunit_suite device_suite = {
	.name = "device",
	.init = device_test_boot,
	.test_cases = device_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- threads --------------------------------------------------------------------------------- */

#define THREADS 4
#define READS	500

static struct {
	void __iomem *ticks;
	atomic_t wrong;
	u8 seen[THREADS * READS];
} counting;

/* Each value of the counter is read by one thread alone; meanwhile each maps and unmaps. */
static void count_thread(void *arg, unsigned int index)
{
	for (int i = 0; i < READS; i++) {
		u32 value = readl(counting.ticks);
		void __iomem *own = ioremap(FAR + 8 * index, 8);

		if (value >= THREADS * READS || counting.seen[value]++)
			atomic_inc(&counting.wrong);
		if (!own) {
			atomic_inc(&counting.wrong);
			continue;
		}
		writeq(value, own);
		if (readq(own) != value)
			atomic_inc(&counting.wrong);
		iounmap(own);
	}
}

static void accesses_are_one_after_the_other(struct kunit *test)
{
	memset(&counting, 0, sizeof(counting));
	counting.ticks = ioremap(BASE + 0x10, 4);
	KUNIT_ASSERT_NOT_NULL(test, counting.ticks);
	writel(0, counting.ticks);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, count_thread, NULL), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&counting.wrong), 0);
	KUNIT_EXPECT_EQ(test, readl(counting.ticks), (u32)(THREADS * READS));
	iounmap(counting.ticks);
}

/* Free addresses end up in a record of another slab than at first: pages are not counted. */
static int device_threads_boot(struct kunit *test)
{
	world.config.memory = 16 * MM_TEST_BLOCK;
	world.config.quiet = true;
	return machine_boot(&world.config);
}

static void device_threads_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static struct kunit_case device_threads_cases[] = {
	KUNIT_CASE(accesses_are_one_after_the_other),
	{},
};

static struct kunit_suite device_threads_suite = {
	.name = "device_threads",
	.init = device_threads_boot,
	.exit = device_threads_halt,
	.test_cases = device_threads_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&device_suite, &device_threads_suite);
