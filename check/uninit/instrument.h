/* SPDX-License-Identifier: MIT */
/* What clang calls in code that it built with -fsanitize=kernel-memory: its names. */
#ifndef CHECK_UNINIT_INSTRUMENT_H
#define CHECK_UNINIT_INSTRUMENT_H

#include <linux/types.h>

/* Bytes of arguments, or of a result, that go with a call; the compiler's number. */
#define PARAM_BYTES 800

/**
 * struct uninit_context - what goes with calls of one thread, as compilers lay it out.
 * @param: shadow of arguments that are structures, or of which it is not clear that they count;
 * @result: of what was returned; @va_arg: of arguments behind "...".  The rest are their origins.
 */
struct uninit_context {
	char param[PARAM_BYTES];
	char result[PARAM_BYTES];
	char va_arg[PARAM_BYTES];
	char va_arg_origin[PARAM_BYTES];
	u64 va_arg_overflow_size;
	char param_origin[PARAM_BYTES];
	u32 result_origin;
};

/** struct uninit_place - of an access: its shadow, and its origin. */
struct uninit_place {
	void *shadow;
	u32 *origin;
};

struct uninit_context *__msan_get_context_state(void);

#define DECLARE_PLACE(size)                                                          \
	struct uninit_place __msan_metadata_ptr_for_load_##size(unsigned long addr); \
	struct uninit_place __msan_metadata_ptr_for_store_##size(unsigned long addr)

DECLARE_PLACE(1);
DECLARE_PLACE(2);
DECLARE_PLACE(4);
DECLARE_PLACE(8);
struct uninit_place __msan_metadata_ptr_for_load_n(unsigned long addr, u64 size);
struct uninit_place __msan_metadata_ptr_for_store_n(unsigned long addr, u64 size);

void __msan_poison_alloca(unsigned long addr, u64 size, const char *text);
void __msan_unpoison_alloca(unsigned long addr, u64 size);
void __msan_warning(u32 origin);
u32 __msan_chain_origin(u32 origin);
void *__msan_memcpy(void *dst, const void *src, u64 size);
void *__msan_memmove(void *dst, const void *src, u64 size);
void *__msan_memset(void *dst, int c, u64 size);
void __msan_instrument_asm_store(unsigned long addr, u64 size);

#endif
