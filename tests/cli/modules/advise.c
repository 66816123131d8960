// SPDX-License-Identifier: MIT
/* For each piece of advice a function that deserves it, and beside it one that has taken it. */
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define NR     1000
#define ROUNDS 100

static char *what = "nothing";
module_param(what, charp, 0);

static void *all[NR];
static DEFINE_SPINLOCK(lock);

/* ---- many alike ------------------------------------------------------------------------------ */

static void odd_size(void)
{
	for (int i = 0; i < NR; i++)
		all[i] = kmalloc(520, GFP_KERNEL); /* odd size */
	for (int i = 0; i < NR; i++)
		kfree(all[i]);
}

static void odd_size_better(void)
{
	struct kmem_cache *cache = kmem_cache_create("advise", 520, 0, 0, NULL);

	if (!cache || !kmem_cache_alloc_bulk(cache, GFP_KERNEL, NR, all))
		return;
	kmem_cache_free_bulk(cache, NR, all);
	kmem_cache_destroy(cache);
}

static void many(void)
{
	for (int i = 0; i < NR; i++)
		all[i] = kmalloc(64, GFP_KERNEL); /* many */
	for (int i = 0; i < NR; i++)
		kfree(all[i]);
}

/* Just too few. */
static void many_better(void)
{
	for (int i = 0; i < NR - 1; i++)
		all[i] = kmalloc(64, GFP_KERNEL);
	for (int i = 0; i < NR - 1; i++)
		kfree(all[i]);
}

/* Some in use, ever others. */
static void zeroed(void)
{
	for (int i = 0; i < NR; i++) {
		kfree(all[i % 10]);
		all[i % 10] = kzalloc(64, GFP_KERNEL); /* zeroed */
	}
	for (int i = 0; i < 10; i++)
		kfree(all[i]);
}

static void zeroed_better(void)
{
	for (int i = 0; i < NR; i++) {
		kfree(all[i % 10]);
		all[i % 10] = kzalloc(64, GFP_KERNEL);
		if (all[i % 10])
			memset(all[i % 10] + 63, 1, 1);
	}
	for (int i = 0; i < 10; i++)
		kfree(all[i]);
}

static void rows(void)
{
	struct kmem_cache *cache = kmem_cache_create("advise", 64, 0, 0, NULL);

	for (int k = 0; cache && k < 10; k++) {
		for (int i = 0; i < 100; i++)
			all[i] = kmem_cache_alloc(cache, GFP_KERNEL); /* rows */
		for (int i = 0; i < 100; i++)
			kmem_cache_free(cache, all[i]);
	}
	kmem_cache_destroy(cache);
}

static void rows_better(void)
{
	struct kmem_cache *cache = kmem_cache_create("advise", 64, 0, 0, NULL);

	for (int k = 0; cache && k < 10; k++)
		if (kmem_cache_alloc_bulk(cache, GFP_KERNEL, 100, all))
			kmem_cache_free_bulk(cache, 100, all);
	kmem_cache_destroy(cache);
}

/* ---- short lives ----------------------------------------------------------------------------- */

static noinline void small_and_short(int i)
{
	char *text = kmalloc(40, GFP_KERNEL); /* short */

	if (text)
		text[0] = (char)i;
	kfree(text);
}

static void short_lived(void)
{
	for (int i = 0; i < 20; i++)
		small_and_short(i);
}

static noinline void on_the_stack(int i)
{
	char text[40] = { (char)i };

	barrier_data(text);
}

static void short_lived_better(void)
{
	for (int i = 0; i < 20; i++)
		on_the_stack(i);
}

/* What one call frees, the one before has taken: as long as it was useful. */
static noinline void last_of(int i)
{
	kfree(all[0]);
	all[0] = kmalloc(40, GFP_KERNEL);
}

static void not_short_lived(void)
{
	for (int i = 0; i < 20; i++)
		last_of(i);
	kfree(all[0]);
}

static noinline void large_and_short(int i)
{
	char *text = kmalloc(3000, GFP_KERNEL); /* again */

	if (text)
		text[0] = (char)i;
	kfree(text);
}

static void again(void)
{
	for (int i = 0; i < 200; i++)
		large_and_short(i);
}

static void again_better(void)
{
	char *text = kmalloc(3000, GFP_KERNEL);

	for (int i = 0; text && i < 200; i++)
		text[0] = (char)i;
	kfree(text);
}

/* ---- large ----------------------------------------------------------------------------------- */

static void large(void)
{
	all[0] = kmalloc(256 * 1024, GFP_KERNEL); /* large */
	kfree(all[0]);
}

static void large_better(void)
{
	all[0] = kvmalloc(256 * 1024, GFP_KERNEL);
	kvfree(all[0]);
}

/* A device wants it so. */
static void large_for_a_device(void)
{
	all[0] = kmalloc(256 * 1024, GFP_KERNEL | GFP_DMA32);
	kfree(all[0]);
}

static void large_and_odd(void)
{
	all[0] = kmalloc(200 * 1024, GFP_KERNEL); /* large and odd */
	kfree(all[0]);
}

static void large_and_odd_better(void)
{
	all[0] = vmalloc(200 * 1024);
	vfree(all[0]);
}

static void odd_pages(void)
{
	all[0] = kmalloc(20 * 1024, GFP_KERNEL); /* odd pages */
	kfree(all[0]);
}

static void odd_pages_better(void)
{
	all[0] = alloc_pages_exact(20 * 1024, GFP_KERNEL);
	if (all[0])
		free_pages_exact(all[0], 20 * 1024);
}

static void small_vmalloc(void)
{
	for (int i = 0; i < 4; i++)
		all[i] = vmalloc(100); /* small vmalloc */
	for (int i = 0; i < 4; i++)
		vfree(all[i]);
}

static void small_vmalloc_better(void)
{
	for (int i = 0; i < 4; i++)
		all[i] = kmalloc(100, GFP_KERNEL);
	for (int i = 0; i < 4; i++)
		kfree(all[i]);
}

/* To be mapped into a process, which kmalloc() could not do. */
static void vmalloc_for_user(void)
{
	all[0] = vmalloc_user(100);
	vfree(all[0]);
}

/* ---- contexts -------------------------------------------------------------------------------- */

static void atomic(void)
{
	all[0] = kmalloc(64, GFP_ATOMIC); /* atomic */
	kfree(all[0]);
}

static void atomic_better(void)
{
	all[0] = kmalloc(64, GFP_KERNEL);
	kfree(all[0]);
}

static void atomic_rightly(void)
{
	spin_lock(&lock);
	all[0] = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&lock);
	rcu_read_lock();
	all[1] = kmalloc(64, GFP_ATOMIC);
	rcu_read_unlock();
	kfree(all[0]);
	kfree(all[1]);
}

static void urgent(void)
{
	for (int i = 0; i < 300; i++) {
		kfree(all[i % 4]);
		spin_lock(&lock);
		all[i % 4] = kmalloc(200, GFP_ATOMIC); /* urgent */
		spin_unlock(&lock);
	}
	for (int i = 0; i < 4; i++)
		kfree(all[i]);
}

static void urgent_better(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(4, 200);

	for (int i = 0; pool && i < 300; i++) {
		if (all[i % 4])
			mempool_free(all[i % 4], pool);
		spin_lock(&lock);
		all[i % 4] = mempool_alloc(pool, GFP_ATOMIC);
		spin_unlock(&lock);
	}
	for (int i = 0; pool && i < 4; i++)
		mempool_free(all[i], pool);
	mempool_destroy(pool);
}

/* ---- what is no one's mistake ---------------------------------------------------------------- */

/* The module has no say in how a copy is taken. */
static void copies(void)
{
	for (int i = 0; i < NR; i++)
		all[i] = kstrdup("twenty-five characters are", GFP_KERNEL);
	for (int i = 0; i < NR; i++)
		kfree(all[i]);
}

static struct {
	struct task_struct *task;
	struct completion done;
	void *all[NR];
} threads[4];

static int many_in_a_thread(void *arg)
{
	const int t = (int)(long)arg;

	for (int i = 0; i < ROUNDS * NR; i++) {
		kfree(threads[t].all[i % NR]);
		threads[t].all[i % NR] = kmalloc(520, GFP_KERNEL); /* thread */
	}
	complete(&threads[t].done);
	return 0;
}

/* All at once: the numbers must come out exactly. */
static void in_threads(void)
{
	for (int t = 0; t < 4; t++) {
		init_completion(&threads[t].done);
		threads[t].task = kthread_run(many_in_a_thread, (void *)(long)t, "advise/%d", t);
	}
	for (int t = 0; t < 4; t++)
		if (!IS_ERR(threads[t].task))
			wait_for_completion(&threads[t].done);
	for (int t = 0; t < 4; t++)
		for (int i = 0; i < NR; i++)
			kfree(threads[t].all[i]);
}

static void nothing(void)
{
}

#define CASE(name)          \
	{                   \
#name, name \
	}

static const struct {
	const char *name;
	void (*fn)(void);
} cases[] = {
	CASE(nothing),
	CASE(odd_size),
	CASE(odd_size_better),
	CASE(many),
	CASE(many_better),
	CASE(zeroed),
	CASE(zeroed_better),
	CASE(rows),
	CASE(rows_better),
	CASE(short_lived),
	CASE(short_lived_better),
	CASE(not_short_lived),
	CASE(again),
	CASE(again_better),
	CASE(large),
	CASE(large_better),
	CASE(large_for_a_device),
	CASE(large_and_odd),
	CASE(odd_pages),
	CASE(large_and_odd_better),
	CASE(odd_pages_better),
	CASE(small_vmalloc),
	CASE(small_vmalloc_better),
	CASE(vmalloc_for_user),
	CASE(atomic),
	CASE(atomic_better),
	CASE(atomic_rightly),
	CASE(urgent),
	CASE(urgent_better),
	CASE(copies),
	CASE(in_threads),
};

/* Names with commas, one after the other. */
static int __init advise_init(void)
{
	char *copy = kstrdup(what, GFP_KERNEL), *rest = copy, *name;

	while (copy && (name = strsep(&rest, ","))) {
		memset(all, 0, sizeof(all));
		for (int i = 0; i < ARRAY_SIZE(cases); i++)
			if (strcmp(cases[i].name, name) == 0)
				cases[i].fn();
	}
	kfree(copy);
	return copy ? 0 : -ENOMEM;
}

static void __exit advise_exit(void)
{
}

module_init(advise_init);
module_exit(advise_exit);
MODULE_LICENSE("GPL");
