// SPDX-License-Identifier: MIT
/* User memory: what can be reached, how much of it, and who may. */
#include <linux/preempt.h>
#include <linux/slab.h>
#include "tests/kernel/files/files_test.h"

static void uaccess_test_copy(struct kunit *test)
{
	const unsigned long page = user_page(test);
	char __user *user = (char __user *)page;
	char text[16] = "0123456789abcde", back[16];

	KUNIT_EXPECT_EQ(test, copy_to_user(user + 100, text, 16), 0ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, user + 100, 16), 0ul);
	KUNIT_EXPECT_STREQ(test, back, text);
	KUNIT_EXPECT_EQ(test, clear_user(user + 104, 4), 0ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, user + 100, 16), 0ul);
	KUNIT_EXPECT_MEMEQ(test, back, "0123\0\0\0\089abcde", 16);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, user, 0), 0ul);
	KUNIT_EXPECT_EQ(test, user_unmap(page), 0);
}

/* The mapping ends inside: what was copied counts, the rest of the kernel's buffer is zeroed. */
static void uaccess_test_edge(struct kunit *test)
{
	const unsigned long page = user_page(test);
	char __user *end = (char __user *)page + PAGE_SIZE;
	char back[8], ones[8];

	memset(ones, 1, sizeof(ones));
	KUNIT_EXPECT_EQ(test, copy_to_user(end - 3, ones, 8), 5ul);
	memset(back, 'x', sizeof(back));
	KUNIT_EXPECT_EQ(test, copy_from_user(back, end - 3, 8), 5ul);
	KUNIT_EXPECT_MEMEQ(test, back, "\1\1\1\0\0\0\0\0", 8);
	KUNIT_EXPECT_EQ(test, clear_user(end - 3, 8), 5ul);
	KUNIT_EXPECT_EQ(test, copy_to_user(end, ones, 8), 8ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, NULL, 8), 8ul);
	/* A kernel's address is no user's, wherever it is. */
	KUNIT_EXPECT_EQ(test, copy_from_user(back, (void __user *)ones, 8), 8ul);
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)(-1ul - 3), ones, 8), 8ul);
	user_unmap(page);
	KUNIT_EXPECT_EQ(test, copy_to_user((char __user *)page, ones, 1), 1ul);
}

static void uaccess_test_many_pages(struct kunit *test)
{
	const size_t size = 3 * PAGE_SIZE;
	unsigned long addr = user_map(size, PROT_READ | PROT_WRITE);
	char *from = kmalloc(size, GFP_KERNEL), *to = kzalloc(size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, from);
	KUNIT_ASSERT_NOT_NULL(test, to);
	for (size_t i = 0; i < size; i++)
		from[i] = (char)(i * 7);
	KUNIT_EXPECT_EQ(test, copy_to_user((char __user *)addr + 5, from, size - 5), 0ul);
	KUNIT_EXPECT_EQ(test, copy_from_user(to, (char __user *)addr + 5, size - 5), 0ul);
	KUNIT_EXPECT_MEMEQ(test, to, from, size - 5);
	kfree(from);
	kfree(to);
	user_unmap(addr);
}

static void uaccess_test_readonly(struct kunit *test)
{
	unsigned long addr = user_map(PAGE_SIZE, PROT_READ);
	int value = 1;

	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)addr, &value, 4), 4ul);
	KUNIT_EXPECT_EQ(test, get_user(value, (int __user *)addr), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, put_user(5, (int __user *)addr), -EFAULT);
	user_unmap(addr);
}

static void uaccess_test_values(struct kunit *test)
{
	const unsigned long page = user_page(test);
	u64 __user *wide = (u64 __user *)page;
	const u8 __user *byte = (const u8 __user *)page;
	void *p = test, *q;
	u64 value;
	u8 b;

	KUNIT_EXPECT_EQ(test, put_user(0x1122334455667788ull, wide), 0);
	KUNIT_EXPECT_EQ(test, get_user(value, wide), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1122334455667788ull);
	KUNIT_EXPECT_EQ(test, get_user(b, byte), 0);
	KUNIT_EXPECT_EQ(test, b, 0x88);
	KUNIT_EXPECT_EQ(test, put_user(p, (void *__user *)page), 0);
	KUNIT_EXPECT_EQ(test, get_user(q, (void *__user *)page), 0);
	KUNIT_EXPECT_PTR_EQ(test, q, p);
	value = 7;
	KUNIT_EXPECT_EQ(test, get_user(value, (u64 __user *)(page + PAGE_SIZE - 4)), -EFAULT);
	KUNIT_EXPECT_EQ(test, value, 0ull);
	user_unmap(page);
}

static void uaccess_test_access_ok(struct kunit *test)
{
	const unsigned long max = user_addr_max();

	KUNIT_EXPECT_TRUE(test, access_ok((void __user *)0, 10));
	KUNIT_EXPECT_TRUE(test, access_ok((void __user *)(max - 10), 10));
	KUNIT_EXPECT_FALSE(test, access_ok((void __user *)(max - 10), 11));
	KUNIT_EXPECT_FALSE(test, access_ok((void __user *)10, -1ul));
	KUNIT_EXPECT_FALSE(test, access_ok((void __user *)PAGE_OFFSET, 1));
	/* As it was until 5.0. */
	KUNIT_EXPECT_TRUE(test, access_ok(VERIFY_WRITE, (void __user *)(max - 10), 10));
	KUNIT_EXPECT_FALSE(test, access_ok(VERIFY_READ, (void __user *)(max - 10), 11));
}

static void uaccess_test_texts(struct kunit *test)
{
	const unsigned long page = user_page(test);
	char __user *end = (char __user *)page + PAGE_SIZE;
	char back[16];
	char *text;

	KUNIT_EXPECT_EQ(test, copy_to_user(end - 6, "hello", 6), 0ul);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(back, end - 6, 16), 5l);
	KUNIT_EXPECT_STREQ(test, back, "hello");
	KUNIT_EXPECT_EQ(test, strncpy_from_user(back, end - 6, 3), 3l);
	KUNIT_EXPECT_EQ(test, strnlen_user(end - 6, 16), 6l);
	KUNIT_EXPECT_EQ(test, strnlen_user(end - 6, 3), 4l);
	/* Not ended before the memory is. */
	KUNIT_EXPECT_EQ(test, copy_to_user(end - 6, "hello!", 6), 0ul);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(back, end - 6, 16), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, strnlen_user(end - 6, 16), 0l);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(back, NULL, 16), (long)-EFAULT);

	text = memdup_user_nul(end - 6, 6);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	KUNIT_EXPECT_STREQ(test, text, "hello!");
	kfree(text);
	text = vmemdup_user(end - 6, 6);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	KUNIT_EXPECT_MEMEQ(test, text, "hello!", 6);
	kvfree(text);
	KUNIT_EXPECT_EQ(test, PTR_ERR(memdup_user(end - 6, 7)), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(memdup_user(end - 6, SIZE_MAX)), (long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, PTR_ERR(memdup_user_nul(end - 6, SIZE_MAX)), (long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, PTR_ERR(strndup_user(end - 6, 16)), (long)-EFAULT);
	user_unmap(page);
}

static void uaccess_test_struct(struct kunit *test)
{
	const unsigned long page = user_page(test);
	void __user *user = (void __user *)page;
	u32 in[3] = { 1, 2, 0 }, out[4];

	KUNIT_EXPECT_EQ(test, copy_to_user(user, in, sizeof(in)), 0ul);
	/* An older program: the rest is zeroed. */
	memset(out, 0xff, sizeof(out));
	KUNIT_EXPECT_EQ(test, copy_struct_from_user(out, 16, user, 8), 0);
	KUNIT_EXPECT_EQ(test, out[1], 2u);
	KUNIT_EXPECT_EQ(test, out[2] | out[3], 0u);
	/* A newer one, that says nothing new; and one that does. */
	KUNIT_EXPECT_EQ(test, copy_struct_from_user(out, 8, user, 12), 0);
	KUNIT_EXPECT_EQ(test, copy_struct_from_user(out, 4, user, 12), -E2BIG);
	KUNIT_EXPECT_EQ(test, copy_struct_from_user(out, 8, NULL, 8), -EFAULT);
	user_unmap(page);
}

/* Sleeping is what an access may come to; where that cannot be, it is told, or not done. */
static void uaccess_test_atomic(struct kunit *test)
{
	const unsigned long page = user_page(test);
	int value = 3;

	preempt_disable();
	KUNIT_EXPECT_EQ(test, __copy_to_user_inatomic((void __user *)page, &value, 4), 0ul);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, (void __user *)page, 4), 0l);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, NULL, 4), (long)-EFAULT);
	preempt_enable();
	pagefault_disable();
	preempt_disable();
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)page, &value, 4), 0ul);
	preempt_enable();
	pagefault_enable();
	EXPECT_REPORT(
		test,
		{
			preempt_disable();
			if (copy_to_user((void __user *)page, &value, 4))
				value = 0;
			preempt_enable();
		},
		"sleeping function called from invalid context at include/linux/uaccess.h");
	KUNIT_EXPECT_EQ(test, value, 3);
	user_unmap(page);
}

static void uaccess_test_overflow(struct kunit *test)
{
	const unsigned long page = user_page(test);
	char small[4] = "abc";
	unsigned long n = 8, left = 0;

	OPTIMIZER_HIDE_VAR(n);
	EXPECT_REPORT(test, left = copy_from_user(small, (void __user *)page, n),
		      "Buffer overflow detected (4 < 8)!");
	KUNIT_EXPECT_EQ(test, left, 8ul);
	KUNIT_EXPECT_STREQ(test, small, "abc");
	user_unmap(page);
}

static int reach_user(void *addr)
{
	char byte;

	return copy_from_user(&byte, addr, 1) == 1 ? 0 : -1;
}

static int reach_user_with_mm(void *addr)
{
	char byte;
	unsigned long left;

	kthread_use_mm(&user_mm);
	left = copy_from_user(&byte, addr, 1);
	kthread_unuse_mm(&user_mm);
	return left ? -1 : 0;
}

static void uaccess_test_kthread(struct kunit *test)
{
	const unsigned long page = user_page(test);

	KUNIT_EXPECT_TRUE(test, run_threads(1, reach_user, (void *)page));
	KUNIT_EXPECT_TRUE(test, run_threads(1, reach_user_with_mm, (void *)page));
	user_unmap(page);
}

/* A program outside the machine, at whose addresses nothing may be. */
static size_t reach_nothing(struct user_reach *reach, void *kernel, unsigned long addr, size_t n,
			    bool write)
{
	return n;
}

/* set_fs(KERNEL_DS) is for the kernel's own memory, whoever the program is that has called. */
static void uaccess_test_kernel_ds(struct kunit *test)
{
	struct user_reach reach = { .copy = reach_nothing };
	const unsigned long page = user_page(test);
	mm_segment_t before = get_fs();
	char from[4] = "abc", to[4] = "";

	for (int i = 0; i < 2; i++) {
		current->user_reach = i ? &reach : NULL;
		KUNIT_EXPECT_NE(test, copy_from_user(to, (char __user *)from, 4), 0ul);
		set_fs(KERNEL_DS);
		KUNIT_EXPECT_EQ(test, copy_from_user(to, (char __user *)from, 4), 0ul);
		KUNIT_EXPECT_STREQ(test, to, "abc");
		from[0] = 'x';
		KUNIT_EXPECT_EQ(test, copy_to_user((char __user *)to, from, 4), 0ul);
		KUNIT_EXPECT_STREQ(test, to, "xbc");
		KUNIT_EXPECT_EQ(test, copy_from_user(to, NULL, 4), 4ul);
		set_fs(before);
		from[0] = 'a';
	}
	current->user_reach = NULL;
	set_fs(KERNEL_DS);
	KUNIT_EXPECT_EQ(test, copy_to_user((char __user *)page, from, 4), 0ul);
	set_fs(before);
	user_unmap(page);
}

/* Others may copy while an area goes: they get all of it, or are told. */
static int copy_a_lot(void *addr)
{
	char buf[64];

	kthread_use_mm(&user_mm);
	for (int i = 0; i < 2000; i++)
		if (copy_from_user(buf, addr, sizeof(buf)) == 0 && memchr_inv(buf, 0, 64))
			break;
	kthread_unuse_mm(&user_mm);
	return 0;
}

static void uaccess_test_unmap_race(struct kunit *test)
{
	const unsigned long page = user_page(test);
	struct task_struct *thread = kthread_run(copy_a_lot, (void *)page, "copier");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	for (int i = 0; i < 50; i++) {
		user_unmap(page);
		KUNIT_EXPECT_EQ(test, user_page(test), page);
	}
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	user_unmap(page);
}

static void uaccess_test_areas(struct kunit *test)
{
	unsigned long a = user_map(1, PROT_READ), b = user_map(PAGE_SIZE + 1, PROT_READ), c;

	/* A page is free behind each. */
	KUNIT_EXPECT_EQ(test, b, a + 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, user_unmap(a + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, user_unmap(a), 0);
	KUNIT_EXPECT_EQ(test, user_unmap(a), -EINVAL);
	c = user_map(PAGE_SIZE, PROT_READ);
	KUNIT_EXPECT_EQ(test, c, a);
	KUNIT_EXPECT_EQ(test, user_map(0, PROT_READ), (unsigned long)-EINVAL);
	KUNIT_EXPECT_EQ(test, user_map(SIZE_MAX, PROT_READ), (unsigned long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, user_map(SIZE_MAX / 2, PROT_READ), (unsigned long)-ENOMEM);
	KUNIT_EXPECT_EQ(test, user_mm.total_vm, 3ul);
	user_unmap(b);
	user_unmap(c);
	KUNIT_EXPECT_EQ(test, user_mm.total_vm, 0ul);
}

/* A mapping that a module makes for the program. */
static void uaccess_test_vm_mmap(struct kunit *test)
{
	const unsigned long flags = MAP_ANONYMOUS | MAP_PRIVATE;
	unsigned long addr = vm_mmap(NULL, 0, 100, PROT_READ | PROT_WRITE, flags, 0);
	char text[] = "written", back[sizeof(text)] = "";

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(addr));
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)addr, text, sizeof(text)), 0);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, (void __user *)addr, sizeof(back)), 0);
	KUNIT_EXPECT_STREQ(test, back, text);
	KUNIT_EXPECT_EQ(test, vm_munmap(addr, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, vm_munmap(addr, PAGE_SIZE), -EINVAL);
	KUNIT_EXPECT_EQ(test, copy_from_user(back, (void __user *)addr, 1), 1);

	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, 0, 0, PROT_READ, flags, 0), (unsigned long)-EINVAL);
	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, 0, -1ul, PROT_READ, flags, 0), (unsigned long)-EINVAL);
	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, PAGE_SIZE, 1, PROT_READ, flags, 0),
			(unsigned long)-EINVAL);
	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, 0, 1, PROT_READ, flags, 1), (unsigned long)-EINVAL);
	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, 0, 1, PROT_READ, 0, 0), (unsigned long)-EINVAL);
}

static struct kunit_case uaccess_cases[] = {
	KUNIT_CASE(uaccess_test_vm_mmap),   KUNIT_CASE(uaccess_test_copy),
	KUNIT_CASE(uaccess_test_edge),	    KUNIT_CASE(uaccess_test_many_pages),
	KUNIT_CASE(uaccess_test_readonly),  KUNIT_CASE(uaccess_test_values),
	KUNIT_CASE(uaccess_test_access_ok), KUNIT_CASE(uaccess_test_texts),
	KUNIT_CASE(uaccess_test_struct),    KUNIT_CASE(uaccess_test_atomic),
	KUNIT_CASE(uaccess_test_overflow),  KUNIT_CASE(uaccess_test_kthread),
	KUNIT_CASE(uaccess_test_kernel_ds), KUNIT_CASE(uaccess_test_unmap_race),
	KUNIT_CASE(uaccess_test_areas),	    {},
};
WORLD_SUITE(uaccess, uaccess_cases);
