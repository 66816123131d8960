// SPDX-License-Identifier: MIT
/* kvmalloc: contiguous memory where it is to be had without a struggle, else scattered. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

/*
 * first_try - the flags for kmalloc() when vmalloc() stands behind it.
 *
 * More than a page in a row is worth no reclaim and no warning.  A page or less is: scattered
 * memory is no easier to find then, so kmalloc() gets all the chances the caller gave.
 */
static gfp_t first_try(gfp_t flags, size_t size)
{
	if (size <= PAGE_SIZE)
		return flags;
	flags |= __GFP_NOWARN;
	if (!(flags & __GFP_RETRY_MAYFAIL))
		flags |= __GFP_NORETRY;
	return flags & ~__GFP_NOFAIL;
}

/**
 * kvmalloc_node - allocate memory of any size, contiguous in its addresses.
 * @size: bytes, up to INT_MAX; 0 gives ZERO_SIZE_PTR.
 * @flags: GFP_KERNEL and what may be added to it; a request that may not sleep is served by
 * kmalloc() alone.
 * @node: node to prefer, or NUMA_NO_NODE.
 *
 * Return: the memory, for kvfree(); NULL where there is none.
 * Context: process; may sleep as @flags say.
 */
void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	void *p = kmalloc_node(size, first_try(flags, size), node);

	if (p || size <= PAGE_SIZE || !gfpflags_allow_blocking(flags))
		return p;
	if (unlikely(size > INT_MAX)) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return __vmalloc_node(size, 1, flags, node, (void *)_RET_IP_);
}
EXPORT_SYMBOL(kvmalloc_node);

/**
 * kvfree - free memory of kvmalloc(), kmalloc() or vmalloc().
 * @addr: the memory; NULL is nothing to do.
 * Context: may sleep where the memory came from vmalloc().
 */
void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}
EXPORT_SYMBOL(kvfree);

/** kvfree_sensitive - kvfree() of @addr after its first @len bytes were overwritten with 0. */
void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	memzero_explicit((void *)addr, len);
	kvfree(addr);
}
EXPORT_SYMBOL(kvfree_sensitive);

/**
 * kvrealloc - change the size of memory of kvmalloc().
 * @p: the memory; NULL makes this kvmalloc().
 * @size: bytes wanted; 0 frees @p.
 * @flags: as for kvmalloc().
 *
 * Return: the memory, perhaps moved, with its old contents up to the lesser size; NULL where there
 * is none, and then @p is as it was.
 */
void *(kvrealloc)(const void *p, size_t size, gfp_t flags)
{
	void *to;

	if (is_vmalloc_addr(p))
		return vrealloc(p, size, flags);
	to = krealloc(p, size, first_try(flags, size));
	if (to || size <= PAGE_SIZE)
		return to;

	to = kvmalloc(size, flags);
	if (to && p) {
		memcpy(to, p, min(ksize(p), size));
		kfree(p);
	}
	return to;
}
EXPORT_SYMBOL(kvrealloc);

/**
 * kvrealloc_from - kvrealloc() as it was before 6.12, for growing only.
 * @p: the memory.
 * @oldsize: bytes of it to keep.
 * @newsize: bytes wanted; not above @oldsize returns @p as it is.
 * @flags: as for kvmalloc().
 */
void *kvrealloc_from(const void *p, size_t oldsize, size_t newsize, gfp_t flags)
{
	void *to;

	if (oldsize >= newsize)
		return (void *)p;
	to = kvmalloc(newsize, flags);
	if (!to)
		return NULL;
	memcpy(to, p, oldsize);
	kvfree(p);
	return to;
}
EXPORT_SYMBOL(kvrealloc_from);
