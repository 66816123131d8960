// SPDX-License-Identifier: MIT
/* What drivers map into user memory, and iterators over buffers. */
#include <linux/miscdevice.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>
#include "tests/kernel/files/files_test.h"

static char *memory;
static int way, opened, closed, faults;

enum { BY_PFN, BY_PAGE, BY_VMALLOC, BY_FAULT, NOT_AT_ALL };

static void note_open(struct vm_area_struct *vma)
{
	opened++;
}

static void note_close(struct vm_area_struct *vma)
{
	closed++;
}

static vm_fault_t bring(struct vm_fault *vmf)
{
	faults++;
	if (vmf->pgoff >= 2)
		return VM_FAULT_SIGBUS;
	vmf->page = virt_to_page(memory + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct note_ops = { .open = note_open, .close = note_close };
static const struct vm_operations_struct fault_ops = { .close = note_close, .fault = bring };

static int map_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	vma->vm_ops = &note_ops;
	switch (way) {
	case BY_PFN:
		return remap_pfn_range(vma, vma->vm_start, virt_to_pfn(memory) + vma->vm_pgoff,
				       size, vma->vm_page_prot);
	case BY_PAGE:
		return vm_insert_page(vma, vma->vm_start, virt_to_page(memory));
	case BY_VMALLOC:
		return remap_vmalloc_range(vma, memory, vma->vm_pgoff);
	case BY_FAULT:
		vma->vm_ops = &fault_ops;
		return 0;
	default:
		return -EPERM;
	}
}

static const struct file_operations map_fops = { .owner = THIS_MODULE, .mmap = map_mmap };
static struct miscdevice map_misc = { .minor = MISC_DYNAMIC_MINOR,
				      .name = "map",
				      .fops = &map_fops };

static struct file *open_map(struct kunit *test, int how, int flags)
{
	struct file *file;

	way = how;
	opened = closed = faults = 0;
	KUNIT_ASSERT_EQ(test, misc_register(&map_misc), 0);
	KUNIT_ASSERT_EQ(test, use_open("/dev/map", flags, &file), 0);
	return file;
}

static void close_map(struct kunit *test, struct file *file)
{
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	misc_deregister(&map_misc);
}

/* Both sides see what the other writes. */
static void check_shared(struct kunit *test, long addr, char *kernel)
{
	char text[8] = "";

	strcpy(kernel, "kernel");
	KUNIT_EXPECT_EQ(test, use_peek(text, (unsigned long)addr, 7), 0);
	KUNIT_EXPECT_STREQ(test, text, "kernel");
	KUNIT_EXPECT_EQ(test, use_poke((unsigned long)addr, "user", 5), 0);
	KUNIT_EXPECT_STREQ(test, kernel, "user");
}

static void mmap_test_pfn(struct kunit *test)
{
	struct file *file = open_map(test, BY_PFN, O_RDWR);
	long addr, second;

	memory = (char *)__get_free_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	addr = use_mmap(file, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE((unsigned long)addr));
	check_shared(test, addr, memory);
	check_shared(test, addr + (long)PAGE_SIZE, memory + PAGE_SIZE);
	second = use_mmap(file, PAGE_SIZE, PROT_READ, MAP_SHARED, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE((unsigned long)second));
	KUNIT_EXPECT_EQ(test, use_poke((unsigned long)second, "x", 1), -EFAULT);
	/* A file stays open as long as it is mapped. */
	KUNIT_EXPECT_EQ(test, file_count(file), 3l);
	KUNIT_EXPECT_EQ(test, use_munmap((unsigned long)addr), 0);
	KUNIT_EXPECT_EQ(test, closed, 1);
	KUNIT_EXPECT_EQ(test, use_peek(memory, (unsigned long)addr, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, use_munmap((unsigned long)second), 0);
	KUNIT_EXPECT_EQ(test, file_count(file), 1l);
	free_pages((unsigned long)memory, 1);
	close_map(test, file);
}

static void mmap_test_page(struct kunit *test)
{
	struct file *file = open_map(test, BY_PAGE, O_RDWR);
	struct page *page;
	long addr;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	page = virt_to_page(memory);
	addr = use_mmap(file, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE((unsigned long)addr));
	check_shared(test, addr, memory);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	KUNIT_EXPECT_EQ(test, use_munmap((unsigned long)addr), 0);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	free_page((unsigned long)memory);
	close_map(test, file);
}

static void mmap_test_vmalloc(struct kunit *test)
{
	struct file *file = open_map(test, BY_VMALLOC, O_RDWR);
	long addr;

	if (!IS_ENABLED(CONFIG_MMU)) {
		close_map(test, file);
		kunit_skip(test, "vmalloc() has no pages of its own without an MMU");
	}
	memory = vmalloc_user(3 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, memory);
	addr = use_mmap(file, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE((unsigned long)addr));
	check_shared(test, addr + 5, memory + PAGE_SIZE + 5);
	KUNIT_EXPECT_EQ(test, use_munmap((unsigned long)addr), 0);
	KUNIT_EXPECT_EQ(test, use_mmap(file, 3 * PAGE_SIZE, PROT_READ, MAP_SHARED, 1),
			(long)-EINVAL);
	vfree(memory);
	memory = vmalloc(PAGE_SIZE); /* not for users */
	KUNIT_EXPECT_EQ(test, use_mmap(file, PAGE_SIZE, PROT_READ, MAP_SHARED, 0), (long)-EINVAL);
	vfree(memory);
	close_map(test, file);
}

static void mmap_test_fault(struct kunit *test)
{
	struct file *file = open_map(test, BY_FAULT, O_RDWR);
	char byte;
	long addr;

	memory = (char *)__get_free_pages(GFP_KERNEL, 1);
	split_page(virt_to_page(memory), 1);
	addr = use_mmap(file, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE((unsigned long)addr));
	KUNIT_EXPECT_EQ(test, faults, 0);
	check_shared(test, addr + (long)PAGE_SIZE, memory + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, faults, 1);
	KUNIT_EXPECT_EQ(test, use_peek(&byte, (unsigned long)addr, 1), 0);
	KUNIT_EXPECT_EQ(test, faults, 2);
	KUNIT_EXPECT_EQ(test, use_peek(&byte, (unsigned long)addr + 2 * PAGE_SIZE, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page(memory)), 2);
	KUNIT_EXPECT_EQ(test, use_munmap((unsigned long)addr), 0);
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page(memory)), 1);
	KUNIT_EXPECT_EQ(test, closed, 1);
	free_page((unsigned long)memory);
	free_page((unsigned long)memory + PAGE_SIZE);
	close_map(test, file);
}

static void mmap_test_refused(struct kunit *test)
{
	struct file *file = open_map(test, NOT_AT_ALL, O_RDONLY);

	KUNIT_EXPECT_EQ(test, use_mmap(file, PAGE_SIZE, PROT_READ, MAP_SHARED, 0), (long)-EPERM);
	KUNIT_EXPECT_EQ(test, use_mmap(file, PAGE_SIZE, PROT_WRITE, MAP_SHARED, 0), (long)-EACCES);
	KUNIT_EXPECT_EQ(test, use_mmap(file, 0, PROT_READ, MAP_SHARED, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_mmap(file, PAGE_SIZE, PROT_READ, 0, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_munmap(0), -EINVAL);
	KUNIT_EXPECT_EQ(test, closed, 0);
	KUNIT_EXPECT_EQ(test, file_count(file), 1l);
	close_map(test, file);
}

static void mmap_test_pin(struct kunit *test)
{
	unsigned long addr = user_map(2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	struct page *pages[3];

	KUNIT_EXPECT_EQ(test, get_user_pages_fast(addr, 3, FOLL_WRITE, pages), 2l);
	KUNIT_EXPECT_EQ(test, page_count(pages[0]), 2);
	KUNIT_EXPECT_EQ(test, user_unmap(addr), 0);
	KUNIT_EXPECT_EQ(test, page_count(pages[1]), 1);
	unpin_user_pages(pages, 2);
	KUNIT_EXPECT_EQ(test, get_user_pages_fast(addr, 1, 0, pages), (long)-EFAULT);
}

/* ---- iterators ------------------------------------------------------------------------------- */

static void iter_test_kvec(struct kunit *test)
{
	char a[4] = "abc", b[1], c[4] = "def", out[16];
	struct kvec pieces[3] = { { a, 3 }, { b, 0 }, { c, 3 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, pieces, 3, 6);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), 6ul);
	KUNIT_EXPECT_EQ(test, copy_from_iter(out, 4, &iter), 4ul);
	KUNIT_EXPECT_MEMEQ(test, out, "abcd", 4);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), 2ul);
	iov_iter_revert(&iter, 3);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), 5ul);
	KUNIT_EXPECT_EQ(test, iov_iter_single_seg_count(&iter), 2ul);
	KUNIT_EXPECT_FALSE(test, copy_from_iter_full(out, 6, &iter));
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), 5ul);
	iov_iter_advance(&iter, 1);
	KUNIT_EXPECT_EQ(test, copy_from_iter(out, 16, &iter), 4ul);
	KUNIT_EXPECT_MEMEQ(test, out, "cdef", 4);

	iov_iter_kvec(&iter, ITER_DEST, pieces, 3, 6);
	iov_iter_truncate(&iter, 5);
	KUNIT_EXPECT_EQ(test, copy_to_iter("12", 2, &iter), 2ul);
	KUNIT_EXPECT_EQ(test, iov_iter_zero(2, &iter), 2ul);
	KUNIT_EXPECT_EQ(test, copy_to_iter("345", 3, &iter), 1ul);
	KUNIT_EXPECT_MEMEQ(test, a, "12\0", 3);
	KUNIT_EXPECT_MEMEQ(test, c, "\0003f", 3);
}

static void iter_test_user(struct kunit *test)
{
	unsigned long page = user_page(test), end = page + PAGE_SIZE;
	struct iovec pieces[2] = { { (void __user *)(end - 2), 2 }, { (void __user *)page, 4 } };
	struct iov_iter iter;
	char out[8] = "";

	iov_iter_init(&iter, ITER_DEST, pieces, 2, 6);
	KUNIT_EXPECT_EQ(test, copy_to_iter("abcdef", 6, &iter), 6ul);
	KUNIT_EXPECT_EQ(test, use_peek(out, page, 4), 0);
	KUNIT_EXPECT_STREQ(test, out, "cdef");
	/* The memory ends inside. */
	iov_iter_ubuf(&iter, ITER_SOURCE, (void __user *)(end - 2), 5);
	KUNIT_EXPECT_EQ(test, copy_from_iter(out, 5, &iter), 2ul);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), 3ul);
	KUNIT_EXPECT_MEMEQ(test, out, "ab\0\0\0", 5);
	KUNIT_EXPECT_EQ(test, import_ubuf(ITER_DEST, (void __user *)PAGE_OFFSET, 1, &iter),
			-EFAULT);
	user_unmap(page);
}

static struct kunit_case mmap_cases[] = {
	KUNIT_CASE(mmap_test_pfn),   KUNIT_CASE(mmap_test_page),    KUNIT_CASE(mmap_test_vmalloc),
	KUNIT_CASE(mmap_test_fault), KUNIT_CASE(mmap_test_refused), KUNIT_CASE(mmap_test_pin),
	KUNIT_CASE(iter_test_kvec),  KUNIT_CASE(iter_test_user),    {},
};
WORLD_SUITE(mmap, mmap_cases);
