// SPDX-License-Identifier: MIT
/*
 * One mistake a run, by its name: what each must be answered with is in mistakes.sh.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *what = "nothing";
module_param(what, charp, 0);

static void *volatile p;
static volatile int zero;
static DEFINE_SPINLOCK(lock);

static noinline void *allocate(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static void leak(void)
{
	int i;

	p = kmalloc(100, GFP_KERNEL);
	for (i = 0; i < 3; i++)
		p = allocate(40);
	p = kzalloc(200, GFP_ATOMIC);
	p = vmalloc(10000);
	p = (void *)__get_free_pages(GFP_KERNEL, 2);
	p = alloc_percpu(long);
	p = kstrdup("text", GFP_KERNEL);
}

static void leak_cache(void)
{
	struct kmem_cache *cache = kmem_cache_create("lost", 24, 0, 0, NULL);

	p = kmem_cache_alloc(cache, GFP_KERNEL);
}

static void double_kfree(void)
{
	p = kmalloc(64, GFP_KERNEL);
	kfree(p);
	kfree(p);
}

static void kfree_stack(void)
{
	char buffer[64];

	OPTIMIZER_HIDE_VAR(buffer[0]);
	p = buffer;
	kfree(p);
}

static void kfree_inside(void)
{
	p = kmalloc(64, GFP_KERNEL);
	kfree((char *)p + 8);
	kfree(p);
}

static void wrong_order(void)
{
	unsigned long pages = __get_free_pages(GFP_KERNEL, 2);

	free_pages(pages, 0);
}

static void double_page(void)
{
	unsigned long page = __get_free_page(GFP_KERNEL);

	free_page(page);
	free_page(page);
}

static void page_inside(void)
{
	unsigned long pages = __get_free_pages(GFP_KERNEL, 2);

	free_page(pages + PAGE_SIZE);
	free_pages(pages, 2);
}

static void page_foreign(void)
{
	static char buffer[2 * PAGE_SIZE];
	struct page fake = {};

	p = &fake;
	free_page(PAGE_ALIGN((unsigned long)buffer));
	__free_page(p);
}

static void page_vmalloc(void)
{
	p = vmalloc(64);
	free_page((unsigned long)p);
	vfree(p);
}

static void page_slab(void)
{
	p = kmalloc(64, GFP_KERNEL);
	__free_page(virt_to_page(p));
	kfree(p);
}

static void page_reserved(void)
{
	__free_page(pfn_to_page(0));
}

static void page_count_below(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	get_page(page);
	put_page(page);
	set_page_count(page, -1);
	put_page(page + 1);
	set_page_count(page, 1);
	put_page(page + 1);
	put_page(page + 1);
}

static void page_after_free(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	get_page(page);
	page_ref_inc(page);
}

static void page_locked_after_free(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	SetPageLocked(page);
}

static void page_leftovers(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	page[0].mapping = (struct address_space *)page;
	page_ref_inc(page + 1);
	__free_pages(page, 1);
}

static void page_null(void)
{
	free_pages(0, 3);
	p = NULL;
	__free_page(p);
}

static void vfree_kmalloc(void)
{
	p = kmalloc(64, GFP_KERNEL);
	vfree(p);
	kfree(p);
}

static void kfree_vmalloc(void)
{
	p = vmalloc(64);
	kfree(p);
	vfree(p);
}

/* Neighbours in memory and in size: what stops the write is the page behind each area. */
static noinline void vmalloc_beyond(void)
{
	char *areas[3];
	int i;

	for (i = 0; i < 3; i++)
		areas[i] = vmalloc(PAGE_SIZE);
	for (i = 0; i < 3; i++)
		WRITE_ONCE(areas[i][PAGE_SIZE - 1], 1);
	WRITE_ONCE(areas[1][PAGE_SIZE], 1);
}

static noinline void null_write(void)
{
	p = NULL;
	*(volatile int *)p = 1;
}

static void wild_read(void)
{
	p = (void *)0x7ffffffff000;
	zero = *(volatile int *)p;
}

static void non_canonical(void)
{
	p = (void *)0xdead000000000100;
	zero = *(volatile int *)p;
}

static void null_call(void)
{
	void (*function)(void) = NULL;

	OPTIMIZER_HIDE_VAR(function);
	function();
	barrier();
}

static void divide(void)
{
	zero = 100 / zero;
}

static noinline int endless(volatile int *above)
{
	volatile int frame[1024];

	frame[0] = above[0] + 1;
	return endless(frame) + frame[0];
}

static void overflow(void)
{
	volatile int start = 0;

	zero = endless(&start);
}

static noinline void spin(void)
{
	while (!zero)
		cpu_relax();
}

static noinline void smash(void)
{
	char buffer[8];

	p = buffer;
	OPTIMIZER_HIDE_VAR(buffer[0]);
	memset(p, 0x41, 3000 + zero);
	barrier_data(p);
}

static void memcpy_null(void)
{
	p = NULL;
	memcpy(p, "some text that is long enough", 29 + zero);
}

static noinline void enter_atomic(void)
{
	spin_lock(&lock); /* atomic from here on */
	barrier();
}

static void sleep_under_lock(void)
{
	enter_atomic();
	p = kmalloc(3000, GFP_KERNEL);
	spin_unlock(&lock);
	kfree(p);
}

static void crash_under_lock(void)
{
	p = kmalloc(70, GFP_KERNEL);
	spin_lock(&lock);
	null_write();
	spin_unlock(&lock);
}

static void unbalanced(void)
{
	preempt_disable();
}

static int thread_crashes(void *data)
{
	null_write();
	return 0;
}

static void crash_in_thread(void)
{
	struct task_struct *task = kthread_run(thread_crashes, NULL, "crasher");

	msleep(20);
	if (!IS_ERR(task))
		pr_info("mistakes: the thread returned %d\n", kthread_stop(task));
}

static int thread_runs(void *data)
{
	for (;;)
		msleep(10);
	return 0;
}

static void thread_left_running(void)
{
	kthread_run(thread_runs, NULL, "runner");
}

static int thread_ends(void *data)
{
	msleep(20);
	return 0;
}

static void thread_that_ends(void)
{
	kthread_run(thread_ends, NULL, "ender");
}

static const struct {
	const char *name;
	void (*make)(void);
	bool at_exit;
} mistakes[] = {
	{ "leak", leak },
	{ "leak_cache", leak_cache },
	{ "double_kfree", double_kfree },
	{ "kfree_stack", kfree_stack },
	{ "kfree_inside", kfree_inside },
	{ "wrong_order", wrong_order },
	{ "double_page", double_page },
	{ "page_inside", page_inside },
	{ "page_foreign", page_foreign },
	{ "page_vmalloc", page_vmalloc },
	{ "page_slab", page_slab },
	{ "page_reserved", page_reserved },
	{ "page_count_below", page_count_below },
	{ "page_after_free", page_after_free },
	{ "page_locked_after_free", page_locked_after_free },
	{ "page_leftovers", page_leftovers },
	{ "page_null", page_null },
	{ "vfree_kmalloc", vfree_kmalloc },
	{ "kfree_vmalloc", kfree_vmalloc },
	{ "vmalloc_beyond", vmalloc_beyond },
	{ "null_write", null_write },
	{ "null_write_exit", null_write, true },
	{ "wild_read", wild_read },
	{ "non_canonical", non_canonical },
	{ "null_call", null_call },
	{ "divide", divide },
	{ "overflow", overflow },
	{ "spin", spin },
	{ "smash", smash },
	{ "memcpy_null", memcpy_null },
	{ "sleep_under_lock", sleep_under_lock },
	{ "crash_under_lock", crash_under_lock },
	{ "unbalanced", unbalanced },
	{ "crash_in_thread", crash_in_thread },
	{ "thread_left_running", thread_left_running },
	{ "thread_that_ends", thread_that_ends },
};

static void make(bool at_exit)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (strcmp(mistakes[i].name, what) == 0 && mistakes[i].at_exit == at_exit)
			mistakes[i].make();
	if (!at_exit && strcmp(what, "bug") == 0)
		BUG_ON(!zero);
	if (!at_exit && strcmp(what, "warn") == 0)
		WARN_ON(!zero);
	if (!at_exit && strcmp(what, "panic") == 0)
		panic("nothing works");
}

static int __init mistakes_init(void)
{
	make(false);
	pr_info("mistakes: after %s\n", what);
	return 0;
}

static void __exit mistakes_exit(void)
{
	make(true);
}

module_init(mistakes_init);
module_exit(mistakes_exit);
MODULE_LICENSE("GPL");
