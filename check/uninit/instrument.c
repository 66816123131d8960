// SPDX-License-Identifier: MIT
/*
 * What instrumented code calls.
 *
 * It asks where the shadow of a load or store is, and reads or writes that itself; says which
 * variables it has on the stack; and comes here when something depends on what nobody wrote.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define CONFIG_KMSAN 1
#include <linux/kmsan-checks.h>

#include "check/uninit/instrument.h"
#include "check/uninit/shadow.h"

/* The store of a byte that was not written lies in a piece that has a mark from then on. */
#define DEFINE_PLACE(bytes)                                                           \
	struct uninit_place __msan_metadata_ptr_for_load_##bytes(unsigned long addr)  \
	{                                                                             \
		return (struct uninit_place){ shadow_of(addr), origin_of(addr) };     \
	}                                                                             \
	EXPORT_SYMBOL(__msan_metadata_ptr_for_load_##bytes);                          \
	struct uninit_place __msan_metadata_ptr_for_store_##bytes(unsigned long addr) \
	{                                                                             \
		shadow_mark(addr, bytes);                                             \
		return (struct uninit_place){ shadow_of(addr), origin_of(addr) };     \
	}                                                                             \
	EXPORT_SYMBOL(__msan_metadata_ptr_for_store_##bytes)

DEFINE_PLACE(1);
DEFINE_PLACE(2);
DEFINE_PLACE(4);
DEFINE_PLACE(8);

struct uninit_place __msan_metadata_ptr_for_load_n(unsigned long addr, u64 size)
{
	return (struct uninit_place){ shadow_of(addr), origin_of(addr) };
}
EXPORT_SYMBOL(__msan_metadata_ptr_for_load_n);

struct uninit_place __msan_metadata_ptr_for_store_n(unsigned long addr, u64 size)
{
	for (u64 at = 0; at < size; at += PIECE)
		shadow_mark(addr + at, min_t(u64, size - at, PIECE));
	return (struct uninit_place){ shadow_of(addr), origin_of(addr) };
}
EXPORT_SYMBOL(__msan_metadata_ptr_for_store_n);

void __msan_poison_alloca(unsigned long addr, u64 size, const char *text)
{
	locals_add(addr, size);
	shadow_poison(addr, size, origin_local(text, _RET_IP_));
}
EXPORT_SYMBOL(__msan_poison_alloca);

void __msan_unpoison_alloca(unsigned long addr, u64 size)
{
	shadow_clear(addr, size);
}
EXPORT_SYMBOL(__msan_unpoison_alloca);

void __msan_warning(u32 origin)
{
	uninit_value(origin, _RET_IP_);
}
EXPORT_SYMBOL(__msan_warning);

u32 __msan_chain_origin(u32 origin)
{
	return origin_stored(origin);
}
EXPORT_SYMBOL(__msan_chain_origin);

void *__msan_memcpy(void *dst, const void *src, u64 size)
{
	shadow_copy((unsigned long)dst, (unsigned long)src, size);
	return memcpy(dst, src, size);
}
EXPORT_SYMBOL(__msan_memcpy);

void *__msan_memmove(void *dst, const void *src, u64 size)
{
	shadow_copy((unsigned long)dst, (unsigned long)src, size);
	return memmove(dst, src, size);
}
EXPORT_SYMBOL(__msan_memmove);

void *__msan_memset(void *dst, int c, u64 size)
{
	shadow_clear((unsigned long)dst, size);
	return memset(dst, c, size);
}
EXPORT_SYMBOL(__msan_memset);

/* What assembler code writes is not known better than by the size of its operand. */
void __msan_instrument_asm_store(unsigned long addr, u64 size)
{
	shadow_clear(addr, size);
}
EXPORT_SYMBOL(__msan_instrument_asm_store);

/* ---- what modules say themselves: linux/kmsan-checks.h --------------------------------------- */

noinline void kmsan_poison_memory(const void *address, size_t size, gfp_t flags)
{
	shadow_poison((unsigned long)address, size, origin_taken());
}
EXPORT_SYMBOL(kmsan_poison_memory);

void kmsan_unpoison_memory(const void *address, size_t size)
{
	shadow_clear((unsigned long)address, size);
}
EXPORT_SYMBOL(kmsan_unpoison_memory);

void kmsan_check_memory(const void *address, size_t size)
{
	uninit_read((unsigned long)address, size, _RET_IP_);
}
EXPORT_SYMBOL(kmsan_check_memory);

void kmsan_copy_to_user(void __user *to, const void *from, size_t to_copy, size_t left)
{
	uninit_leak((unsigned long)from, to_copy - left, (unsigned long)to, _RET_IP_);
}
EXPORT_SYMBOL(kmsan_copy_to_user);
