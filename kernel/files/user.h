/* SPDX-License-Identifier: MIT */
/* User memory, for those who play the user and for those who copy; the theory is in user.c. */
#ifndef KERNEL_FILES_USER_H
#define KERNEL_FILES_USER_H

#include <linux/types.h>
#include <linux/vma.h>

struct textbuf;

/* ---- user.c: the address space --------------------------------------------------------------- */

/** user_init - an empty address space, which the calling task uses. Return: 0 or -ENOMEM. */
int user_init(void);
void user_exit(void);

/** user_mm - the address space. */
extern struct mm_struct user_mm;

/**
 * user_map - an area of zeroed pages.
 * @bytes: its length, rounded up to whole pages; behind the last page there is nothing.
 * @prot: PROT_READ and PROT_WRITE.
 * Return: its address, or a negative errno (IS_ERR_VALUE()).
 */
unsigned long user_map(size_t bytes, int prot);

/** user_unmap - take the area that begins at @addr away. Return: 0 or -EINVAL. */
int user_unmap(unsigned long addr);

/**
 * user_copy - what copy_to_user() and the others come down to.
 * @write: to the user's @addr from @kernel, else the other way round.
 * Return: bytes that were not copied.  Context: any; pages that a driver has yet to bring are not
 * waited for in atomic context.
 */
size_t user_copy(void *kernel, unsigned long addr, size_t n, bool write);

/**
 * struct user_reach - memory of a program that is not in the machine, as current->user_reach.
 * @copy: as user_copy(), for that program's addresses.
 * @limit: the first address that it cannot have; 0: not known.
 * @pte: as user_pte(), where its memory is the machine's after all; or NULL.
 */
struct user_reach {
	size_t (*copy)(struct user_reach *reach, void *kernel, unsigned long addr, size_t n,
		       bool write);
	unsigned long limit;
	u64 (*pte)(struct user_reach *reach, unsigned long addr);
};

/** user_pte_current - user_pte() of the calling task's memory, wherever that is. */
u64 user_pte_current(unsigned long addr);

/** user_explain_fault - what an address that was taken for a pointer is; false where no user's. */
bool user_explain_fault(unsigned long addr, struct textbuf *t);

/* ---- user_table.c: which page is where ------------------------------------------------------- */

int user_table_init(void);
void user_table_exit(void);

/* What stands for a page: its frame, and whether it may be written and a reference goes with it. */
#define USER_PTE_PRESENT 1ul
#define USER_PTE_WRITE	 2ul
#define USER_PTE_OWNED	 4ul

/** user_pte - the word of the page at @addr; 0 where there is none. */
u64 user_pte(unsigned long addr);

/** user_pte_set - fill in that of a page that has none. Return: 0, -EBUSY or -ENOMEM. */
int user_pte_set(unsigned long addr, unsigned long pfn, unsigned long flags);

/** user_pte_clear - forget the pages of [@start, @end), after all copies that saw them. */
void user_pte_clear(unsigned long start, unsigned long end);

/* ---- vma.c: areas ---------------------------------------------------------------------------- */

/**
 * vma_make - an area with nothing in it, at the first addresses of @mm that are free.
 * Return: the area, -ENOMEM.  Context: holds mmap_lock for writing.
 */
struct vm_area_struct *vma_make(struct mm_struct *mm, size_t bytes, vm_flags_t flags);
/** vma_insert - the same at @start, where @len bytes of whole pages are free. */
struct vm_area_struct *vma_insert(struct mm_struct *mm, unsigned long start, unsigned long len,
				  vm_flags_t flags);
void vma_free(struct vm_area_struct *vma);

/** user_mmap - mmap() of @file. Return: the address, or a negative errno. */
unsigned long user_mmap(struct file *file, size_t bytes, int prot, int flags, unsigned long pgoff);

/**
 * vma_fault - have the page at @addr brought.
 * Return: true where it is there now.  Context: process.
 */
bool vma_fault(unsigned long addr, bool write);

/** vma_access - vm_ops->access() for what is no memory. Return: bytes, or 0. */
size_t vma_access(void *kernel, unsigned long addr, size_t n, bool write);

#endif
