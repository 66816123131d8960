// SPDX-License-Identifier: MIT
/*
 * Atomic operations on 64 bits, which compilers call for on i386 where they have no floating point.
 * Every one is made of the one instruction that there is.
 */
#include <port/types.h>

/* The names are the compiler's own, so they are given for the linker alone. */
u64 atomic_load_8(u64 *p, int order) __asm__("__atomic_load_8");
void atomic_store_8(u64 *p, u64 value, int order) __asm__("__atomic_store_8");
u64 atomic_exchange_8(u64 *p, u64 value, int order) __asm__("__atomic_exchange_8");
bool atomic_compare_exchange_8(u64 *p, u64 *expected, u64 value, int good,
			       int bad) __asm__("__atomic_compare_exchange_8");

/* What was there; it is @value now if that was @expected. */
static u64 compare_exchange(u64 *p, u64 expected, u64 value)
{
	asm volatile("lock cmpxchg8b %1"
		     : "+A"(expected), "+m"(*p)
		     : "b"((u32)value), "c"((u32)(value >> 32))
		     : "memory", "cc");
	return expected;
}

/* Either it was 0, and is again, or nothing happened. */
u64 atomic_load_8(u64 *p, int order)
{
	return compare_exchange(p, 0, 0);
}

u64 atomic_exchange_8(u64 *p, u64 value, int order)
{
	u64 seen = *(volatile u64 *)p, old;

	while ((old = compare_exchange(p, seen, value)) != seen)
		seen = old;
	return old;
}

void atomic_store_8(u64 *p, u64 value, int order)
{
	atomic_exchange_8(p, value, order);
}

bool atomic_compare_exchange_8(u64 *p, u64 *expected, u64 value, int good, int bad)
{
	u64 wanted = *expected;

	*expected = compare_exchange(p, wanted, value);
	return *expected == wanted;
}

/* FETCH - what was there; now it is that with @value by @op. */
#define FETCH(name, op)                                                               \
	u64 atomic_fetch_##name##_8(u64 *p, u64 value,                                \
				    int order) __asm__("__atomic_fetch_" #name "_8"); \
	u64 atomic_fetch_##name##_8(u64 *p, u64 value, int order)                     \
	{                                                                             \
		u64 seen = *(volatile u64 *)p, old;                                   \
                                                                                      \
		while ((old = compare_exchange(p, seen, seen op value)) != seen)      \
			seen = old;                                                   \
		return old;                                                           \
	}

FETCH(add, +)
FETCH(sub, -)
FETCH(and, &)
FETCH(or, |)
FETCH(xor, ^)
