/* SPDX-License-Identifier: MIT */
/*
 * User memory, as far as modules see it: an address space, its areas, and what maps into them.
 *
 * There is one address space, that of all who use files in the machine (kernel/files/user.c).
 */
#ifndef _LINUX_VMA_H
#define _LINUX_VMA_H

#include <linux/types.h>
#include <linux/args.h>
#include <linux/atomic.h>
#include <linux/era.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/rwsem.h>
#include <linux/spinlock_types.h>
#include <asm/pgtable.h>

struct device;
struct file;
struct vm_area_struct;

/** vm_fault_t - what a fault handler says: VM_FAULT_* bits. */
typedef unsigned int vm_fault_t;

typedef unsigned long vm_flags_t;

/**
 * struct mm_struct - an address space.
 * @mmap_lock: guards the areas; @mmap_sem is its name before 5.8.
 * @areas: all areas, by address.
 * @mm_users: who uses it; @mm_count: who keeps the record.
 * @total_vm: pages of all areas; @pinned_vm: those that drivers hold.
 * @task_size: the first address that no user has.
 */
struct mm_struct {
	union {
		struct rw_semaphore mmap_lock;
		struct rw_semaphore mmap_sem;
	};
	struct list_head areas;
	int map_count;
	atomic_t mm_users, mm_count;
	unsigned long total_vm, locked_vm, data_vm, stack_vm;
	atomic64_t pinned_vm;
	unsigned long task_size, mmap_base;
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	spinlock_t page_table_lock;
};

/**
 * struct vm_fault - a page that is touched and not there.
 * @vma: the area; @flags: FAULT_FLAG_*.
 * @pgoff: the page's place in the file.
 * @address: of the page; @virtual_address before 4.10.
 * @page: the handler's answer.
 */
struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	unsigned int flags;
	pgoff_t pgoff;
	union {
		unsigned long address;
		void *virtual_address;
	};
	struct page *page;
	struct page *cow_page;
};

/**
 * struct vm_operations_struct - what the owner of an area does; each may be NULL.
 * @fault: fills in vmf->page, or the area; until 4.10 it was given the area as well.
 * @nopage: until 2.6.23: the page, referenced, or NOPAGE_*; @type may be NULL.
 */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	int (*may_split)(struct vm_area_struct *vma, unsigned long addr);
	int (*mremap)(struct vm_area_struct *vma);
	int (*mprotect)(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			unsigned long flags);
#if ERA_BEFORE(4, 11, 0)
	vm_fault_t (*fault_since_4_11)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite_since_4_11)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite_since_4_11)(struct vm_fault *vmf);
	int (*fault)(struct vm_area_struct *vma, struct vm_fault *vmf);
	int (*page_mkwrite)(struct vm_area_struct *vma, struct vm_fault *vmf);
	int (*pfn_mkwrite)(struct vm_area_struct *vma, struct vm_fault *vmf);
#else
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite)(struct vm_fault *vmf);
	int (*fault_before_4_11)(struct vm_area_struct *vma, struct vm_fault *vmf);
	int (*page_mkwrite_before_4_11)(struct vm_area_struct *vma, struct vm_fault *vmf);
	int (*pfn_mkwrite_before_4_11)(struct vm_area_struct *vma, struct vm_fault *vmf);
#endif
	struct page *(*nopage)(struct vm_area_struct *vma, unsigned long address, int *type);
	int (*access)(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
		      int write);
	const char *(*name)(struct vm_area_struct *vma);
};

/**
 * struct vm_area_struct - an area: addresses of one kind.
 *
 *	@vm_start < @vm_end, both whole pages; areas do not touch: a page is free behind each
 *
 * @vm_pgoff: where in @vm_file it begins, in pages.
 * @vm_link: in its address space, by address.
 */
struct vm_area_struct {
	unsigned long vm_start, vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	vm_flags_t vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	struct list_head vm_link;
};

#define VM_NONE	      0x00000000
#define VM_READ	      0x00000001
#define VM_WRITE      0x00000002
#define VM_EXEC	      0x00000004
#define VM_SHARED     0x00000008
#define VM_MAYREAD    0x00000010
#define VM_MAYWRITE   0x00000020
#define VM_MAYEXEC    0x00000040
#define VM_MAYSHARE   0x00000080
#define VM_GROWSDOWN  0x00000100
#define VM_PFNMAP     0x00000400
#define VM_LOCKED     0x00002000
#define VM_IO	      0x00004000
#define VM_SEQ_READ   0x00008000
#define VM_RAND_READ  0x00010000
#define VM_DONTCOPY   0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_ACCOUNT    0x00100000
#define VM_NORESERVE  0x00200000
#define VM_DONTDUMP   0x04000000
#define VM_MIXEDMAP   0x10000000

/* Until 3.7: neither swapped nor dumped. */
#define VM_RESERVED (VM_DONTEXPAND | VM_DONTDUMP)

static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags &= ~flags;
}

static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}

static inline void vm_flags_init(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags = flags;
}

static inline void vm_flags_reset(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags = flags;
}

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

#define VM_FAULT_OOM	  0x000001u
#define VM_FAULT_SIGBUS	  0x000002u
#define VM_FAULT_MAJOR	  0x000004u
#define VM_FAULT_HWPOISON 0x000010u
#define VM_FAULT_SIGSEGV  0x000040u
#define VM_FAULT_NOPAGE	  0x000100u
#define VM_FAULT_LOCKED	  0x000200u
#define VM_FAULT_RETRY	  0x000400u
#define VM_FAULT_MINOR	  0u
#define VM_FAULT_ERROR	  (VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | VM_FAULT_HWPOISON)

/* What nopage() returns where there is no page. */
#define NOPAGE_SIGBUS ((struct page *)NULL)
#define NOPAGE_OOM    ((struct page *)-1l)

#define FAULT_FLAG_WRITE 0x01u
#define FAULT_FLAG_USER	 0x40u

#define PROT_NONE     0x0
#define PROT_READ     0x1
#define PROT_WRITE    0x2
#define PROT_EXEC     0x4
#define MAP_SHARED    0x01
#define MAP_PRIVATE   0x02
#define MAP_ANONYMOUS 0x20

/* Memory is cached one way. */
#define pgprot_noncached(prot)	   (prot)
#define pgprot_writecombine(prot)  (prot)
#define pgprot_dmacoherent(prot)   (prot)
#define pgprot_device(prot)	   (prot)
#define vm_get_page_prot(vm_flags) __pgprot(_PAGE_PRESENT | ((vm_flags)&VM_WRITE ? _PAGE_RW : 0))
#define PAGE_SHARED		   __pgprot(_PAGE_PRESENT | _PAGE_RW)
#define PAGE_READONLY		   __pgprot(_PAGE_PRESENT)

/* ---- mapping memory into an area: kernel/files/vma.c ----------------------------------------- */

/* For mmap() of a driver, and its fault(): process context, with mmap_lock held by the caller. */

/**
 * remap_pfn_range - have addresses of an area show @size bytes of memory from frame @pfn on.
 * @addr: a whole page; @prot: not looked at, as memory is cached one way.
 *
 * The memory must stay until the area is gone: no reference is taken.
 * Return: 0; -EINVAL outside of the area, -EBUSY where something is shown already, -ENOMEM.
 */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);
#define io_remap_pfn_range(vma, addr, pfn, size, prot) remap_pfn_range(vma, addr, pfn, size, prot)
/* Until 2.6.10, by physical address. */
#define remap_page_range(vma, addr, phys, size, prot) \
	remap_pfn_range(vma, addr, (phys) >> PAGE_SHIFT, size, prot)

/**
 * vm_insert_page, vm_insert_pages - show @page, or pages one after the other, at @addr; a reference
 * to each is taken, and dropped with the area.
 * @num: how many; on return, how many were not inserted.
 *
 * Return: 0; -EFAULT outside of the area, -EINVAL for a page nobody has, -EBUSY where something is
 * shown already, -ENOMEM.
 */
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages,
		    unsigned long *num);

/**
 * vm_map_pages, vm_map_pages_zero - fill the area from @pages, beginning where the user wants it
 * (vm_pgoff), or with the first.
 * Return: 0; -ENXIO where the area is longer than that; as vm_insert_page().
 */
int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num);
int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num);

/**
 * vm_insert_pfn, vmf_insert_pfn, vmf_insert_pfn_prot, vmf_insert_page - for fault handlers: show
 * one frame, of which no reference is taken, or one page, of which one is.
 *
 * The first one is that until 4.19.  That something is shown already is no failure.
 * Return: VM_FAULT_NOPAGE, which the handler returns; VM_FAULT_OOM, VM_FAULT_SIGBUS; the first one
 * 0, -EFAULT outside of the area, -EBUSY, -ENOMEM.
 */
int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
			       pgprot_t prot);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);

/**
 * vm_iomap_memory - show a device's memory, as much of it as the user asked for.
 * @start: its physical address; @len: bytes of it.
 *
 * Return: 0; -EINVAL where he wants more than there is; as remap_pfn_range().
 */
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len);

/**
 * remap_vmalloc_range - show memory of vmalloc_user() from its page @pgoff on.
 * Return: 0; -EINVAL for other memory, or where there is less of it than the area has.
 */
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);

/** zap_vma_ptes - show nothing any more at these addresses of an area. */
void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address, unsigned long size);

/* ---- address spaces -------------------------------------------------------------------------- */

/**
 * find_vma, vma_lookup - the first area that ends behind @addr; the one that has it.  Under
 * mmap_lock.
 * Return: the area; NULL where there is none.
 */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr);

static inline void mmap_read_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static inline bool mmap_read_trylock(struct mm_struct *mm)
{
	return down_read_trylock(&mm->mmap_lock) != 0;
}

static inline void mmap_read_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

static inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
}

static inline void mmap_write_unlock(struct mm_struct *mm)
{
	up_write(&mm->mmap_lock);
}

/**
 * kthread_use_mm, kthread_unuse_mm - in between, the calling kernel thread reaches the user memory
 * of @mm.
 */
void kthread_use_mm(struct mm_struct *mm);
void kthread_unuse_mm(struct mm_struct *mm);

#define FOLL_WRITE    0x01
#define FOLL_GET      0x04
#define FOLL_FORCE    0x10
#define FOLL_LONGTERM 0x100

/**
 * get_user_pages_fast, pin_user_pages_fast - references to the pages behind user memory, as many as
 * there are in a row; pins are given back by unpin_user_pages().
 * @start: an address in the first.
 * @gup_flags: FOLL_WRITE: they are to be written; the others make no difference.
 * @pages: room for @nr_pages.
 *
 * Memory that remap_pfn_range() shows has no pages.
 * Return: how many; -EFAULT where not even the first is there.
 * Context: process; sleeps.
 */
long get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			 struct page **pages);
long pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			 struct page **pages);

/*
 * get_user_pages - of the caller's own memory, under mmap_lock: (start, nr, gup_flags, pages) since
 * 6.5, with vmas behind it since 4.9; (start, nr, write, force, pages, vmas) since 4.6; before,
 * with (task, mm) ahead of it.  Which areas the pages are of nobody is told any more.
 * Return: how many, or -EFAULT.
 */
#define __gup4(start, nr, flags, pages)	      get_user_pages_fast(start, (int)(nr), flags, pages)
#define __gup5(start, nr, flags, pages, vmas) __gup4(start, nr, flags, pages)
#define __gup6(start, nr, write, force, pages, vmas) \
	__gup4(start, nr, (write) ? FOLL_WRITE : 0, pages)
#define __gup8(task, mm, start, nr, write, force, pages, vmas) \
	__gup4(start, nr, (write) ? FOLL_WRITE : 0, pages)
#define get_user_pages(...) CONCATENATE(__gup, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)
#define pin_user_pages(...) CONCATENATE(__gup, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)

/** unpin_user_page, unpin_user_pages - give back what pin_user_pages() or its kin has pinned. */
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long nr);

/* ---- a program's mappings, made by the kernel: kernel/files/user.c --------------------------- */

/**
 * vm_mmap, vm_munmap - a mapping for the program, and the end of one, which is all of it.
 * @file: what to map, from its byte @offset on; NULL: zeroed memory.
 * @addr: where; only 0, anywhere, is known here.
 *
 * Return: the address, or a negative errno as such; vm_munmap(): 0, or -EINVAL where none begins.
 * Context: process; may sleep.
 */
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len, unsigned long prot,
		      unsigned long flags, unsigned long offset);
int vm_munmap(unsigned long start, size_t len);

#endif
