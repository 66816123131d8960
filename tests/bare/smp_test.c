// SPDX-License-Identifier: MIT
/* Several real CPUs: that they are there at once, and that each forgets what another takes away. */
/* First, since it has a member by a name that <asm/current.h> gives to something else. */
#include <port/bare/bare.h>
#include <port/sequence.h>
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>
#include <tests/parallel.h>

/* Longer than any of these takes on a busy host: only what hangs comes so far. */
#define PATIENCE_NS (120 * 1000000000ull)

static int smp_boot(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.quiet = true,
	};

	if (bare_nr_cpus < 2)
		kunit_skip(test, "the board has one CPU");
	return machine_boot(&config);
}

static void smp_halt(struct kunit *test)
{
	if (bare_nr_cpus < 2)
		return;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

/* Without giving the CPU away. Return: false where it does not come. */
static bool spin_until(const u32 *word, u32 value)
{
	u64 end = port_time_ns() + PATIENCE_NS;

	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value) {
		if (port_time_ns() > end)
			return false;
		cpu_relax();
	}
	return true;
}

static void set(u32 *word, u32 value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* ---- they are there -------------------------------------------------------------------------- */

static struct {
	u32 there;
	unsigned int wrong;
} meeting;

static void expect(bool right)
{
	if (!right)
		__atomic_fetch_add(&meeting.wrong, 1, __ATOMIC_RELAXED);
}

/* Nobody goes on before all hold their CPUs. */
static void meet(unsigned int index)
{
	expect(!port_cpu_bind((int)index));
	preempt_disable();
	expect(smp_processor_id() == index && board_cpu_number() == index);
	__atomic_fetch_add(&meeting.there, 1, __ATOMIC_RELEASE);
	expect(spin_until(&meeting.there, bare_nr_cpus));
	preempt_enable();
}

static void meet_once(void *arg, unsigned int index)
{
	meet(index);
}

static void cpus_run_at_once(struct kunit *test)
{
	unsigned int cpu, online = 0;

	for_each_online_cpu(cpu)
		online++;
	KUNIT_EXPECT_EQ(test, online, bare_nr_cpus);
	KUNIT_EXPECT_EQ(test, num_online_cpus(), bare_nr_cpus);
	meeting.there = meeting.wrong = 0;
	KUNIT_ASSERT_EQ(test, test_parallel(bare_nr_cpus, meet_once, NULL), 0);
	KUNIT_EXPECT_EQ(test, meeting.wrong, 0u);
	KUNIT_EXPECT_EQ(test, meeting.there, bare_nr_cpus);
}

static u32 turn;

/* Two of them on one CPU: neither gives it away, so its own timer has to take it. */
static void insist(void *arg, unsigned int index)
{
	if (port_cpu_bind((int)bare_nr_cpus - 1))
		return;
	__atomic_fetch_add(&turn, 1, __ATOMIC_RELEASE);
	spin_until(&turn, 2);
}

static void each_cpu_has_its_tick(struct kunit *test)
{
	turn = 0;
	KUNIT_ASSERT_EQ(test, test_parallel(2, insist, NULL), 0);
	KUNIT_EXPECT_EQ(test, turn, 2u);
}

/* ---- mappings that go away ------------------------------------------------------------------- */

enum { IDLE, READ, DONE, END };

/** An address that one CPU reads whenever another says so. */
static struct {
	volatile u32 *at;
	u32 command, faults, seen;
	bool sleeps;
	struct page *page[2];
} watch;

/* Who meets the address unmapped is counted, and gets the second page. */
static bool note(struct port_trap *trap)
{
	if (trap->kind != PORT_TRAP_FAULT || trap->address != (unsigned long)watch.at)
		return false;
	watch.faults++;
	return !port_map(trap->address, page_to_pfn(watch.page[1]), 1);
}

static void await_command(void)
{
	u32 command;

	while ((command = __atomic_load_n(&watch.command, __ATOMIC_ACQUIRE)) == IDLE ||
	       command == DONE) {
		if (watch.sleeps)
			port_wait(&watch.command, command, 0);
		else
			cpu_relax();
	}
}

static void reader(void)
{
	for (;;) {
		await_command();
		if (watch.command == END)
			return;
		watch.seen = *watch.at;
		set(&watch.command, DONE);
		port_wake(&watch.command, 1);
	}
}

/* The other CPU reads: what it sees. */
static u32 let_it_read(struct kunit *test)
{
	set(&watch.command, READ);
	port_wake(&watch.command, 1);
	KUNIT_EXPECT_TRUE(test, spin_until(&watch.command, DONE));
	return watch.seen;
}

/* Its CPU has nothing else to do, so its idle thread runs. */
static void let_it_sleep(void)
{
	while (watch.sleeps && !thread_none_on(1))
		cpu_relax();
}

static void change_mappings(struct kunit *test)
{
	const unsigned long at = (unsigned long)watch.at;

	KUNIT_EXPECT_EQ(test, let_it_read(test), 1u);
	let_it_sleep();
	KUNIT_ASSERT_EQ(test, port_map(at, page_to_pfn(watch.page[1]), 1), 0);
	KUNIT_EXPECT_EQ(test, let_it_read(test), 2u);
	KUNIT_ASSERT_EQ(test, port_map(at, page_to_pfn(watch.page[0]), 1), 0);
	KUNIT_EXPECT_EQ(test, let_it_read(test), 1u);
	KUNIT_EXPECT_EQ(test, watch.faults, 0u);
	let_it_sleep();
	port_unmap(at, 1);
	KUNIT_EXPECT_EQ(test, let_it_read(test), 2u);
	KUNIT_EXPECT_EQ(test, watch.faults, 1u);
}

static struct kunit *watching;

/* Who holds its CPU, and spins, keeps what that knows of addresses. */
static void watch_thread(void *arg, unsigned int index)
{
	if (port_cpu_bind((int)index)) {
		KUNIT_FAIL(watching, "no thread can be on CPU %u", index);
		return;
	}
	if (index) {
		if (!watch.sleeps)
			preempt_disable();
		reader();
		if (!watch.sleeps)
			preempt_enable();
		return;
	}
	change_mappings(watching);
	set(&watch.command, END);
	port_wake(&watch.command, 1);
}

static void watch_mapping(struct kunit *test, bool sleeps)
{
	bool (*before)(struct port_trap *) = port_trap_hook;

	memset(&watch, 0, sizeof(watch));
	for (u32 i = 0; i < 2; i++) {
		watch.page[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, watch.page[i]);
		*(u32 *)page_address(watch.page[i]) = i + 1;
	}
	watch.at = vmap(watch.page, 1, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, (void *)watch.at);
	watch.sleeps = sleeps;
	watching = test;
	port_trap_hook = note;
	KUNIT_EXPECT_EQ(test, test_parallel(2, watch_thread, NULL), 0);
	port_trap_hook = before;
	vunmap((void *)watch.at);
	__free_page(watch.page[0]);
	__free_page(watch.page[1]);
}

static void busy_cpus_forget_mappings(struct kunit *test)
{
	watch_mapping(test, false);
}

static void idle_cpus_forget_mappings(struct kunit *test)
{
	watch_mapping(test, true);
}

#define ROUNDS 30

/* With interrupts off nobody is interrupted: all answer while they wait for answers. */
static void unmap_without_interrupts(void *arg, unsigned int index)
{
	struct page *page = alloc_page(GFP_KERNEL);
	volatile u32 *at = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;

	meet(index);
	expect(at);
	for (u32 i = 0; at && i < ROUNDS; i++) {
		unsigned long flags = port_irq_save();

		*at = i;
		port_unmap((unsigned long)at, 1);
		expect(!port_map((unsigned long)at, page_to_pfn(page), 1) && *at == i);
		port_irq_restore(flags);
	}
	vunmap((void *)at);
	if (page)
		__free_page(page);
}

static void cpus_answer_while_they_ask(struct kunit *test)
{
	meeting.there = meeting.wrong = 0;
	KUNIT_ASSERT_EQ(test, test_parallel(bare_nr_cpus, unmap_without_interrupts, NULL), 0);
	KUNIT_EXPECT_EQ(test, meeting.wrong, 0u);
}

#define AREA_PAGES 100

/* What the last CPU was asked, the fewest of some rounds: others may have asked meanwhile. */
static u32 fewest_asks, over;

static void free_area(void)
{
	const struct bare_cpu *other = &bare_cpus[bare_nr_cpus - 1];
	char *area = vmalloc(AREA_PAGES * PAGE_SIZE);
	u32 before;

	expect(area);
	for (unsigned int i = 0; area && i < AREA_PAGES; i++)
		area[i * PAGE_SIZE] = 1;
	before = READ_ONCE(other->had[BARE_FORGET]);
	vfree(area);
	vm_unmap_aliases();
	fewest_asks = min(fewest_asks, READ_ONCE(other->had[BARE_FORGET]) - before);
}

static void free_areas(void *arg, unsigned int index)
{
	meet(index);
	if (index) {
		preempt_disable();
		expect(spin_until(&over, 1));
		preempt_enable();
		return;
	}
	for (unsigned int i = 0; i < 5; i++)
		free_area();
	set(&over, 1);
}

static void an_area_is_forgotten_at_once(struct kunit *test)
{
	meeting.there = meeting.wrong = 0;
	over = 0;
	fewest_asks = ~0u;
	KUNIT_ASSERT_EQ(test, test_parallel(bare_nr_cpus, free_areas, NULL), 0);
	KUNIT_EXPECT_EQ(test, meeting.wrong, 0u);
	KUNIT_EXPECT_EQ(test, fewest_asks, 1u);
}

/* ---- sequences ------------------------------------------------------------------------------- */

/** What one CPU copies from @from to @to, in sequences that take long, @nr of them so far. */
static struct {
	u32 from, to, nr, end;
} copy;

static void copy_slowly(void)
{
	unsigned long cpu, value, n;

	asm volatile(SEQUENCE_BEGIN "movl %[from], %k[value]\n\t"
				    "movl $20000, %k[n]\n"
				    "3:\n\t"
				    "subl $1, %k[n]\n\t"
				    "jnz 3b\n\t"
				    "movl %k[value], %[to]\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [value] "=&r"(value), [n] "=&r"(n), [to] "=m"(copy.to)
		     : SEQUENCE_USES[from] "m"(copy.from)
		     : "memory", "cc");
}

/* What was in @from before a fence is not stored after it. */
static void change_what_is_copied(u32 i)
{
	u64 end = port_time_ns() + PATIENCE_NS;
	u32 nr;

	set(&copy.from, i);
	port_slot_fence();
	set(&copy.to, i);
	nr = __atomic_load_n(&copy.nr, __ATOMIC_ACQUIRE);
	while (__atomic_load_n(&copy.nr, __ATOMIC_ACQUIRE) - nr < 2) {
		expect(__atomic_load_n(&copy.to, __ATOMIC_ACQUIRE) == i);
		if (port_time_ns() > end) {
			expect(false);
			break;
		}
	}
}

static void copy_thread(void *arg, unsigned int index)
{
	expect(!port_cpu_bind((int)index));
	if (!index) {
		for (u32 i = 1; i <= ROUNDS; i++)
			change_what_is_copied(i);
		set(&copy.end, 1);
		return;
	}
	while (!__atomic_load_n(&copy.end, __ATOMIC_ACQUIRE)) {
		copy_slowly();
		__atomic_fetch_add(&copy.nr, 1, __ATOMIC_RELEASE);
	}
}

static void fences_end_sequences_elsewhere(struct kunit *test)
{
	memset(&copy, 0, sizeof(copy));
	meeting.wrong = 0;
	KUNIT_ASSERT_EQ(test, test_parallel(2, copy_thread, NULL), 0);
	KUNIT_EXPECT_EQ(test, meeting.wrong, 0u);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(cpus_run_at_once),
	KUNIT_CASE(each_cpu_has_its_tick),
	KUNIT_CASE(busy_cpus_forget_mappings),
	KUNIT_CASE(idle_cpus_forget_mappings),
	KUNIT_CASE(cpus_answer_while_they_ask),
	KUNIT_CASE(an_area_is_forgotten_at_once),
	KUNIT_CASE(fences_end_sequences_elsewhere),
	{},
};

static struct kunit_suite suite = {
	.name = "smp",
	.init = smp_boot,
	.exit = smp_halt,
	.test_cases = cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(suite);
