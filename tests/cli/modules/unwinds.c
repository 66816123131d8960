// SPDX-License-Identifier: MIT
/*
 * Takes something of each kind, and unwinds where one is refused.  wrong=NAME makes one mistake on
 * such a way, which is none as long as everything is given.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *wrong = "";
module_param(wrong, charp, 0);

static bool is(const char *name)
{
	return strcmp(wrong, name) == 0;
}

struct part {
	int number;
	char text[60];
};

static char *name, *copy;
static struct part *part;
static void *area;
static unsigned long pages;
static int __percpu *counters;
static struct kmem_cache *cache;
static struct part *object;
static mempool_t *pool;
static struct part *elements[3];
static struct task_struct *thread;

static noinline struct part *part_new(int number)
{
	struct part *new = kzalloc(sizeof(*new), GFP_KERNEL);

	if (is("is_err") ? IS_ERR(new) : !new)
		return NULL;
	new->number = number;
	return new;
}

static int idle(void *unused)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int start_thread(void)
{
	thread = kthread_run(idle, NULL, "unwinds");
	if (is("err_ptr") ? !thread : IS_ERR(thread)) {
		int err = PTR_ERR(thread);

		thread = NULL;
		return err;
	}
	if (thread->pid < 1)
		pr_err("unwinds: no pid\n");
	return 0;
}

static void put_elements(void)
{
	int i;

	for (i = 0; i < 3; i++)
		if (elements[i])
			mempool_free(elements[i], pool);
}

/* Elements come out of the reserve when nothing else is left. */
static void get_elements(void)
{
	int i;

	for (i = 0; i < 3; i++)
		elements[i] = mempool_alloc(pool, GFP_KERNEL);
}

static int get_caches(void)
{
	cache = kmem_cache_create("unwinds", sizeof(struct part), 0, 0, NULL);
	if (!cache)
		goto none;
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	if (!object)
		goto no_object;
	pool = mempool_create_kmalloc_pool(2, sizeof(struct part));
	if (!pool)
		goto no_pool;
	get_elements();
	return 0;
no_pool:
	kmem_cache_free(cache, object);
no_object:
	if (!is("cache"))
		kmem_cache_destroy(cache);
none:
	return -ENOMEM;
}

static void put_caches(void)
{
	put_elements();
	mempool_destroy(pool);
	kmem_cache_free(cache, object);
	kmem_cache_destroy(cache);
}

static int __init unwinds_init(void)
{
	int err = -ENOMEM;

	name = kstrdup("unwinds", GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	copy = kmalloc(100, GFP_KERNEL | __GFP_NOFAIL);
	part = part_new(1);
	if (!part)
		goto no_part;
	area = vmalloc(10000);
	if (is("unchecked"))
		memset(area, 0, 10000);
	if (!area)
		goto no_area;
	pages = __get_free_pages(GFP_KERNEL | __GFP_NOWARN, 1);
	while (!pages && is("endless"))
		cond_resched();
	if (!pages)
		goto no_pages;
	counters = alloc_percpu(int);
	if (!counters)
		goto no_counters;
	err = get_caches();
	if (err)
		goto no_caches;
	err = start_thread();
	if (!err)
		return 0;

	put_caches();
no_caches:
	free_percpu(counters);
no_counters:
	free_pages(pages, 1);
no_pages:
	vfree(area);
no_area:
	if (!is("leak"))
		kfree(part);
	if (is("twice"))
		kfree(part);
no_part:
	kfree(copy);
	kfree(name);
	return err;
}

static void __exit unwinds_exit(void)
{
	kthread_stop(thread);
	put_caches();
	free_percpu(counters);
	free_pages(pages, 1);
	vfree(area);
	kfree(part);
	kfree(copy);
	kfree(name);
}

module_init(unwinds_init);
module_exit(unwinds_exit);
MODULE_LICENSE("GPL");
