// SPDX-License-Identifier: MIT
/* A cache of its own and what is done to it, as the parameter says. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#define SIZE 100
#define NR   20

static char *what = "nothing";
module_param(what, charp, 0444);

static struct kmem_cache *mine;

static void write_behind(void)
{
	char *p = kmem_cache_alloc(mine, GFP_KERNEL);

	p[SIZE] = 0x41;
	kmem_cache_free(mine, p);
}

static void free_twice(void)
{
	char *p = kmem_cache_alloc(mine, GFP_KERNEL);

	kmem_cache_free(mine, p);
	kmem_cache_free(mine, p);
}

static void keep_one(void)
{
	kmem_cache_alloc(mine, GFP_KERNEL);
}

/* What an object holds while it is free, and when it is taken again. */
static void reuse(void)
{
	char *p = kmem_cache_alloc(mine, GFP_KERNEL), *q;

	memset(p, 0x41, SIZE);
	kmem_cache_free(mine, p);
	OPTIMIZER_HIDE_VAR(p);
	pr_info("caches: the last byte while free: %02x\n", p[SIZE - 1]);
	q = kmem_cache_alloc(mine, GFP_KERNEL);
	pr_info("caches: the last byte when taken: %02x\n", q[SIZE - 1]);
	kmem_cache_free(mine, q);
}

static void take_many(void)
{
	char *objects[NR];
	int up = 0, down = 0;

	for (int i = 0; i < NR; i++) {
		objects[i] = kmem_cache_alloc(mine, GFP_KERNEL);
		if (i)
			*(objects[i] > objects[i - 1] ? &up : &down) += 1;
	}
	for (int i = 0; i < NR; i++)
		kmem_cache_free(mine, objects[i]);
	pr_info("caches: in order %d\n", !up || !down);
}

static void demand_the_impossible(void)
{
	kmem_cache_create("impossible", 0, 0, SLAB_PANIC, NULL);
}

static int __init caches_init(void)
{
	static const struct {
		const char *name;
		void (*fn)(void);
	} all[] = {
		{ "write", write_behind }, { "twice", free_twice },
		{ "keep", keep_one },	   { "reuse", reuse },
		{ "many", take_many },	   { "panic", demand_the_impossible },
	};

	mine = kmem_cache_create("mine", SIZE, 0, 0, NULL);
	if (!mine)
		return -ENOMEM;
	for (int i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i].name, what))
			all[i].fn();
	pr_info("caches: after %s\n", what);
	return 0;
}

static void __exit caches_exit(void)
{
	kmem_cache_destroy(mine);
}

module_init(caches_init);
module_exit(caches_exit);
MODULE_LICENSE("GPL");
