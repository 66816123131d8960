// SPDX-License-Identifier: MIT
/*
 * What instrumented code has on its stack.
 *
 * Compilers write the shadow of a function's variables themselves, at its start and its end.  These
 * are called for the rest: memory of alloca() and arrays of variable length, variables of an inner
 * block whose time is over, and large pieces of the shadow.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/access/instrument.h"

/* Red zones beside an alloca(): the compiler leaves that much room on both sides. */
#define ALLOCA_REDZONE 32

/** __asan_alloca_poison - @size bytes at @addr were taken from the stack. */
void __asan_alloca_poison(unsigned long addr, size_t size)
{
	size_t room = ALIGN(size, ALLOCA_REDZONE);

	shadow_set(addr - ALLOCA_REDZONE, ALLOCA_REDZONE, MARK_ALLOCA_LEFT);
	shadow_allow(addr, size, room, MARK_ALLOCA_RIGHT);
	shadow_set(addr + room, ALLOCA_REDZONE, MARK_ALLOCA_RIGHT);
}
EXPORT_SYMBOL(__asan_alloca_poison);

/** __asan_allocas_unpoison - all from @top up to @bottom of the stack was given back. */
void __asan_allocas_unpoison(unsigned long top, unsigned long bottom)
{
	if (top && top < bottom)
		shadow_set(top, bottom - top, 0);
}
EXPORT_SYMBOL(__asan_allocas_unpoison);

/** __asan_poison_stack_memory - the time of a variable is over; it begins a granule. */
void __asan_poison_stack_memory(unsigned long addr, size_t size)
{
	shadow_set(addr, size, MARK_STACK_SCOPE);
}
EXPORT_SYMBOL(__asan_poison_stack_memory);

/** __asan_unpoison_stack_memory - it begins again. */
void __asan_unpoison_stack_memory(unsigned long addr, size_t size)
{
	shadow_allow(addr, size, size, 0);
}
EXPORT_SYMBOL(__asan_unpoison_stack_memory);

#define DEFINE_SET_SHADOW(byte)                                  \
	void __asan_set_shadow_##byte(void *shadow, size_t size) \
	{                                                        \
		memset(shadow, 0x##byte, size);                  \
	}                                                        \
	EXPORT_SYMBOL(__asan_set_shadow_##byte)

DEFINE_SET_SHADOW(00);
DEFINE_SET_SHADOW(f1);
DEFINE_SET_SHADOW(f2);
DEFINE_SET_SHADOW(f3);
DEFINE_SET_SHADOW(f5);
DEFINE_SET_SHADOW(f8);
