/* SPDX-License-Identifier: MIT */
/*
 * What compilers call in instrumented code: gcc's and clang's names.
 *
 * Where the core itself is built with a sanitizer that library has functions of these names.  Ours
 * have others then, and modules are bound to them by the loader all the same, which goes by the
 * table of exported symbols.
 */
#ifndef CHECK_ACCESS_INSTRUMENT_H
#define CHECK_ACCESS_INSTRUMENT_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "check/access/shadow.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif

#ifdef WATCHED
#define access_name(name) __kernel_name(name)
#else
#define access_name(name)
#endif

/* A load and a store of @size bytes, in the forms for code that goes on and that does not. */
#define DECLARE_ACCESS(size)                                                         \
	void __asan_load##size(unsigned long addr) access_name(__asan_load##size);   \
	void __asan_store##size(unsigned long addr) access_name(__asan_store##size); \
	void __asan_load##size##_noabort(unsigned long addr)                         \
		access_name(__asan_load##size##_noabort);                            \
	void __asan_store##size##_noabort(unsigned long addr)                        \
		access_name(__asan_store##size##_noabort)

DECLARE_ACCESS(1);
DECLARE_ACCESS(2);
DECLARE_ACCESS(4);
DECLARE_ACCESS(8);
DECLARE_ACCESS(16);

void __asan_loadN(unsigned long addr, size_t size) access_name(__asan_loadN);
void __asan_storeN(unsigned long addr, size_t size) access_name(__asan_storeN);
void __asan_loadN_noabort(unsigned long addr, size_t size) access_name(__asan_loadN_noabort);
void __asan_storeN_noabort(unsigned long addr, size_t size) access_name(__asan_storeN_noabort);

/* Before a call that does not return: a kernel stack is cleaned when it is used next. */
void __asan_handle_no_return(void) access_name(__asan_handle_no_return);

/* globals.c: variables of a module, by its constructors and destructors. */
void __asan_register_globals(struct global *globals, long n) access_name(__asan_register_globals);
void __asan_unregister_globals(struct global *globals, long n)
	access_name(__asan_unregister_globals);

/* stack.c: what is on a stack for a while. */
void __asan_alloca_poison(unsigned long addr, size_t size) access_name(__asan_alloca_poison);
void __asan_allocas_unpoison(unsigned long top, unsigned long bottom)
	access_name(__asan_allocas_unpoison);
void __asan_poison_stack_memory(unsigned long addr, size_t size)
	access_name(__asan_poison_stack_memory);
void __asan_unpoison_stack_memory(unsigned long addr, size_t size)
	access_name(__asan_unpoison_stack_memory);

/* Large pieces of the shadow itself, @size bytes at @shadow. */
#define DECLARE_SET_SHADOW(byte)                                 \
	void __asan_set_shadow_##byte(void *shadow, size_t size) \
		access_name(__asan_set_shadow_##byte)

DECLARE_SET_SHADOW(00);
DECLARE_SET_SHADOW(f1);
DECLARE_SET_SHADOW(f2);
DECLARE_SET_SHADOW(f3);
DECLARE_SET_SHADOW(f5);
DECLARE_SET_SHADOW(f8);

#endif
