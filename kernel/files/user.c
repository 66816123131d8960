// SPDX-License-Identifier: MIT
/*
 * User memory: the addresses that files are used with.
 *
 *	script, FUSE, tests        user_map()  user_copy()
 *	                               │
 *	the module's read()        copy_to_user(buf, ...)      a __user pointer: a number
 *	                               │
 *	user_table.c               address ─> frame            the page table
 *	                               │
 *	the machine's memory       page_address(), kmap()      the same bytes as the kernel's
 *
 * On a processor the kernel reaches user memory by the user's own addresses, through the page
 * table that the processor walks, and has to ask for it (SMAP), since a pointer of the user's that
 * is believed is how kernels are broken into.  Here the range of these addresses is mapped for
 * nobody.  Who copies walks the table, page by page, and reaches the frame where the kernel has it.
 * So
 *
 *	- a bad address is found by looking, never by a fault: no handler, on any stack, in any
 *	  thread, at the cost of two loads a page;
 *	- the bytes that were not copied are known exactly, also where a mapping ends inside;
 *	- a module that takes a __user pointer for a pointer faults at once, and is told of it;
 *	- pages of a driver's in a user's area (mmap) are the driver's, without a second mapping.
 *
 * There is one address space.  Areas do not touch each other, so who writes a byte behind his
 * buffer's last page meets none.  A task can besides act for a program that has its own memory
 * elsewhere (user_reach): then all addresses are that program's, for as long.
 *
 * Locking: user_mm.mmap_lock guards the areas, as in Linux.  The table is read without it, in RCU
 * read-side sections; who takes pages out waits for those before giving the pages back.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "base/textbuf.h"
#include "kernel/files/user.h"
#include "mm/boot/trace.h"
#include "mm/page/page.h"
#include "port/port.h"

struct mm_struct user_mm;

int user_init(void)
{
	int err = user_table_init();

	if (err)
		return err;
	memset(&user_mm, 0, sizeof(user_mm));
	init_rwsem(&user_mm.mmap_lock);
	INIT_LIST_HEAD(&user_mm.areas);
	spin_lock_init(&user_mm.page_table_lock);
	atomic_set(&user_mm.mm_users, 1);
	atomic_set(&user_mm.mm_count, 1);
	user_mm.mmap_base = port.user_start;
	user_mm.task_size = port.user_end;
	current->mm = current->active_mm = &user_mm;
	return 0;
}

void user_exit(void)
{
	struct vm_area_struct *vma, *next;

	list_for_each_entry_safe(vma, next, &user_mm.areas, vm_link)
		user_unmap(vma->vm_start);
	current->mm = current->active_mm = NULL;
	user_table_exit();
}

unsigned long user_addr_max(void)
{
	const struct user_reach *reach = current->user_reach;

	return unlikely(reach) ? reach->limit ?: LONG_MAX : port.user_end;
}
EXPORT_SYMBOL(user_addr_max);

/* ---- areas of the user's own ----------------------------------------------------------------- */

static int populate(struct vm_area_struct *vma)
{
	unsigned long flags = USER_PTE_OWNED | (vma->vm_flags & VM_WRITE ? USER_PTE_WRITE : 0);
	int err = 0;

	for (unsigned long addr = vma->vm_start; addr < vma->vm_end && !err; addr += PAGE_SIZE) {
		struct page *page =
			alloc_pages_untraced(GFP_HIGHUSER | __GFP_ZERO, 0, NUMA_NO_NODE);

		if (!page)
			return -ENOMEM;
		err = user_pte_set(addr, page_to_pfn(page), flags);
		if (err)
			free_pages_untraced(page, 0);
	}
	return err;
}

unsigned long user_map(size_t bytes, int prot)
{
	vm_flags_t flags = VM_READ | VM_MAYREAD | VM_MAYWRITE;
	struct vm_area_struct *vma;
	unsigned long addr;
	int err;

	if (prot & PROT_WRITE)
		flags |= VM_WRITE;
	down_write(&user_mm.mmap_lock);
	vma = vma_make(&user_mm, bytes, flags);
	up_write(&user_mm.mmap_lock);
	if (IS_ERR(vma))
		return (unsigned long)PTR_ERR(vma);
	addr = vma->vm_start;
	err = populate(vma);
	if (!err)
		return addr;
	user_unmap(addr);
	return (unsigned long)(long)err;
}

int user_unmap(unsigned long addr)
{
	struct vm_area_struct *vma;

	down_write(&user_mm.mmap_lock);
	vma = vma_lookup(&user_mm, addr);
	if (!vma || vma->vm_start != addr) {
		up_write(&user_mm.mmap_lock);
		return -EINVAL;
	}
	user_pte_clear(vma->vm_start, vma->vm_end);
	vma_free(vma);
	up_write(&user_mm.mmap_lock);
	return 0;
}

unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot,
		      unsigned long flags, unsigned long offset)
{
	if (addr || !len || len > LONG_MAX || offset_in_page(offset))
		return (unsigned long)-EINVAL;
	if (file)
		return user_mmap(file, PAGE_ALIGN(len), (int)prot, (int)flags,
				 offset >> PAGE_SHIFT);
	if (!(flags & (MAP_SHARED | MAP_PRIVATE)))
		return (unsigned long)-EINVAL;
	return user_map(PAGE_ALIGN(len), (int)prot);
}
EXPORT_SYMBOL(vm_mmap);

int vm_munmap(unsigned long start, size_t len)
{
	return len ? user_unmap(start) : -EINVAL;
}
EXPORT_SYMBOL(vm_munmap);

/* ---- copying --------------------------------------------------------------------------------- */

/* The bytes of one page. Return: false where they cannot be reached. */
static bool copy_in_page(void *kernel, unsigned long addr, size_t n, bool write)
{
	bool reached = false;
	char *at;
	u64 pte;

	rcu_read_lock();
	pte = user_pte(addr);
	if ((pte & USER_PTE_PRESENT) && (!write || (pte & USER_PTE_WRITE)) &&
	    pfn_valid((unsigned long)(pte >> PAGE_SHIFT))) {
		at = kmap_local_page(pfn_to_page((unsigned long)(pte >> PAGE_SHIFT)));
		if (write)
			memcpy(at + offset_in_page(addr), kernel, n);
		else
			memcpy(kernel, at + offset_in_page(addr), n);
		kunmap_local(at);
		reached = true;
	}
	rcu_read_unlock();
	return reached;
}

static bool may_wait(void)
{
	return !faulthandler_disabled();
}

size_t user_copy(void *kernel, unsigned long addr, size_t n, bool write)
{
	struct user_reach *reach = current->user_reach;

	if (unlikely(reach))
		return reach->copy(reach, kernel, addr, n, write);
	while (n) {
		size_t part = min_t(size_t, n, PAGE_SIZE - offset_in_page(addr)), other;

		if (addr - port.user_start >= port.user_end - port.user_start)
			break;
		if (!copy_in_page(kernel, addr, part, write)) {
			if (!may_wait())
				break;
			if (vma_fault(addr, write))
				continue;
			other = vma_access(kernel, addr, part, write);
			if (!other)
				break;
			part = other;
		}
		kernel = (char *)kernel + part;
		addr += part;
		n -= part;
	}
	return n;
}

u64 user_pte_current(unsigned long addr)
{
	struct user_reach *reach = current->user_reach;

	return reach && reach->pte ? reach->pte(reach, addr) : user_pte(addr);
}

/* ---- mistakes -------------------------------------------------------------------------------- */

bool user_explain_fault(unsigned long addr, struct textbuf *t)
{
	if (addr - port.user_start >= port.user_end - port.user_start)
		return false;
	textbuf_printf(t,
		       "BUG: user-memory-access: %016lx is an address of a user's%s: it is for "
		       "copy_from_user(), get_user() and their kin",
		       addr, user_pte_current(addr) ? "" : ", where nothing is mapped");
	return true;
}
