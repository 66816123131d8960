// SPDX-License-Identifier: MIT
/*
 * Restartable sequences on x86, interrupted at every one of their instructions.
 *
 * The processor finds where these are by running a step or slot operation instruction by
 * instruction.  Then, for each place inside a sequence, a breakpoint stands for the interrupt: who
 * is woken there does what its end does (x86_trap()), and lets another thread of the same CPU run,
 * which does something to the same copy or array.  As no sequence has stored before its end, the
 * other must always have come first.
 */
/* First, while "current" is no macro yet. */
#include "port/bare/bare.h"

#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <port/slot_ops.h>
#include <port/step_ops.h>

#ifdef __x86_64__
#define SP "rsp"
#else
#define SP "esp"
#endif

#define FLAG_TRAP  0x100
#define MAX_PLACES 64
#define BEFORE	   1
#define MORE	   16

/** what the other thread does when it is asked to. */
enum deed { NOTHING, STEP, SECTION, TAKE, PUT, END };

static struct {
	u32 deed;
	int cpu;
	void *got;
	bool runs;
} other;

static unsigned long places[MAX_PLACES];
static unsigned int nr_places;
static enum deed wanted;

static DEFINE_PER_CPU(unsigned long, word);
static struct slots slots;
static long things[3];

/* ---- the other thread ------------------------------------------------------------------------ */

static void asked_done(void)
{
	__atomic_store_n(&other.deed, NOTHING, __ATOMIC_RELEASE);
}

/* The thread that asked goes on in the middle of the section, and may do nothing to the copy. */
static void section(void)
{
	unsigned long *copy = &get_cpu_var(word), seen = READ_ONCE(*copy);

	asked_done();
	port_yield();
	WRITE_ONCE(*copy, seen + MORE);
	put_cpu_var(word);
}

static void do_deeds(void *arg)
{
	u32 deed;

	port_cpu_bind(other.cpu);
	while ((deed = __atomic_load_n(&other.deed, __ATOMIC_ACQUIRE)) != END) {
		if (deed == STEP)
			this_cpu_add(word, MORE);
		else if (deed == SECTION)
			section();
		else if (deed == TAKE)
			other.got = port_slot_take(&slots.array);
		else if (deed == PUT)
			port_slot_put(&slots.puts, &things[2]);
		if (deed != NOTHING && deed != SECTION)
			asked_done();
		port_yield();
	}
	asked_done();
}

static void ask(enum deed deed)
{
	__atomic_store_n(&other.deed, deed, __ATOMIC_RELEASE);
	while (__atomic_load_n(&other.deed, __ATOMIC_ACQUIRE) != NOTHING)
		port_yield();
}

/* ---- instruction by instruction -------------------------------------------------------------- */

static bool note_place(struct port_trap *trap)
{
	if (sequence_resume(trap->ip) != trap->ip && nr_places < MAX_PLACES)
		places[nr_places++] = trap->ip;
	return true;
}

static noinline void find_places(void (*fn)(void))
{
	nr_places = 0;
	port_trap_hook = note_place;
	asm volatile("pushf; orl %0, (%%" SP "); popf" : : "i"(FLAG_TRAP) : "memory", "cc");
	fn();
	asm volatile("pushf; andl %0, (%%" SP "); popf" : : "i"(~FLAG_TRAP) : "memory", "cc");
	port_trap_hook = NULL;
}

/* 0: none.  The processor stops before it runs what is there. */
static void break_at(unsigned long ip)
{
	asm volatile("mov %0, %%dr0; mov %1, %%dr7" : : "r"(ip), "r"(ip ? 1ul : 0ul) : "memory");
}

static bool interrupt(struct port_trap *trap)
{
	break_at(0);
	trap->ip = sequence_resume(trap->ip);
	ask(wanted);
	return true;
}

static void run_interrupted(void (*fn)(void), unsigned long at, enum deed deed)
{
	wanted = deed;
	port_trap_hook = interrupt;
	break_at(at);
	fn();
	break_at(0);
	port_trap_hook = NULL;
}

/* ---- steps ----------------------------------------------------------------------------------- */

static unsigned long result;

/* STEPS - each kind of step on the first bytes of the word, as functions. */
#define STEPS(type)                                                          \
	static noinline void read_##type(void)                               \
	{                                                                    \
		result = this_cpu_read(*(type *)&word);                      \
	}                                                                    \
	static noinline void write_##type(void)                              \
	{                                                                    \
		this_cpu_write(*(type *)&word, 5);                           \
	}                                                                    \
	static noinline void add_##type(void)                                \
	{                                                                    \
		this_cpu_add(*(type *)&word, 2);                             \
	}                                                                    \
	static noinline void and_##type(void)                                \
	{                                                                    \
		this_cpu_and(*(type *)&word, MORE | 2);                      \
	}                                                                    \
	static noinline void or_##type(void)                                 \
	{                                                                    \
		this_cpu_or(*(type *)&word, 2);                              \
	}                                                                    \
	static noinline void add_return_##type(void)                         \
	{                                                                    \
		result = this_cpu_add_return(*(type *)&word, 2);             \
	}                                                                    \
	static noinline void xchg_##type(void)                               \
	{                                                                    \
		result = this_cpu_xchg(*(type *)&word, 5);                   \
	}                                                                    \
	static noinline void cmpxchg_##type(void)                            \
	{                                                                    \
		result = this_cpu_cmpxchg(*(type *)&word, BEFORE, 5);        \
	}                                                                    \
	static noinline void cmpxchg_more_##type(void)                       \
	{                                                                    \
		result = this_cpu_cmpxchg(*(type *)&word, BEFORE + MORE, 5); \
	}

typedef unsigned long ulong_word;
STEPS(u8)
STEPS(u16)
STEPS(u32)
STEPS(ulong_word)

/** struct step_case - a step, what it gives and leaves where @MORE was added before it. */
struct step_case {
	const char *name;
	void (*fn[4])(void);
	unsigned long result, left;
};

#define STEP_CASE(name, result, left)                                                         \
	{                                                                                     \
#name, { name##_u8, name##_u16, name##_u32, name##_ulong_word }, result, left \
	}

static const struct step_case step_cases[] = {
	STEP_CASE(read, BEFORE + MORE, BEFORE + MORE),
	STEP_CASE(write, 0, 5),
	STEP_CASE(add, 0, BEFORE + MORE + 2),
	STEP_CASE(and, 0, MORE),
	STEP_CASE(or, 0, BEFORE + MORE + 2),
	STEP_CASE(add_return, BEFORE + MORE + 2, BEFORE + MORE + 2),
	STEP_CASE(xchg, BEFORE + MORE, 5),
	STEP_CASE(cmpxchg, BEFORE + MORE, BEFORE + MORE),
	STEP_CASE(cmpxchg_more, BEFORE + MORE, 5),
};

static void interrupt_step(struct kunit *test, const struct step_case *c, unsigned int size,
			   enum deed deed)
{
	unsigned long *copy = per_cpu_ptr(&word, other.cpu);

	*copy = BEFORE;
	find_places(c->fn[size]);
	KUNIT_EXPECT_GE_MSG(test, nr_places, 2u, "%s has no sequence", c->name);
	for (unsigned int i = 0; i < nr_places; i++) {
		*copy = BEFORE;
		result = 0;
		run_interrupted(c->fn[size], places[i], deed);
		KUNIT_EXPECT_EQ_MSG(test, result, c->result, "%s, size %u, instruction %u", c->name,
				    1u << size, i + 1);
		KUNIT_EXPECT_EQ_MSG(test, *copy, c->left, "%s, size %u, instruction %u", c->name,
				    1u << size, i + 1);
	}
}

static void interrupt_steps(struct kunit *test, enum deed deed)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(step_cases); i++)
		for (unsigned int size = 0; size < ARRAY_SIZE(step_cases[i].fn); size++)
			interrupt_step(test, &step_cases[i], size, deed);
}

static void steps_begin_again_after_a_step(struct kunit *test)
{
	interrupt_steps(test, STEP);
}

/* Here the step finds the CPU held when it begins again, and waits. */
static void steps_begin_again_in_a_section(struct kunit *test)
{
	interrupt_steps(test, SECTION);
}

static void no_steps_while_the_cpu_is_held(struct kunit *test)
{
	unsigned long *copy = per_cpu_ptr(&word, 0), value;

	*copy = BEFORE;
	preempt_disable();
	KUNIT_EXPECT_FALSE(test, port_step_add(copy, sizeof(*copy), 1));
	KUNIT_EXPECT_FALSE(test, port_step_read(copy, sizeof(*copy), &value));
	KUNIT_EXPECT_FALSE(test, port_step_xchg(copy, sizeof(*copy), 7, &value));
	preempt_enable();
	KUNIT_EXPECT_TRUE(test, port_step_read(copy, sizeof(*copy), &value));
	local_bh_disable();
	KUNIT_EXPECT_FALSE(test, port_step_write(copy, sizeof(*copy), 7));
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, *per_cpu_ptr(&word, 0), BEFORE);
}

/* ---- slots ----------------------------------------------------------------------------------- */

static noinline void take(void)
{
	result = (unsigned long)port_slot_take(&slots.array);
}

static noinline void put(void)
{
	port_slot_put(&slots.puts, &things[1]);
}

static noinline void put_at(void)
{
	port_slot_put_at(slots_offset(&slots), &things[1]);
}

/* Where a put by offset goes by a guess, what it does else is a sequence of its own. */
#ifdef __x86_64__
static noinline void put_unguessed(void)
{
	port_slot_put_unguessed(slots_offset(&slots), &things[1]);
}
#else
#define put_unguessed put_at
#endif

static void fill(unsigned int nr)
{
	while (port_slot_take(&slots.array))
		;
	for (unsigned int i = 0; i < nr; i++)
		port_slot_put(&slots.puts, &things[i]);
}

static void takes_begin_again(struct kunit *test)
{
	fill(2);
	find_places(take);
	KUNIT_EXPECT_GE(test, nr_places, 4u);
	for (unsigned int i = 0; i < nr_places; i++) {
		fill(2);
		run_interrupted(take, places[i], TAKE);
		KUNIT_EXPECT_PTR_EQ(test, other.got, &things[1]);
		KUNIT_EXPECT_PTR_EQ(test, (void *)result, &things[0]);
	}
}

static void check_puts(struct kunit *test, void (*fn)(void))
{
	fill(1);
	find_places(fn);
	KUNIT_EXPECT_GE(test, nr_places, 4u);
	for (unsigned int i = 0; i < nr_places; i++) {
		fill(1);
		run_interrupted(fn, places[i], PUT);
		KUNIT_EXPECT_PTR_EQ(test, port_slot_take(&slots.array), &things[1]);
		KUNIT_EXPECT_PTR_EQ(test, port_slot_take(&slots.array), &things[2]);
		KUNIT_EXPECT_PTR_EQ(test, port_slot_take(&slots.array), &things[0]);
	}
}

static void puts_begin_again(struct kunit *test)
{
	check_puts(test, put);
	check_puts(test, put_unguessed);
	/* By now the guess is this array. */
	for (unsigned int i = 0; i <= SLOT_GUESS_AFTER; i++) {
		fill(0);
		put_at();
	}
	check_puts(test, put_at);
}

/* ---------------------------------------------------------------------------------------------- */

static int boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = sizeof(long) == 8 ? PROFILE_PC64 : PROFILE_PC32,
		.memory = SZ_64M,
		.nodes = 1,
		.quiet = true,
	};
	int err = machine_boot(&config);

	if (err)
		return err;
	other.cpu = (int)port_cpu();
	other.deed = NOTHING;
	port_cpu_bind(other.cpu);
	err = slots_create(&slots, 7);
	if (!err)
		err = port_thread_start(do_deeds, NULL, "other");
	other.runs = !err;
	return err;
}

static void halt(struct kunit *test)
{
	if (other.runs)
		ask(END);
	other.runs = false;
	fill(0);
	slots_destroy(&slots);
	port_cpu_bind(-1);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(steps_begin_again_after_a_step),
	KUNIT_CASE(steps_begin_again_in_a_section),
	KUNIT_CASE(no_steps_while_the_cpu_is_held),
	KUNIT_CASE(takes_begin_again),
	KUNIT_CASE(puts_begin_again),
	{},
};

static struct kunit_suite suite = {
	.name = "sequence",
	.init = boot,
	.exit = halt,
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
