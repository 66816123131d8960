// SPDX-License-Identifier: MIT
/*
 * The vmalloc() family: the rules of context, the events, and the many spellings of one call.
 *
 * Shared by both back ends; what happens behind vmap_backend->alloc() and ->free() is theirs.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/boot.h>
#include <mm/vmalloc/backend.h>
#include <port/port.h>

#define CALLER ((const void *)_RET_IP_)

/* check_context - the caller holds a CPU. Return: may the call go on? */
static noinline bool check_context(const char *name, bool may_sleep)
{
	if (in_interrupt()) {
		report("%s() called from interrupt context", name);
		return false;
	}
	might_sleep_if(may_sleep);
	return true;
}

/* One look at the thread's record is all that a call in its right place pays for this. */
static __always_inline bool context_is_plain(void)
{
	const struct port_thread *self = port_self();

	return likely(!self->preempt_count && !self->irq_depth);
}

/* The caller is whom the memory is counted for: its pages, or without an MMU, what it is there. */
static noinline void tag_memory(const void *p)
{
	const struct vm_struct *vm = find_vm_area(p);
	const struct page *page;

	if (vm) {
		for (unsigned int i = 0; i < vm->nr_pages; i++)
			tag_map_note_page(vm->pages[i]);
		return;
	}
	page = virt_to_page(p);
	if (page->slab_cache)
		tag_map_note_object(p);
	else
		tag_map_note_page(page);
}

/* vmalloc_here - in this context the call is right. */
static void *vmalloc_here(unsigned long size, const struct vmap_how *how, const void *caller)
{
	void *p;

	if (!machine_ready() || mm_trace_should_fail(MM_EVENT_VMALLOC, size, how->gfp))
		return NULL;
	p = vmap_backend->alloc(size, how, caller);
	mm_trace_alloc(MM_EVENT_VMALLOC, p, size, PAGE_ALIGN(size), how->gfp);
	if (tag_map_on() && p)
		tag_memory(p);
	return p;
}

static void *vmalloc_call(unsigned long size, const struct vmap_how *how, const void *caller)
{
	if (!context_is_plain() && !check_context("vmalloc", gfpflags_allow_blocking(how->gfp)))
		return NULL;
	return vmalloc_here(size, how, caller);
}

/* HOW - what the calls below want, in few words. */
#define HOW(gfp_, flags_, node_)   \
	(&(const struct vmap_how){ \
		.gfp = (gfp_), .vm_flags = VM_ALLOC | (flags_), .node = (node_) })

static const struct vmap_how how_plain = {
	.vm_flags = VM_ALLOC,
	.gfp = GFP_KERNEL,
	.node = NUMA_NO_NODE,
};

static const struct vmap_how how_zeroed = {
	.vm_flags = VM_ALLOC,
	.gfp = GFP_KERNEL | __GFP_ZERO,
	.node = NUMA_NO_NODE,
};

/**
 * vmalloc - allocate memory that is contiguous in its addresses only.
 * @size: bytes; rounded up to whole pages.
 *
 * The frames come one by one from anywhere, high memory included, and are not cleared.
 *
 * Return: the memory, at the start of a page, with an unmapped page behind it; NULL where @size is
 * 0 or more than the machine has, or where frames, addresses or mappings run out.
 * Context: process; may sleep.  A call from an interrupt is reported and gets NULL.
 */
void *vmalloc(unsigned long size)
{
	void *p;

	if (!context_is_plain())
		return vmalloc_call(size, &how_plain, CALLER);
	p = vmap_backend->warm(size, CALLER);
	return likely(p) ? p : vmalloc_here(size, &how_plain, CALLER);
}
EXPORT_SYMBOL(vmalloc);

/** vzalloc - vmalloc() of @size bytes, all 0. */
void *vzalloc(unsigned long size)
{
	return vmalloc_call(size, &how_zeroed, CALLER);
}
EXPORT_SYMBOL(vzalloc);

/** vmalloc_user - vzalloc() of @size bytes that may be mapped into user space. */
void *vmalloc_user(unsigned long size)
{
	return vmalloc_call(size, HOW(GFP_KERNEL | __GFP_ZERO, VM_USERMAP, NUMA_NO_NODE), CALLER);
}
EXPORT_SYMBOL(vmalloc_user);

/** vmalloc_32 - vmalloc() of @size bytes in frames below 4 GiB of physical memory. */
void *vmalloc_32(unsigned long size)
{
	return vmalloc_call(size, HOW(GFP_KERNEL | GFP_DMA32, 0, NUMA_NO_NODE), CALLER);
}
EXPORT_SYMBOL(vmalloc_32);

/** vmalloc_32_user - vmalloc_user() of @size bytes in frames below 4 GiB. */
void *vmalloc_32_user(unsigned long size)
{
	return vmalloc_call(
		size, HOW(GFP_KERNEL | GFP_DMA32 | __GFP_ZERO, VM_USERMAP, NUMA_NO_NODE), CALLER);
}
EXPORT_SYMBOL(vmalloc_32_user);

/** vmalloc_node - vmalloc() of @size bytes, from @node if it has them. */
void *vmalloc_node(unsigned long size, int node)
{
	return vmalloc_call(size, HOW(GFP_KERNEL, 0, node), CALLER);
}
EXPORT_SYMBOL(vmalloc_node);

/** vzalloc_node - vzalloc() of @size bytes, from @node if it has them. */
void *vzalloc_node(unsigned long size, int node)
{
	return vmalloc_call(size, HOW(GFP_KERNEL | __GFP_ZERO, 0, node), CALLER);
}
EXPORT_SYMBOL(vzalloc_node);

/** __vmalloc - vmalloc() of @size bytes with the flags @gfp for frames and tables alike. */
void *(__vmalloc)(unsigned long size, gfp_t gfp)
{
	return vmalloc_call(size, HOW(gfp, 0, NUMA_NO_NODE), CALLER);
}
EXPORT_SYMBOL(__vmalloc);

/**
 * __vmalloc_node - vmalloc() with everything said.
 * @size: bytes.
 * @align: of the address: a power of two, less than a page meaning a page.
 * @gfp: for frames and tables.
 * @node: the node to prefer, or NUMA_NO_NODE.
 * @caller: whom /proc/vmallocinfo names.
 */
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller)
{
	const struct vmap_how how = {
		.align = align,
		.vm_flags = VM_ALLOC,
		.gfp = gfp,
		.node = node,
	};

	return vmalloc_call(size, &how, caller);
}
EXPORT_SYMBOL(__vmalloc_node);

/**
 * vmalloc_huge - __vmalloc() of @size bytes that may be mapped by huge pages.
 *
 * From one huge page on it takes whole ones, if they are to be had: frames in aligned runs of
 * 2^page_order, at addresses aligned to them.
 */
void *vmalloc_huge(unsigned long size, gfp_t gfp)
{
	return vmalloc_call(size, HOW(gfp, VM_ALLOW_HUGE_VMAP, NUMA_NO_NODE), CALLER);
}
EXPORT_SYMBOL(vmalloc_huge);

/** vmalloc_huge_node - vmalloc_huge(), from @node if it has the frames. */
void *vmalloc_huge_node(unsigned long size, gfp_t gfp, int node)
{
	return vmalloc_call(size, HOW(gfp, VM_ALLOW_HUGE_VMAP, node), CALLER);
}
EXPORT_SYMBOL(vmalloc_huge_node);

static void *array_call(size_t n, size_t size, gfp_t gfp, const void *caller)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return vmalloc_call(bytes, HOW(gfp, 0, NUMA_NO_NODE), caller);
}

/** __vmalloc_array - __vmalloc() of @n times @size bytes; NULL where the product overflows. */
void *__vmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	return array_call(n, size, gfp, CALLER);
}
EXPORT_SYMBOL(__vmalloc_array);

/** vmalloc_array - vmalloc() of @n times @size bytes; NULL where the product overflows. */
void *vmalloc_array(size_t n, size_t size)
{
	return array_call(n, size, GFP_KERNEL, CALLER);
}
EXPORT_SYMBOL(vmalloc_array);

/** __vcalloc - __vmalloc_array() that is all 0. */
void *__vcalloc(size_t n, size_t size, gfp_t gfp)
{
	return array_call(n, size, gfp | __GFP_ZERO, CALLER);
}
EXPORT_SYMBOL(__vcalloc);

/** vcalloc - vmalloc_array() that is all 0. */
void *vcalloc(size_t n, size_t size)
{
	return array_call(n, size, GFP_KERNEL | __GFP_ZERO, CALLER);
}
EXPORT_SYMBOL(vcalloc);

/**
 * vfree - free memory of vmalloc(), or take away a mapping of vmap().
 * @addr: what was returned; NULL is nothing to do.
 *
 * With VM_MAP_PUT_PAGES the pages under a mapping of vmap() are freed too, and their array.
 * Anything that is not the start of an area in use is reported and left alone.
 *
 * Context: may sleep.  A call from an interrupt is reported, and obeyed.
 */
void vfree(const void *addr)
{
	if (!context_is_plain())
		check_context("vfree", true);
	if (addr)
		vmap_backend->free(addr);
}
EXPORT_SYMBOL(vfree);

/** vfree_atomic - vfree() for any context but a non-maskable interrupt. */
void vfree_atomic(const void *addr)
{
	if (addr)
		vmap_backend->free(addr);
}
EXPORT_SYMBOL(vfree_atomic);

/**
 * vrealloc - change the size of memory of vmalloc().
 * @p: the memory; NULL makes this __vmalloc().
 * @size: bytes wanted; 0 frees @p.
 * @gfp: for new frames; with __GFP_ZERO whatever lies behind the old size reads as 0, provided
 * that @p was allocated with it too.
 *
 * Return: the memory, which may have moved, with its old contents up to the lesser size; NULL
 * where memory runs out, and then @p is as it was.
 */
void *vrealloc(const void *p, size_t size, gfp_t gfp)
{
	size_t old;
	void *to;
	int err;

	if (!size) {
		vfree(p);
		return NULL;
	}
	if (!p)
		return vmalloc_call(size, HOW(gfp, 0, NUMA_NO_NODE), CALLER);

	err = vmap_backend->resize(p, size, &old);
	if (!err) {
		if (gfp & __GFP_ZERO && size < old)
			memset((char *)p + size, 0, old - size);
		else if (gfp & __GFP_ZERO)
			memset((char *)p + old, 0, size - old);
		return (void *)p;
	}
	if (err != -ENOSPC)
		return NULL;

	to = vmalloc_call(size, HOW(gfp, 0, NUMA_NO_NODE), CALLER);
	if (to) {
		memcpy(to, p, old);
		vfree(p);
	}
	return to;
}
EXPORT_SYMBOL(vrealloc);
