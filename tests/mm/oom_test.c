// SPDX-License-Identifier: MIT
/* Out of memory: who gets there, who is told, who decides, and what is said. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <kernel/loader.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

static LIST_HEAD(eaten);

/* Nothing left for requests that may not use a reserve. */
static void exhaust(struct kunit *test)
{
	INIT_LIST_HEAD(&eaten);
	KUNIT_ASSERT_GT(test, mm_test_eat(GFP_KERNEL | __GFP_NORETRY, 0, &eaten), 100ul);
}

static void give_back(unsigned int pages)
{
	while (pages-- && !list_empty(&eaten)) {
		struct page *page = list_first_entry(&eaten, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
}

static unsigned long kills(void)
{
	unsigned long all[NR_VM_EVENT_ITEMS];

	all_vm_events(all);
	return all[OOM_KILL];
}

/* ---- notifiers ------------------------------------------------------------------------------- */

/* @gives: pages each time; @nests: it allocates, and registers another, on its way. */
struct teller {
	struct notifier_block nb;
	unsigned int calls, gives;
	bool nests, got;
};

static int tell(struct notifier_block *nb, unsigned long action, void *data);

static struct teller second = { .nb.notifier_call = tell };

static int tell(struct notifier_block *nb, unsigned long action, void *data)
{
	struct teller *t = container_of(nb, struct teller, nb);
	unsigned long *freed = data;

	t->calls++;
	if (t->nests) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_NOWARN);

		t->got = page;
		if (page)
			__free_page(page);
		register_oom_notifier(&second.nb);
		unregister_oom_notifier(&second.nb);
	}
	give_back(t->gives);
	*freed += t->gives;
	return NOTIFY_OK;
}

static void oom_asks_for_a_last_store(struct kunit *test)
{
	struct teller t = { .nb.notifier_call = tell, .gives = 64, .nests = true };
	unsigned long before;
	struct page *page;

	exhaust(test);
	before = kills();
	KUNIT_EXPECT_EQ(test, register_oom_notifier(&t.nb), 0);
	KUNIT_EXPECT_EQ(test, register_oom_notifier(&t.nb), -EEXIST);
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, t.calls, 1u);
	/* It may use the reserves, and is not called for what it needs itself. */
	KUNIT_EXPECT_TRUE(test, t.got);
	KUNIT_EXPECT_EQ(test, kills(), before);
	KUNIT_EXPECT_EQ(test, unregister_oom_notifier(&t.nb), 0);
	KUNIT_EXPECT_EQ(test, unregister_oom_notifier(&t.nb), -ENOENT);
	if (page)
		__free_page(page);
	mm_test_spit(0, &eaten);
}

/* Requests that may fail, or that no one's end would help, do not get there. */
static void oom_is_for_few(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned int order;
		bool comes;
	} table[] = {
		{ GFP_KERNEL, 0, true },
		{ GFP_USER, 3, true },
		{ GFP_KERNEL | __GFP_ZERO, 0, true },
		{ GFP_KERNEL, 4, false },
		{ GFP_NOFS, 0, false },
		{ GFP_NOIO, 0, false },
		{ GFP_NOWAIT, 0, false },
		{ GFP_KERNEL | __GFP_NORETRY, 0, false },
		{ GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, false },
		{ GFP_KERNEL | __GFP_THISNODE, 0, false },
		{ GFP_KERNEL | GFP_DMA, 0, false },
		{ GFP_KERNEL | GFP_DMA32, 0, false },
	};
	struct teller t = { .nb.notifier_call = tell };

	exhaust(test);
	register_oom_notifier(&t.nb);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned long before = kills();

		t.calls = 0;
		KUNIT_EXPECT_NULL(test, alloc_pages(table[i].gfp | __GFP_NOWARN, table[i].order));
		KUNIT_EXPECT_EQ_MSG(test, t.calls, (unsigned int)table[i].comes, "flags %#x",
				    table[i].gfp);
		KUNIT_EXPECT_EQ(test, kills() - before, (unsigned long)table[i].comes);
	}
	unregister_oom_notifier(&t.nb);
	mm_test_spit(0, &eaten);
}

/* ---- policies -------------------------------------------------------------------------------- */

static struct {
	struct oom_control oc;
	unsigned int calls;
	enum oom_decision answer;
} asked;

static enum oom_decision decide(const struct oom_control *oc)
{
	asked.oc = *oc;
	asked.calls++;
	if (asked.answer == OOM_RETRY && asked.calls == 3)
		give_back(64);
	return asked.answer;
}

static const struct oom_policy policy = { "test", decide };

static void oom_policy_decides(struct kunit *test)
{
	struct page *page;

	exhaust(test);
	memset(&asked, 0, sizeof(asked));
	KUNIT_EXPECT_NULL(test, oom_set_policy(&policy));
	asked.answer = OOM_FAIL;
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_USER | __GFP_NOWARN, 2));
	KUNIT_EXPECT_EQ(test, asked.calls, 1u);
	KUNIT_EXPECT_EQ(test, asked.oc.order, 2);
	KUNIT_EXPECT_EQ(test, asked.oc.gfp_mask, GFP_USER | __GFP_NOWARN);
	KUNIT_EXPECT_NULL(test, asked.oc.nodemask);
	/* As often as it says; at the third time there is something. */
	asked.answer = OOM_RETRY;
	asked.calls = 0;
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, asked.calls, 3u);
	if (page)
		__free_page(page);
	KUNIT_EXPECT_PTR_EQ(test, oom_set_policy(NULL), &policy);
	mm_test_spit(0, &eaten);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* In the layout of a 6.1 kernel; not at all where the caller does not care. */
static void oom_is_told(struct kunit *test)
{
	static const char *const words[] = {
		"swapper invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=1, oom_score_adj=0",
		"Call Trace:",
		"Mem-Info:\nactive_anon:0 inactive_anon:0 isolated_anon:0\n",
		" slab_reclaimable:",
		"\nNode 0 active_anon:0kB inactive_anon:0kB",
		" all_unreclaimable? ",
		"\nNode 0 Normal free:",
		"kB boost:0kB min:",
		"kB reserved_highatomic:0KB active_anon:0kB",
		"kB free_cma:0kB\nlowmem_reserve[]: 0",
		"\nNode 0 Normal: ",
		"\n0 total pagecache pages\n",
		" pages RAM\n0 pages HighMem/MovableOnly\n",
		" pages cma reserved\n",
		"\nOut of memory and no killable processes...\n",
		"swapper: page allocation failure: order:1, mode:0xcc0(GFP_KERNEL), nodemask=",
		"(null),cpuset=/,mems_allowed=0\n",
	};
	const char *text, *at;
	u32 never = 0;

	exhaust(test);
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, 1));
	KUNIT_EXPECT_STREQ(test, capture_stop(), "");
	/* Another test may have reported a failure just now. */
	port_wait(&never, 0, 110000000);
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL, 1));
	text = at = capture_stop();
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *found = strstr(at, words[i]);

		KUNIT_EXPECT_NOT_NULL_MSG(test, found, "\"%s\" is not in:\n%s", words[i], text);
		at = found ?: at;
	}
	mm_test_spit(0, &eaten);
}

/* Free blocks by order, with a letter for each kind; they add up. */
static void oom_counts_blocks(struct kunit *test)
{
	const struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	unsigned long free = READ_ONCE(zone->free_pages) << (PAGE_SHIFT - 10);
	char line[64];
	const char *text;

	mm_test_settle();
	capture_start();
	show_free_areas();
	text = capture_stop();
	scnprintf(line, sizeof(line), "%lukB (", PAGE_SIZE << MAX_PAGE_ORDER >> 10);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s", text);
	scnprintf(line, sizeof(line), "= %lukB\n", free);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s is not in:\n%s", line, text);
}

static void ask_in_vain(void *arg)
{
	WRITE_ONCE(*(struct page **)arg, alloc_page(GFP_KERNEL));
}

/* A machine that is told to stop does. */
static void oom_panics(struct kunit *test)
{
	const struct reclaim_sysctl *knob = reclaim_sysctl_find("vm.panic_on_oom");
	struct page *page = NULL;
	const struct crash *crash;
	const char *text;

	exhaust(test);
	KUNIT_ASSERT_EQ(test, knob->set(1), 0);
	capture_start();
	crash = guard_call(ask_in_vain, &page);
	text = capture_stop();
	kunit_expect_reports(test, 1);
	oops_in_progress = 0;
	memalloc_noreclaim_restore(PF_MEMALLOC);
	KUNIT_ASSERT_NOT_NULL(test, crash);
	KUNIT_EXPECT_EQ(test, crash->kind, CRASH_PANIC);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Kernel panic - not syncing: Out of memory: "
						 "system-wide panic_on_oom is enabled\n"));
	mm_test_spit(0, &eaten);
}

static struct kunit_case oom_cases[] = {
	KUNIT_CASE(oom_asks_for_a_last_store),
	KUNIT_CASE(oom_is_for_few),
	KUNIT_CASE(oom_policy_decides),
	KUNIT_CASE(oom_is_told),
	KUNIT_CASE(oom_counts_blocks),
	KUNIT_CASE(oom_panics),
	{},
};

static int oom_test_init(struct kunit *test)
{
	mm_test_boot_plain(test, true);
	return 0;
}

static struct kunit_suite oom_suite = {
	.name = "oom",
	.init = oom_test_init,
	.test_cases = oom_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- several threads ------------------------------------------------------------------------- */

#define THREADS 4

static unsigned int told;

static int count_callers(struct notifier_block *nb, unsigned long action, void *data)
{
	/* One at a time, so no lock is needed. */
	told++;
	return NOTIFY_OK;
}

static void want_all(void *arg, unsigned int index)
{
	atomic_t *refused = arg;

	if (!alloc_page(GFP_KERNEL | __GFP_NOWARN))
		atomic_inc(refused);
}

static void oom_of_many(struct kunit *test)
{
	struct notifier_block nb = { .notifier_call = count_callers };
	atomic_t refused = ATOMIC_INIT(0);

	exhaust(test);
	told = 0;
	register_oom_notifier(&nb);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, want_all, &refused), 0);
	unregister_oom_notifier(&nb);
	KUNIT_EXPECT_EQ(test, atomic_read(&refused), THREADS);
	KUNIT_EXPECT_EQ(test, told, THREADS);
	mm_test_spit(0, &eaten);
}

static struct kunit_case oom_threads_cases[] = {
	KUNIT_CASE(oom_of_many),
	{},
};

static struct kunit_suite oom_threads_suite = {
	.name = "oom_threads",
	.init = oom_test_init,
	.test_cases = oom_threads_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&oom_suite, &oom_threads_suite);
