/* SPDX-License-Identifier: MIT */
/*
 * Who took which memory: the call sites of the allocators.
 *
 * Code that is compiled with CONFIG_MEM_ALLOC_PROFILING=1 describes each of its calls of an
 * allocator by a struct alloc_tag, in the section "alloc_tags", and passes it along.  The macros
 * that do so stand in the *_tagged.h beside the headers of the calls, and have the calls' names; in
 * parentheses a name is still the function: (kmalloc)(size, gfp).
 *
 * Calls that are made most often have a form that takes the tag as one more argument.  For all
 * others, and for functions of a module's own that allocate, alloc_hooks() notes the tag in the
 * thread, where the allocators find it:
 *
 *	#define make_widget(...) alloc_hooks(make_widget_noprof(__VA_ARGS__))
 *
 * counts what make_widget_noprof() takes where make_widget() is called, provided that it uses the
 * calls' other names: kmalloc_noprof() and so on.
 *
 * mm/profile/profile.c is the theory.
 */
#ifndef _LINUX_ALLOC_TAG_H
#define _LINUX_ALLOC_TAG_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/codetag.h>

/**
 * struct alloc_tag - a call site of an allocator.
 * @ct: where it is.
 * @index: its number in the machine that runs; 0 where that does not profile.
 */
struct alloc_tag {
	struct codetag ct;
	u32 index;
} __aligned(8);

/** alloc_tag_save - the thread's calls are @tag's from now on. Return: whose they were. */
struct alloc_tag *alloc_tag_save(struct alloc_tag *tag);
/** alloc_tag_restore - end what alloc_tag_save() of @tag began; @old is what that returned. */
void alloc_tag_restore(struct alloc_tag *tag, struct alloc_tag *old);

/** mem_alloc_profiling_enabled - does the machine that runs profile? */
bool mem_alloc_profiling_enabled(void);

/** alloc_for_tag - @expr, with what it allocates counted for @tag, however this is compiled. */
#define alloc_for_tag(tag, expr)                                     \
	({                                                           \
		struct alloc_tag *__for_tag = (tag);                 \
		struct alloc_tag *__old = alloc_tag_save(__for_tag); \
		__auto_type __ret = (expr);                          \
                                                                     \
		alloc_tag_restore(__for_tag, __old);                 \
		__ret;                                               \
	})

/* The tiny engine does not tell who took its memory. */
#define ALLOC_TAGS (IS_ENABLED(CONFIG_MEM_ALLOC_PROFILING) && !IS_ENABLED(CONFIG_SLOB))

#if ALLOC_TAGS

/* The section is an array: without the alignment the compiler may choose a larger one. */
#define DEFINE_ALLOC_TAG(tag) \
	static struct alloc_tag tag __section("alloc_tags") __aligned(8) = { .ct = CODE_TAG_INIT }

/** alloc_hooks_tag - @expr, with what it allocates counted for @tag. */
#define alloc_hooks_tag(tag, expr) alloc_for_tag(tag, expr)

/** alloc_hooks - @expr, with what it allocates counted for this place. */
#define alloc_hooks(expr)                            \
	({                                           \
		DEFINE_ALLOC_TAG(__hooks_tag);       \
		alloc_hooks_tag(&__hooks_tag, expr); \
	})

/* @call(tag of this place, ...) */
#define __alloc_tagged(call, ...)          \
	({                                 \
		DEFINE_ALLOC_TAG(__tag);   \
		call(&__tag, __VA_ARGS__); \
	})

#else

#define DEFINE_ALLOC_TAG(tag)
#define alloc_hooks_tag(tag, expr) (expr)
#define alloc_hooks(expr)	   (expr)

#endif

#endif
