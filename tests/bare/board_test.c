// SPDX-License-Identifier: MIT
/* Faults on a board that nobody is below: what the record says, and going on elsewhere. */
#include <kunit/test.h>
#include <port/jump.h>
#include <port/port.h>
#include <port/trap.h>

static struct port_trap seen;
static port_jump way_back;

static void __noreturn land(void)
{
	port_jump_back(way_back);
}

static bool note(struct port_trap *trap)
{
	seen = *trap;
	trap->ip = (unsigned long)land;
	trap->sp = (trap->sp - 256) & ~15ul;
	return true;
}

/* Not constants, or the compiler would object. */
static unsigned long low = 16, lower = 20;

static void read_null(void)
{
	*(volatile int *)READ_ONCE(low);
}

static void write_null(void)
{
	*(volatile int *)READ_ONCE(lower) = 1;
}

/* Some processors define what a division by zero gives. */
#ifdef __riscv
#define DIVISIONS_TRAP false
#else
#define DIVISIONS_TRAP true
#endif

static void divide(void)
{
	volatile int zero = 0, one = 1;

	one = one / zero;
}

/* What compilers have for this is an instruction that the processor refuses. */
static void run_refused(void)
{
	if (READ_ONCE(low))
		__builtin_trap();
}

static noinline bool faults(void (*fn)(void))
{
	if (port_jump_note(way_back))
		return true;
	fn();
	return false;
}

static bool caught(void (*fn)(void))
{
	bool (*before)(struct port_trap *) = port_trap_hook;
	bool fault;

	port_trap_hook = note;
	fault = faults(fn);
	port_trap_hook = before;
	return fault;
}

/* None of the functions here is longer before what they are asked about. */
static bool is_in(unsigned long ip, void (*fn)(void))
{
	return ip - ((unsigned long)fn & ~1ul) < 128;
}

static void faults_at_null(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, caught(read_null));
	KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_FAULT);
	KUNIT_EXPECT_EQ(test, seen.address, 16ul);
	KUNIT_EXPECT_TRUE(test, is_in(seen.ip, read_null));
	KUNIT_ASSERT_TRUE(test, caught(write_null));
	KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_FAULT);
	KUNIT_EXPECT_EQ(test, seen.address, 20ul);
	KUNIT_EXPECT_TRUE(test, is_in(seen.ip, write_null));
}

/* With interrupts masked another exception of the processor is taken, which tells the same. */
static void faults_when_masked(struct kunit *test)
{
	unsigned long flags = port_irq_save();
	bool fault = caught(write_null);

	port_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, fault);
	KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_FAULT);
	KUNIT_EXPECT_EQ(test, seen.address, 20ul);
}

static void faults_of_instructions(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, caught(divide), DIVISIONS_TRAP);
	if (DIVISIONS_TRAP)
		KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_DIVIDE);
	KUNIT_ASSERT_TRUE(test, caught(run_refused));
	KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_OPCODE);
}

/* ---- stacks and threads ---------------------------------------------------------------------- */

static noinline unsigned int dig(unsigned int depth)
{
	volatile char room[64];

	room[depth % sizeof(room)] = (char)depth;
	depth = depth ? dig(depth - 1) + (unsigned int)room[0] : 0;
	barrier();
	return depth;
}

static port_jump thread_s_way_back;
static u32 ended;

static void __noreturn land_in_thread(void)
{
	port_jump_back(thread_s_way_back);
}

/* The stack is full up to its guard: there is room where it began. */
static bool note_full(struct port_trap *trap)
{
	seen = *trap;
	trap->ip = (unsigned long)land_in_thread;
	trap->sp = (trap->address & ~15ul) + 2048;
	return true;
}

static noinline void fill_stack(void *arg)
{
	if (!port_jump_note(thread_s_way_back))
		dig(1000000);
	__atomic_store_n(&ended, 1, __ATOMIC_RELEASE);
	port_wake(&ended, ~0u);
}

static void full_stack(struct kunit *test)
{
	/* Who tells of one is there for the next. */
	for (int i = 0; i < 3; i++) {
		ended = 0;
		seen.kind = PORT_TRAP_PANIC;
		port_trap_hook = note_full;
		KUNIT_ASSERT_EQ(test, port_thread_start(fill_stack, NULL, "deep"), 0);
		while (!__atomic_load_n(&ended, __ATOMIC_ACQUIRE))
			port_wait(&ended, 0, 0);
		port_trap_hook = NULL;
		KUNIT_EXPECT_EQ(test, seen.kind, PORT_TRAP_STACK);
	}
}

static noinline unsigned int outer(unsigned long *calls, unsigned int nr)
{
	nr = port_stack_trace(calls, nr, 0);
	barrier();
	return nr;
}

static void traces_lead_to_the_caller(struct kunit *test)
{
	unsigned long calls[24];
	unsigned int nr = outer(calls, ARRAY_SIZE(calls));

	KUNIT_ASSERT_GE(test, nr, 4u);
	KUNIT_EXPECT_TRUE(test, is_in(calls[0] & ~1ul, (void (*)(void))outer));
	KUNIT_EXPECT_TRUE(test, is_in(calls[1] & ~1ul, (void (*)(void))traces_lead_to_the_caller));
}

static u32 turns;

static void spin(void *arg)
{
	__atomic_fetch_add(&turns, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&turns, __ATOMIC_ACQUIRE) < 2)
		barrier();
	__atomic_fetch_add(&turns, 1, __ATOMIC_RELEASE);
}

/* Threads that never give the CPU away get it in turn. */
static void ticks_preempt(struct kunit *test)
{
	turns = 0;
	KUNIT_ASSERT_EQ(test, port_thread_start(spin, NULL, "one"), 0);
	KUNIT_ASSERT_EQ(test, port_thread_start(spin, NULL, "two"), 0);
	while (__atomic_load_n(&turns, __ATOMIC_ACQUIRE) < 4)
		barrier();
	KUNIT_EXPECT_EQ(test, turns, 4u);
}

static void waits_end_in_time(struct kunit *test)
{
	u64 before = port_time_ns();
	u32 word = 0;

	KUNIT_EXPECT_EQ(test, port_wait(&word, 0, 20 * 1000 * 1000), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, port_time_ns() - before, 20000000ull);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(faults_at_null),
	KUNIT_CASE(faults_when_masked),
	KUNIT_CASE(faults_of_instructions),
	KUNIT_CASE(full_stack),
	KUNIT_CASE(traces_lead_to_the_caller),
	KUNIT_CASE(ticks_preempt),
	KUNIT_CASE(waits_end_in_time),
	{},
};

static struct kunit_suite suite = {
	.name = "board",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
