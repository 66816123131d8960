// SPDX-License-Identifier: MIT
/*
 * 64-bit atomics for machines that have none.
 *
 * The compiler turns an atomic it cannot do into a call with a fixed name; these are the calls
 * that linux/atomic.h makes.  With interrupts off and a bit taken, nobody else is in here with the
 * same word.  Locks are spread by address, so that unrelated words seldom meet.
 *
 * Where the machine has 64-bit atomics this file is empty.
 */
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/processor.h>
#include "port/port.h"

#if __GCC_ATOMIC_LLONG_LOCK_FREE != 2

/* Derived: more than the CPUs of any machine of 32 bits that lacks them. */
#define WORD_LOCKS 16
static bool word_locks[WORD_LOCKS];

static bool *lock_of(const volatile void *word)
{
	return &word_locks[((unsigned long)word >> 3) % WORD_LOCKS];
}

static unsigned long enter(const volatile void *word)
{
	unsigned long flags = port_irq_save();

	while (__atomic_test_and_set(lock_of(word), __ATOMIC_ACQUIRE))
		cpu_relax();
	return flags;
}

static void leave(const volatile void *word, unsigned long flags)
{
	__atomic_clear(lock_of(word), __ATOMIC_RELEASE);
	port_irq_restore(flags);
}

u64 atomic64_locked_load(const volatile void *word, int order) __asm__("__atomic_load_8");
u64 atomic64_locked_load(const volatile void *word, int order)
{
	unsigned long flags = enter(word);
	u64 value = *(const volatile u64 *)word;

	leave(word, flags);
	return value;
}

void atomic64_locked_store(volatile void *word, u64 value, int order) __asm__("__atomic_store_8");
void atomic64_locked_store(volatile void *word, u64 value, int order)
{
	unsigned long flags = enter(word);

	*(volatile u64 *)word = value;
	leave(word, flags);
}

u64 atomic64_locked_exchange(volatile void *word, u64 value,
			     int order) __asm__("__atomic_exchange_8");
u64 atomic64_locked_exchange(volatile void *word, u64 value, int order)
{
	unsigned long flags = enter(word);
	u64 old = *(volatile u64 *)word;

	*(volatile u64 *)word = value;
	leave(word, flags);
	return old;
}

bool atomic64_locked_compare(volatile void *word, void *expected, u64 value, int order,
			     int fail_order) __asm__("__atomic_compare_exchange_8");
bool atomic64_locked_compare(volatile void *word, void *expected, u64 value, int order,
			     int fail_order)
{
	unsigned long flags = enter(word);
	u64 old = *(volatile u64 *)word;
	bool same = old == *(u64 *)expected;

	if (same)
		*(volatile u64 *)word = value;
	else
		*(u64 *)expected = old;
	leave(word, flags);
	return same;
}

/* The old value and the new one, for each operation. */
#define ATOMIC64_MAKE(op, c_op)                                                          \
	u64 atomic64_locked_fetch_##op(volatile void *word, u64 value,                   \
				       int order) __asm__("__atomic_fetch_" #op "_8");   \
	u64 atomic64_locked_fetch_##op(volatile void *word, u64 value, int order)        \
	{                                                                                \
		unsigned long flags = enter(word);                                       \
		u64 old = *(volatile u64 *)word;                                         \
                                                                                         \
		*(volatile u64 *)word = old c_op value;                                  \
		leave(word, flags);                                                      \
		return old;                                                              \
	}                                                                                \
	u64 atomic64_locked_##op##_fetch(volatile void *word, u64 value,                 \
					 int order) __asm__("__atomic_" #op "_fetch_8"); \
	u64 atomic64_locked_##op##_fetch(volatile void *word, u64 value, int order)      \
	{                                                                                \
		return atomic64_locked_fetch_##op(word, value, order) c_op value;        \
	}
ATOMIC64_MAKE(add, +)
ATOMIC64_MAKE(sub, -)
ATOMIC64_MAKE(and, &)
ATOMIC64_MAKE(or, |)
ATOMIC64_MAKE(xor, ^)

#endif
