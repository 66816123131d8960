// SPDX-License-Identifier: MIT
/* What both engines say of arguments that make no cache, and of addresses that are no object. */
#include <linux/kernel.h>
#include <linux/vmalloc.h>
#include <mm/slab/sampler.h>
#include <mm/slab/slab.h>
#include "port/port.h"
#include "port/stack.h"

#define SLAB_FLAGS_PERMITTED                                                                    \
	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_TRACE | \
	 SLAB_HWCACHE_ALIGN | SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | SLAB_RECLAIM_ACCOUNT |        \
	 SLAB_ACCOUNT | SLAB_PANIC | SLAB_TYPESAFE_BY_RCU | SLAB_MEM_SPREAD | SLAB_NO_MERGE |   \
	 SLAB_NO_USER_FLAGS | SLAB_NO_REAP | SLAB_OLD_CTOR | SLAB_PAIR_CTOR)

bool (*slab_in_module)(unsigned long ip);
const struct slab_sampler *slab_sampler;

/** slab_args_make_sense - can there be a cache like this?  Reports why not. */
bool slab_args_make_sense(const char *name, u32 size, const struct kmem_cache_args *args,
			  slab_flags_t flags)
{
	const char *what = NULL;

	if (!name)
		what = "it has no name";
	else if (!size || size > KMALLOC_MAX_SIZE)
		what = "no object has that size";
	else if (args->align & (args->align - 1) || args->align > PAGE_SIZE)
		what = "the alignment is not a power of two up to a page";
	else if (args->usersize > size || args->useroffset > size - args->usersize)
		what = "what may be copied to user space lies outside the object";
	else if (args->use_freeptr_offset && !(flags & SLAB_TYPESAFE_BY_RCU))
		what = "only SLAB_TYPESAFE_BY_RCU leaves a choice where the free pointer is";
	else if (args->use_freeptr_offset &&
		 (size < sizeof(freeptr_t) || args->freeptr_offset > size - sizeof(freeptr_t) ||
		  args->freeptr_offset % __alignof__(freeptr_t)))
		what = "the free pointer has no place there";
	else if (flags & ~SLAB_FLAGS_PERMITTED)
		what = "there are no such flags";
	if (what)
		report("kmem_cache_create(%s, %u bytes): %s", name ?: "(null)", size, what);
	return !what;
}

gfp_t slab_fix_flags(gfp_t gfp)
{
	gfp_t wrong = gfp & (__GFP_DMA32 | __GFP_HIGHMEM | ~__GFP_BITS_MASK), right = gfp & ~wrong;

	if (wrong)
		report("Unexpected gfp: %#x (%pGg). Fixing up to gfp: %#x (%pGg). Fix your code!",
		       wrong, &wrong, right, &right);
	return right;
}

static const char *kind_of(const void *object)
{
	const struct port_stack *stack = port_self()->stack;
	unsigned long here = (unsigned long)__builtin_frame_address(0), at = (unsigned long)object;

	if (stack && at - stack->low < stack->high - stack->low)
		return "it is on the stack";
	if (is_vmalloc_addr(object))
		return "it is a vmalloc address, which vfree() takes";
	/* A guess, as nobody knows where a thread's own stack ends: what callers have is above. */
	if (!virt_addr_valid(object) && at - here < 1ul << 20)
		return "it is on the stack";
	if (at - page_offset_base < lowmem_bytes)
		return "the page holds no slab";
	return "it is not memory of this machine";
}

/** slab_free_foreign - @object was given to @function, and no cache or kmalloc() gave it out. */
void slab_free_foreign(const char *function, const void *object)
{
	if (slab_sampled(object)) {
		slab_sampler->bad_free(object);
		return;
	}
	if (mm_access_bad_free(object, mm_access_freed(object)))
		return;
	report("Invalid free: %s of %px: %s", function, object, kind_of(object));
}
