// SPDX-License-Identifier: MIT
/*
 * A process's memory: areas that are promised, and pages that are there.
 *
 *	mmap(), brk()	make an area: some words of the kernel's, and no page
 *	a touch		space_fault() takes a page of GFP_HIGHUSER memory, zeroed or filled from
 *			the program's file, and the port shows it from then on
 *	munmap(), exit	take pages and tables out, and give them back to the machine
 *
 * A touch is the program's own, or one by the kernel on its behalf: copy_to_user() reaches the
 * memory by the program's addresses, through the program's tables (port_user_copy()).  A page that
 * is missing then is brought in the middle of the copy.  Where there is to be none the copy ends,
 * and its caller learns how much is left.
 *
 *	addresses
 *	user_start		the program's segments, and behind them its heap (brk)
 *	+ MAP_OFFSET		areas of mmap(), from below
 *	user_end - STACK_BYTES	its stack, of which there are as many pages as were touched
 *
 * Areas of a program's file may touch, others have a page between them that is never there.
 *
 * mm.mmap_lock is held to change areas, and to bring pages.  Pages are taken out by the process's
 * own thread alone, so whoever acts on its behalf finds them there as long as he does.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "kernel/process/process.h"
#include "mm/page/page.h"
#include "port/port.h"
#include "port/stack.h"

#define MAP_OFFSET  (256ul << 20)
#define STACK_BYTES (8ul << 20)
/* Frames that are taken out by one look at the tables. */
#define BATCH 64

/* ---- pages ----------------------------------------------------------------------------------- */

static struct page *page_at(u64 frame)
{
	return pfn_to_page((unsigned long)(frame >> PAGE_SHIFT));
}

static u64 take_table(void)
{
	struct page *page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, 0, NUMA_NO_NODE);

	return page ? (u64)page_to_pfn(page) << PAGE_SHIFT : 0;
}

static void give_table(u64 frame)
{
	free_pages_untraced(page_at(frame), 0);
}

/* All are out before the first is given back, so CPUs forget them once. */
static void remove_pages(struct process *p, unsigned long start, unsigned long end)
{
	u64 frames[BATCH];
	struct page *page, *next;
	LIST_HEAD(gone);
	unsigned int n;

	while ((n = port_space_unmap(&p->space, &start, end, frames, BATCH))) {
		p->nr_pages -= n;
		while (n)
			list_add(&page_at(frames[--n])->lru, &gone);
	}
	port_space_settle(&p->space);
	list_for_each_entry_safe(page, next, &gone, lru) {
		list_del(&page->lru);
		/* A driver may have references of its own. */
		put_page(page);
	}
}

/* ---- faults ---------------------------------------------------------------------------------- */

static bool may(const struct vm_area_struct *vma, bool write, bool fetch)
{
	if (write)
		return vma->vm_flags & VM_WRITE;
	if (fetch)
		return vma->vm_flags & VM_EXEC;
	return vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC);
}

/* What the file has of the page at @addr. */
static void fill(struct page *page, unsigned long addr, const struct segment *segment)
{
	unsigned long from = max(addr, segment->start);
	unsigned long to = min(addr + PAGE_SIZE, segment->start + segment->bytes);

	if (from < to)
		memcpy_to_page(page, from - addr, segment->data + (from - segment->start),
			       to - from);
}

static vm_fault_t bring(struct process *p, const struct vm_area_struct *vma, unsigned long addr)
{
	struct page *page = alloc_pages_untraced(GFP_HIGHUSER | __GFP_ZERO, 0, NUMA_NO_NODE);
	unsigned int how = (vma->vm_flags & VM_WRITE ? PORT_SPACE_WRITE : 0) |
			   (vma->vm_flags & VM_EXEC ? PORT_SPACE_EXEC : 0);

	if (!page)
		return VM_FAULT_OOM;
	if (vma->vm_private_data)
		fill(page, addr, vma->vm_private_data);
	if (port_space_map(&p->space, addr, (u64)page_to_pfn(page) << PAGE_SHIFT, how)) {
		free_pages_untraced(page, 0);
		return VM_FAULT_OOM;
	}
	p->nr_pages++;
	p->task->min_flt++;
	return 0;
}

/* A page that is there after all was brought since, by a copy on the process's behalf. */
vm_fault_t space_fault(struct process *p, unsigned long addr, bool write, bool fetch)
{
	vm_fault_t fault = VM_FAULT_SIGSEGV;
	struct vm_area_struct *vma;

	down_read(&p->mm.mmap_lock);
	vma = vma_lookup(&p->mm, addr);
	if (vma && may(vma, write, fetch))
		fault = port_space_find(&p->space, addr, NULL) ? 0 :
								 bring(p, vma, addr & PAGE_MASK);
	up_read(&p->mm.mmap_lock);
	return fault;
}

/** struct copy_fault - a page that a copy misses; @there: it was brought. */
struct copy_fault {
	struct process *process;
	unsigned long addr;
	bool write, there;
};

static void serve_copy(void *arg)
{
	struct copy_fault *f = arg;

	f->there = !space_fault(f->process, f->addr, f->write, false);
}

/* The kernel stack that the copy is on may be full; the thread's own has room. */
static bool copy_fault(unsigned long addr, bool write)
{
	struct copy_fault f = { .process = space_current(), .addr = addr, .write = write };

	if (!f.process || faulthandler_disabled() || f.process->mm.mmap_lock.owner == current)
		return false;
	port_stack_own(serve_copy, &f);
	return f.there;
}

/* ---- who acts on its behalf ------------------------------------------------------------------ */

static size_t reach_copy(struct user_reach *reach, void *kernel, unsigned long addr, size_t n,
			 bool write)
{
	if (addr > reach->limit || n > reach->limit - addr)
		return n;
	return port_user_copy(kernel, addr, n, write);
}

static u64 reach_pte(struct user_reach *reach, unsigned long addr)
{
	const struct process *p = container_of(reach, struct process, reach);
	unsigned int how;
	u64 frame = addr < reach->limit ? port_space_find(&p->space, addr, &how) : 0;

	if (!frame)
		return 0;
	return frame | USER_PTE_PRESENT | USER_PTE_OWNED |
	       (how & PORT_SPACE_WRITE ? USER_PTE_WRITE : 0);
}

struct process *space_current(void)
{
	struct user_reach *reach = current->user_reach;

	return reach && reach->copy == reach_copy ? container_of(reach, struct process, reach) :
						    NULL;
}

/* ---- areas ----------------------------------------------------------------------------------- */

static vm_flags_t flags_of(int prot)
{
	return VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | (prot & PROT_READ ? VM_READ : 0) |
	       (prot & PROT_WRITE ? VM_WRITE : 0) | (prot & PROT_EXEC ? VM_EXEC : 0);
}

unsigned long space_map(struct process *p, size_t bytes, int prot)
{
	struct vm_area_struct *vma;

	down_write(&p->mm.mmap_lock);
	vma = vma_make(&p->mm, bytes, flags_of(prot));
	up_write(&p->mm.mmap_lock);
	return IS_ERR(vma) ? (unsigned long)PTR_ERR(vma) : vma->vm_start;
}

static bool is_free(struct process *p, unsigned long start, unsigned long end)
{
	const struct vm_area_struct *vma = find_vma(&p->mm, start);

	return start < end && end <= p->mm.task_size && (!vma || end <= vma->vm_start);
}

int space_add(struct process *p, unsigned long start, unsigned long end, vm_flags_t flags,
	      struct segment *segment)
{
	struct vm_area_struct *vma = ERR_PTR(-ENOEXEC);

	down_write(&p->mm.mmap_lock);
	if (start >= port.user_start && is_free(p, start, end))
		vma = vma_insert(&p->mm, start, end - start, flags);
	if (!IS_ERR(vma))
		vma->vm_private_data = segment;
	up_write(&p->mm.mmap_lock);
	return PTR_ERR_OR_ZERO(vma);
}

/* Only a hole in the middle takes memory, and then nothing else was changed. */
static int cut(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	struct vm_area_struct *behind;

	if (start > vma->vm_start && end < vma->vm_end) {
		behind = vma_insert(vma->vm_mm, end, vma->vm_end - end, vma->vm_flags);
		if (IS_ERR(behind))
			return (int)PTR_ERR(behind);
		behind->vm_private_data = vma->vm_private_data;
		vma->vm_mm->total_vm -= (vma->vm_end - start) >> PAGE_SHIFT;
		vma->vm_end = start;
	} else if (start > vma->vm_start) {
		vma->vm_mm->total_vm -= (vma->vm_end - start) >> PAGE_SHIFT;
		vma->vm_end = start;
	} else if (end < vma->vm_end) {
		vma->vm_mm->total_vm -= (end - vma->vm_start) >> PAGE_SHIFT;
		vma->vm_start = end;
	} else {
		vma_free(vma);
	}
	return 0;
}

/* With the lock. */
static int remove_range(struct process *p, unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma, *next;
	int err = 0;

	list_for_each_entry_safe(vma, next, &p->mm.areas, vm_link)
		if (vma->vm_start < end && vma->vm_end > start && !err)
			err = cut(vma, start, end);
	if (!err)
		remove_pages(p, start, end);
	return err;
}

int space_unmap(struct process *p, unsigned long start, size_t bytes)
{
	int err;

	if (!PAGE_ALIGNED(start) || !bytes || start > p->mm.task_size ||
	    bytes > p->mm.task_size - start)
		return -EINVAL;
	down_write(&p->mm.mmap_lock);
	err = remove_range(p, start, PAGE_ALIGN(start + bytes));
	up_write(&p->mm.mmap_lock);
	return err;
}

/* ---- the heap -------------------------------------------------------------------------------- */

/* With the lock: from @old to @new, whole pages; the heap has no area while it is empty. */
static bool resize_heap(struct process *p, unsigned long old, unsigned long new)
{
	const vm_flags_t flags = flags_of(PROT_READ | PROT_WRITE);
	struct vm_area_struct *heap;

	if (new == old)
		return true;
	if (new < old)
		return !remove_range(p, new, old);
	if (new > p->mm.mmap_base || !is_free(p, old, new + PAGE_SIZE))
		return false;
	heap = old > p->mm.start_brk ? vma_lookup(&p->mm, old - 1) : NULL;
	if (!heap)
		return !IS_ERR(vma_insert(&p->mm, old, new - old, flags));
	heap->vm_end = new;
	p->mm.total_vm += (new - old) >> PAGE_SHIFT;
	return true;
}

unsigned long space_brk(struct process *p, unsigned long end)
{
	struct mm_struct *mm = &p->mm;

	down_write(&mm->mmap_lock);
	if (end >= mm->start_brk && end <= mm->mmap_base &&
	    resize_heap(p, PAGE_ALIGN(mm->brk), PAGE_ALIGN(end)))
		mm->brk = end;
	end = mm->brk;
	up_write(&mm->mmap_lock);
	return end;
}

/* ---- life ------------------------------------------------------------------------------------ */

int space_begin(struct process *p)
{
	struct mm_struct *mm = &p->mm;
	int err;

	p->space.take_table = take_table;
	p->space.give_table = give_table;
	err = port_space_make(&p->space);
	if (err)
		return err;
	init_rwsem(&mm->mmap_lock);
	INIT_LIST_HEAD(&mm->areas);
	spin_lock_init(&mm->page_table_lock);
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	mm->mmap_base = port.user_start + MAP_OFFSET;
	mm->task_size = port.user_end;
	mm->start_stack = port.user_end - STACK_BYTES;
	p->reach = (struct user_reach){ reach_copy, port.user_end, reach_pte };
	port_user_fault = copy_fault;
	port_space_use(&p->space);
	current->mm = current->active_mm = mm;
	current->user_reach = &p->reach;
	return 0;
}

void space_end(struct process *p)
{
	down_write(&p->mm.mmap_lock);
	remove_range(p, 0, p->mm.task_size);
	up_write(&p->mm.mmap_lock);
	current->user_reach = NULL;
	current->mm = current->active_mm = NULL;
	port_space_use(NULL);
	port_space_free(&p->space);
}
