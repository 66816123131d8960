// SPDX-License-Identifier: MIT
/*
 * Areas of user memory, and what drivers map into them.
 *
 * An area is made where there is room, with a page left out behind it.  Those of files belong to
 * them: mmap() of a driver fills the area in at once (remap_pfn_range(), vm_insert_page()), or has
 * its pages asked for one by one as they are touched (vm_ops->fault()).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

/* ---- areas ----------------------------------------------------------------------------------- */

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;

	list_for_each_entry(vma, &mm->areas, vm_link)
		if (addr < vma->vm_end)
			return vma;
	return NULL;
}
EXPORT_SYMBOL(find_vma);

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && addr >= vma->vm_start ? vma : NULL;
}
EXPORT_SYMBOL(vma_lookup);

struct vm_area_struct *vma_insert(struct mm_struct *mm, unsigned long start, unsigned long len,
				  vm_flags_t flags)
{
	struct list_head *before = &mm->areas;
	struct vm_area_struct *vma, *other;

	vma = kmalloc_untraced(sizeof(*vma), GFP_KERNEL | __GFP_ZERO);
	if (!vma)
		return ERR_PTR(-ENOMEM);
	list_for_each_entry(other, &mm->areas, vm_link) {
		if (other->vm_start > start)
			break;
		before = &other->vm_link;
	}
	vma->vm_start = start;
	vma->vm_end = start + len;
	vma->vm_mm = mm;
	vma->vm_flags = flags;
	vma->vm_page_prot = vm_get_page_prot(flags);
	list_add(&vma->vm_link, before);
	mm->map_count++;
	mm->total_vm += len >> PAGE_SHIFT;
	return vma;
}

struct vm_area_struct *vma_make(struct mm_struct *mm, size_t bytes, vm_flags_t flags)
{
	unsigned long start = mm->mmap_base, len = PAGE_ALIGN(bytes);
	struct vm_area_struct *other;

	if (!len || len < bytes)
		return ERR_PTR(bytes ? -ENOMEM : -EINVAL);
	list_for_each_entry(other, &mm->areas, vm_link) {
		if (other->vm_end < start)
			continue;
		if (other->vm_start > start && other->vm_start - start > len)
			break;
		start = other->vm_end + PAGE_SIZE;
	}
	if (start > mm->task_size || mm->task_size - start < len + PAGE_SIZE)
		return ERR_PTR(-ENOMEM);
	return vma_insert(mm, start, len, flags);
}

void vma_free(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;

	list_del(&vma->vm_link);
	mm->map_count--;
	mm->total_vm -= vma_pages(vma);
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	kfree_untraced(vma);
}

/* ---- mmap() ---------------------------------------------------------------------------------- */

static int check_mmap(const struct file *file, int prot, int flags)
{
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	if ((flags & MAP_SHARED) && (prot & PROT_WRITE) && !(file->f_mode & FMODE_WRITE))
		return -EACCES;
	if (!(flags & (MAP_SHARED | MAP_PRIVATE)))
		return -EINVAL;
	return file->f_op->mmap ? 0 : -ENODEV;
}

static vm_flags_t flags_of(const struct file *file, int prot, int flags)
{
	vm_flags_t vm_flags = VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	vm_flags |= (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0);
	if (flags & MAP_SHARED) {
		vm_flags |= VM_SHARED | VM_MAYSHARE;
		/* Not even later, by mprotect(). */
		if (!(file->f_mode & FMODE_WRITE))
			vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
	}
	return vm_flags;
}

unsigned long user_mmap(struct file *file, size_t bytes, int prot, int flags, unsigned long pgoff)
{
	struct vm_area_struct *vma;
	unsigned long addr;
	int err = check_mmap(file, prot, flags);

	if (err)
		return (unsigned long)(long)err;
	down_write(&user_mm.mmap_lock);
	vma = vma_make(&user_mm, bytes, flags_of(file, prot, flags));
	if (IS_ERR(vma)) {
		up_write(&user_mm.mmap_lock);
		return (unsigned long)PTR_ERR(vma);
	}
	addr = vma->vm_start;
	vma->vm_pgoff = pgoff;
	vma->vm_file = get_file(file);
	err = file->f_op->mmap(file, vma);
	if (err) {
		vma->vm_ops = NULL; /* it was never opened */
		user_pte_clear(vma->vm_start, vma->vm_end);
		vma_free(vma);
	}
	up_write(&user_mm.mmap_lock);
	return err ? (unsigned long)(long)err : addr;
}

/* ---- filling in ------------------------------------------------------------------------------ */

static bool is_inside(const struct vm_area_struct *vma, unsigned long addr, unsigned long size)
{
	return addr >= vma->vm_start && addr <= vma->vm_end && size <= vma->vm_end - addr;
}

static unsigned long pte_flags(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_WRITE ? USER_PTE_WRITE : 0;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	unsigned long end = addr + PAGE_ALIGN(size);
	int err = 0;

	if (WARN_ON_ONCE(!PAGE_ALIGNED(addr)) || !is_inside(vma, addr, PAGE_ALIGN(size)))
		return -EINVAL;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	for (; addr < end && !err; addr += PAGE_SIZE)
		err = user_pte_set(addr, pfn++, pte_flags(vma));
	return err;
}
EXPORT_SYMBOL(remap_pfn_range);

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	int err;

	if (!is_inside(vma, addr, PAGE_SIZE))
		return -EFAULT;
	if (!page_count(page))
		return -EINVAL;
	vm_flags_set(vma, VM_MIXEDMAP);
	get_page(page);
	err = user_pte_set(addr & PAGE_MASK, page_to_pfn(page), pte_flags(vma) | USER_PTE_OWNED);
	if (err)
		put_page(page);
	return err;
}
EXPORT_SYMBOL(vm_insert_page);

int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages,
		    unsigned long *num)
{
	int err = 0;

	for (; *num && !err; addr += PAGE_SIZE) {
		err = vm_insert_page(vma, addr, *pages++);
		if (!err)
			(*num)--;
	}
	return err;
}
EXPORT_SYMBOL(vm_insert_pages);

int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	unsigned long count = vma_pages(vma);

	return count > num ? -ENXIO : vm_insert_pages(vma, vma->vm_start, pages, &count);
}
EXPORT_SYMBOL(vm_map_pages_zero);

int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	unsigned long off = vma->vm_pgoff;

	return off >= num ? -ENXIO : vm_map_pages_zero(vma, pages + off, num - off);
}
EXPORT_SYMBOL(vm_map_pages);

static vm_fault_t fault_of(int err)
{
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	return err < 0 && err != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	return fault_of(vm_insert_pfn(vma, addr, pfn));
}
EXPORT_SYMBOL(vmf_insert_pfn);

vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
			       pgprot_t prot)
{
	return vmf_insert_pfn(vma, addr, pfn);
}
EXPORT_SYMBOL(vmf_insert_pfn_prot);

vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	return fault_of(vm_insert_page(vma, addr, page));
}
EXPORT_SYMBOL(vmf_insert_page);

int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	if (!is_inside(vma, addr, PAGE_SIZE))
		return -EFAULT;
	return user_pte_set(addr & PAGE_MASK, pfn, pte_flags(vma));
}
EXPORT_SYMBOL(vm_insert_pfn);

int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len)
{
	unsigned long pfn = PHYS_PFN(start);
	unsigned long pages = PFN_UP(offset_in_page(start) + len);

	if (start + len < start || vma->vm_pgoff > pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, pfn + vma->vm_pgoff, vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}
EXPORT_SYMBOL(vm_iomap_memory);

int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff)
{
	const struct vm_struct *area = find_vm_area(addr);
	unsigned long size = vma->vm_end - vma->vm_start, at = vma->vm_start;
	int err = 0;

	if (!PAGE_ALIGNED(addr) || !area)
		return -EINVAL;
	if (!(area->flags & (VM_USERMAP | VM_DMA_COHERENT)))
		return -EINVAL;
	if (pgoff > PFN_DOWN(get_vm_area_size(area)) ||
	    size > get_vm_area_size(area) - (pgoff << PAGE_SHIFT))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	for (addr = (char *)addr + (pgoff << PAGE_SHIFT); at < vma->vm_end && !err;
	     at += PAGE_SIZE, addr = (char *)addr + PAGE_SIZE)
		err = vm_insert_page(vma, at, vmalloc_to_page(addr));
	return err;
}
EXPORT_SYMBOL(remap_vmalloc_range);

void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address, unsigned long size)
{
	if (is_inside(vma, address, size))
		user_pte_clear(address, address + size);
}
EXPORT_SYMBOL(zap_vma_ptes);

/* ---- pages that are touched ------------------------------------------------------------------ */

/* The handler's page goes into the table with the reference that came with it. */
static bool take_page(struct vm_area_struct *vma, struct vm_fault *vmf, vm_fault_t said)
{
	int err;

	if (said & VM_FAULT_ERROR)
		return false;
	if (said & VM_FAULT_NOPAGE)
		return user_pte(vmf->address) != 0;
	if (!vmf->page)
		return false;
	err = user_pte_set(vmf->address, page_to_pfn(vmf->page), pte_flags(vma) | USER_PTE_OWNED);
	if (err)
		put_page(vmf->page);
	return !err || err == -EBUSY;
}

static bool can_fault(const struct vm_area_struct *vma)
{
	const struct vm_operations_struct *ops = vma->vm_ops;

	return ops && (ops->fault || ops->fault_before_4_11 || ops->nopage);
}

/* In whichever form its owner has it. */
static vm_fault_t call_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	const struct vm_operations_struct *ops = vma->vm_ops;
	int type = VM_FAULT_MINOR;

	if (ops->fault)
		return ops->fault(vmf);
	if (ops->fault_before_4_11)
		return (vm_fault_t)ops->fault_before_4_11(vma, vmf);
	vmf->page = ops->nopage(vma, vmf->address, &type);
	if (vmf->page == NOPAGE_SIGBUS)
		return VM_FAULT_SIGBUS;
	if (vmf->page != NOPAGE_OOM)
		return (vm_fault_t)type;
	vmf->page = NULL;
	return VM_FAULT_OOM;
}

bool vma_fault(unsigned long addr, bool write)
{
	struct vm_fault vmf = { .address = addr & PAGE_MASK,
				.gfp_mask = GFP_HIGHUSER,
				.flags = FAULT_FLAG_USER | (write ? FAULT_FLAG_WRITE : 0) };
	struct vm_area_struct *vma;
	bool there = false;

	/* The caller's own mmap() may be who copies. */
	if (!down_read_trylock(&user_mm.mmap_lock))
		return false;
	vma = vma_lookup(&user_mm, addr);
	if (vma && can_fault(vma) && !user_pte(addr) &&
	    (vma->vm_flags & (write ? VM_WRITE : VM_READ | VM_WRITE))) {
		vmf.vma = vma;
		vmf.pgoff = vma->vm_pgoff + ((vmf.address - vma->vm_start) >> PAGE_SHIFT);
		there = take_page(vma, &vmf, call_fault(vma, &vmf));
	}
	up_read(&user_mm.mmap_lock);
	return there;
}

size_t vma_access(void *kernel, unsigned long addr, size_t n, bool write)
{
	struct vm_area_struct *vma;
	int done = 0;

	if (!down_read_trylock(&user_mm.mmap_lock))
		return 0;
	vma = vma_lookup(&user_mm, addr);
	if (vma && vma->vm_ops && vma->vm_ops->access && (vma->vm_flags & (VM_IO | VM_PFNMAP)))
		done = vma->vm_ops->access(vma, addr, kernel, (int)n, write);
	up_read(&user_mm.mmap_lock);
	return done > 0 ? (size_t)done : 0;
}

/* ---- who uses an address space --------------------------------------------------------------- */

void kthread_use_mm(struct mm_struct *mm)
{
	if (WARN_ON(current->mm))
		return;
	current->mm = current->active_mm = mm;
}
EXPORT_SYMBOL(kthread_use_mm);

void kthread_unuse_mm(struct mm_struct *mm)
{
	current->mm = current->active_mm = NULL;
}
EXPORT_SYMBOL(kthread_unuse_mm);

static long get_pages(unsigned long start, int nr_pages, bool write, struct page **pages)
{
	u8 byte;
	int i;

	for (i = 0; i < nr_pages; i++, start += PAGE_SIZE) {
		u64 pte;

		/* Touching it brings it. */
		if (user_copy(&byte, start, 1, false))
			break;
		pte = user_pte_current(start);
		if (!(pte & USER_PTE_OWNED) || (write && !(pte & USER_PTE_WRITE)))
			break;
		pages[i] = pfn_to_page((unsigned long)(pte >> PAGE_SHIFT));
		get_page(pages[i]);
	}
	return i ? i : -EFAULT;
}

long get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			 struct page **pages)
{
	might_sleep();
	return get_pages(start & PAGE_MASK, nr_pages, gup_flags & FOLL_WRITE, pages);
}
EXPORT_SYMBOL(get_user_pages_fast);

long pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			 struct page **pages)
{
	return get_user_pages_fast(start, nr_pages, gup_flags, pages);
}
EXPORT_SYMBOL(pin_user_pages_fast);

void unpin_user_page(struct page *page)
{
	put_page(page);
}
EXPORT_SYMBOL(unpin_user_page);

void unpin_user_pages(struct page **pages, unsigned long nr)
{
	while (nr--)
		put_page(*pages++);
}
EXPORT_SYMBOL(unpin_user_pages);
