// SPDX-License-Identifier: MIT
/*
 * Address spaces of programs: pages that go are reached by nobody any more, wherever the program
 * runs meanwhile; and CPUs are told of it once for all of them, if they have to be.
 *
 * The program reads the first word of each of WATCHED's pages, adds it up, writes the sum, and
 * begins again.  All its pages show the same frame, whose first word is the sum's share of each;
 * what is missing is brought when it faults.  Or only few pages change, and the others show the
 * rest's frame, with a 1.
 */
/* First, since it has a member by a name that <asm/current.h> gives to something else. */
#include <port/bare/bare.h>
#include <port/user.h>
#include <base/base.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <tests/parallel.h>

/* Longer than any of these takes on a busy host: only what hangs comes so far. */
#define PATIENCE_NS (120 * 1000000000ull)

#define CODE	0x10000000ul
#define SUM	0x10001000ul
#define WATCHED 0x20000000ul
#define PAGES	200u /* as many as three batches of kernel/process/space.c, and some */
#define BATCH	64u
#define ROUNDS	20u
/* So few that they are forgotten one by one, with others on both sides. */
#define FEW_FIRST 70u
#define FEW	  8u
/* What it is not to see: more than any sum without it, and no sum of it overflows. */
#define STALE (1u << 20)

#ifdef __x86_64__
#define AT "(%rdi)"
#else
#define AT "(%edi)"
#endif

asm(".pushsection .rodata\n"
    "space_test_code:\n"
    "1:	mov $0x20000000, %edi\n"
    "	xor %ecx, %ecx\n"
    "2:	mov " AT ", %eax\n"
    "	add %eax, %ecx\n"
    "	add $0x1000, %edi\n"
    "	cmp $0x20000000 + 200 * 0x1000, %edi\n"
    "	jb 2b\n"
    "	mov $0x10001000, %edi\n"
    "	mov %ecx, " AT "\n"
    "	jmp 1b\n"
    "space_test_code_end:\n"
    ".popsection\n");
extern const char space_test_code[], space_test_code_end[];

/**
 * The program, and what its pages show.
 * @lock: the space's, for who changes it.
 * @shown: the frames that @nr pages show in turn, from WATCHED's @first on; @now: the one that a
 *	fault brings.
 * @rest: the frame that the others show.
 * @bad: something that must not be has been: an errno, or the number of a fault.
 * @end: it need not go on.
 */
static struct {
	struct port_space space;
	struct port_user user;
	struct lock lock;
	struct page *code, *sum, *shown[2], *rest;
	unsigned int first, nr;
	u32 now, end;
	long bad;
} it;

static u64 take_table(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	return page ? (u64)page_to_pfn(page) << PAGE_SHIFT : 0;
}

static void give_table(u64 frame)
{
	__free_page(pfn_to_page((unsigned long)(frame >> PAGE_SHIFT)));
}

static volatile u32 *word_of(struct page *page)
{
	return page_address(page);
}

static int show(unsigned long addr, struct page *page, unsigned int how)
{
	return port_space_map(&it.space, addr, (u64)page_to_pfn(page) << PAGE_SHIFT, how);
}

/* ---- the program runs ------------------------------------------------------------------------ */

static void serve(unsigned long addr)
{
	bool ours = addr >= WATCHED && addr < WATCHED + PAGES * PAGE_SIZE;

	lock_acquire(&it.lock);
	if (!ours)
		it.bad = (long)it.user.vector;
	else if (!port_space_find(&it.space, addr, NULL))
		it.bad = show(addr & PAGE_MASK, it.shown[it.now], 0);
	lock_release(&it.lock);
}

/* @interrupted: called whenever it was; false ends it. */
static void run_program(bool (*interrupted)(void))
{
	port_space_use(&it.space);
	port_user_begin(&it.user, CODE, SUM);
	while (!READ_ONCE(it.bad)) {
		port_user_run(&it.user);
		if (it.user.why == PORT_USER_TRAP)
			serve(it.user.trap.address);
		else if (it.user.why != PORT_USER_INTERRUPT)
			it.bad = -EINVAL;
		else if (!interrupted())
			break;
	}
	port_space_use(NULL);
}

static bool goes_on(void)
{
	return !__atomic_load_n(&it.end, __ATOMIC_ACQUIRE);
}

/* ---- its pages go ---------------------------------------------------------------------------- */

/* From all of [@start, @start + @nr pages), as a process does it. Return: how many there were. */
static unsigned int take_out(unsigned long start, unsigned int nr)
{
	const unsigned long end = start + nr * PAGE_SIZE;
	unsigned int n, taken = 0;
	u64 frames[BATCH];

	while ((n = port_space_unmap(&it.space, &start, end, frames, BATCH)))
		taken += n;
	port_space_settle(&it.space);
	return taken;
}

/* Return: false where the sum does not come to be @want, or STALE. */
static bool await_sum(u32 want)
{
	u64 end = port_time_ns() + PATIENCE_NS;
	u32 sum;

	while ((sum = *word_of(it.sum)) != want && port_time_ns() < end)
		if (READ_ONCE(it.bad) || sum >= STALE)
			return false;
	return sum == want;
}

static u32 sum_with(u32 value)
{
	return it.nr * value + PAGES - it.nr;
}

/* The other frame is shown from now on, and the first one is somebody else's. */
static unsigned int change(u32 value)
{
	volatile u32 *before = word_of(it.shown[it.now]);
	unsigned int taken;

	lock_acquire(&it.lock);
	it.now = !it.now;
	*word_of(it.shown[it.now]) = value;
	taken = take_out(WATCHED + it.first * PAGE_SIZE, it.nr);
	*before = STALE;
	lock_release(&it.lock);
	return taken;
}

/* ---- the machine ----------------------------------------------------------------------------- */

static int space_boot(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = sizeof(long) == 8 ? PROFILE_PC64 : PROFILE_PC32,
		.memory = SZ_64M,
		.nodes = 1,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void space_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static bool changes(unsigned int page)
{
	return page >= it.first && page < it.first + it.nr;
}

static void begin(struct kunit *test, unsigned int first, unsigned int nr)
{
	struct page **pages[] = { &it.code, &it.sum, &it.shown[0], &it.shown[1], &it.rest };

	memset(&it, 0, sizeof(it));
	it.first = first;
	it.nr = nr;
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		*pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, *pages[i]);
	}
	memcpy(page_address(it.code), space_test_code,
	       (size_t)(space_test_code_end - space_test_code));
	*word_of(it.shown[0]) = *word_of(it.rest) = 1;
	it.space.take_table = take_table;
	it.space.give_table = give_table;
	KUNIT_ASSERT_EQ(test, port_space_make(&it.space), 0);
	KUNIT_ASSERT_EQ(test, show(CODE, it.code, PORT_SPACE_EXEC), 0);
	KUNIT_ASSERT_EQ(test, show(SUM, it.sum, PORT_SPACE_WRITE), 0);
	for (unsigned int i = 0; i < PAGES; i++)
		if (!changes(i))
			KUNIT_ASSERT_EQ(test, show(WATCHED + i * PAGE_SIZE, it.rest, 0), 0);
}

static void end(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, it.bad, 0l);
	take_out(WATCHED, PAGES);
	KUNIT_EXPECT_EQ(test, take_out(CODE, 2), 2u);
	port_space_free(&it.space);
	KUNIT_EXPECT_EQ(test, it.space.nr_tables, 0ul);
	__free_page(it.code);
	__free_page(it.sum);
	__free_page(it.shown[0]);
	__free_page(it.shown[1]);
	__free_page(it.rest);
}

/* ---- on its own CPU -------------------------------------------------------------------------- */

static struct kunit *testing;
static u32 value;

/* Whenever the program has seen all its pages it finds others. */
static bool change_between(void)
{
	u32 sum = *word_of(it.sum);

	if (sum != sum_with(value))
		return sum < STALE;
	if (value == ROUNDS)
		return false;
	KUNIT_EXPECT_EQ(testing, change(++value), it.nr);
	return true;
}

static void change_own(void *arg, unsigned int index)
{
	run_program(change_between);
}

static void run_and_change(struct kunit *test, void (*fn)(void *arg, unsigned int index))
{
	testing = test;
	value = 1;
	KUNIT_EXPECT_EQ(test, test_parallel(1, fn, NULL), 0);
	KUNIT_EXPECT_EQ(test, value, ROUNDS);
	KUNIT_EXPECT_EQ(test, *word_of(it.sum), sum_with(ROUNDS));
}

static void program_finds_what_it_has_now(struct kunit *test)
{
	begin(test, 0, PAGES);
	run_and_change(test, change_own);
	end(test);
}

static void program_finds_the_few_that_change(struct kunit *test)
{
	begin(test, FEW_FIRST, FEW);
	run_and_change(test, change_own);
	end(test);
}

/* ---- from another CPU ------------------------------------------------------------------------ */

/* How often CPUs have been told to forget something: @one of them, or all others. */
static u32 told(unsigned int one, bool others)
{
	u32 sum = 0;

	for (unsigned int cpu = 0; cpu < bare_nr_cpus; cpu++)
		if ((cpu == one) != others)
			sum += READ_ONCE(bare_cpus[cpu].had[BARE_FORGET]);
	return sum;
}

/* Rounds in which CPU 1 was told once, and in which no other was told. */
static u32 told_once, told_nobody;

/* As change(), with a look at who is told. */
static unsigned int change_watched(u32 to)
{
	u32 one = told(1, false), others = told(1, true);
	unsigned int taken = change(to);

	told_once += told(1, false) - one == 1;
	told_nobody += told(1, true) == others;
	return taken;
}

/*
 * CPU 1 runs it, and CPU 0 changes what it has.  It may wait for that and not run, so not each
 * round has anybody who is to be told; and threads that end have CPUs forget their stacks.
 */
static void change_others(void *arg, unsigned int index)
{
	KUNIT_EXPECT_EQ(testing, port_cpu_bind((int)index), 0);
	if (index) {
		run_program(goes_on);
		return;
	}
	for (u32 i = 1; i <= ROUNDS && await_sum(sum_with(i)); i++)
		KUNIT_EXPECT_EQ(testing, change_watched(i + 1), it.nr);
	KUNIT_EXPECT_TRUE(testing, await_sum(sum_with(ROUNDS + 1)));
	__atomic_store_n(&it.end, 1, __ATOMIC_RELEASE);
}

static void change_from_another_cpu(struct kunit *test, unsigned int first, unsigned int nr)
{
	if (bare_nr_cpus < 2)
		kunit_skip(test, "the board has one CPU");
	begin(test, first, nr);
	testing = test;
	told_once = told_nobody = 0;
	KUNIT_EXPECT_EQ(test, test_parallel(2, change_others, NULL), 0);
	/* Once for all pages. */
	KUNIT_EXPECT_GE(test, told_once, 1u);
	KUNIT_EXPECT_GE(test, told_nobody, ROUNDS / 2);
	end(test);
}

static void pages_go_while_another_cpu_runs_it(struct kunit *test)
{
	change_from_another_cpu(test, 0, PAGES);
}

static void few_pages_go_while_another_cpu_runs_it(struct kunit *test)
{
	change_from_another_cpu(test, FEW_FIRST, FEW);
}

static void change_own_on_cpu_1(void *arg, unsigned int index)
{
	KUNIT_EXPECT_EQ(testing, port_cpu_bind(1), 0);
	run_program(change_between);
}

static void nobody_is_told_of_ones_own_pages(struct kunit *test)
{
	u32 before;

	if (bare_nr_cpus < 2)
		kunit_skip(test, "the board has one CPU");
	begin(test, 0, PAGES);
	before = told(bare_nr_cpus, true);
	run_and_change(test, change_own_on_cpu_1);
	/* A round for each would be at least as many. */
	KUNIT_EXPECT_LT(test, told(bare_nr_cpus, true) - before, ROUNDS);
	end(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(program_finds_what_it_has_now),
	KUNIT_CASE(program_finds_the_few_that_change),
	KUNIT_CASE(pages_go_while_another_cpu_runs_it),
	KUNIT_CASE(few_pages_go_while_another_cpu_runs_it),
	KUNIT_CASE(nobody_is_told_of_ones_own_pages),
	{},
};

static struct kunit_suite suite = {
	.name = "space",
	.init = space_boot,
	.exit = space_halt,
	.test_cases = cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(suite);
