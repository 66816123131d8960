// SPDX-License-Identifier: MIT
/*
 * One access a run, by its name, of memory that it may not or may be of: what each must be answered
 * with is in access.sh.  Every mistake is made in a function of the same name.
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *what = "nothing";
module_param(what, charp, 0);

/* What the compiler does not know it does not warn of. */
static volatile int four = 4, zero;
static int table[4] = { 1, 2, 3, 4 };

static noinline void slab(void)
{
	char *p = kmalloc(60, GFP_KERNEL);

	p[56 + four] = 1;
	kfree(p);
}

static noinline void freed(void)
{
	char *p = kmalloc(60, GFP_KERNEL);

	kfree(p); /* too early */
	p[zero] = 1;
}

/* The same place again and again. */
static noinline void loop(void)
{
	char *p = kmalloc(60, GFP_KERNEL);
	int i;

	for (i = 60; i < 64 + four; i++)
		p[i + zero] = 1;
	kfree(p);
}

static noinline void two_places(void)
{
	slab();
	freed();
}

static noinline void global(void)
{
	pr_info("%d\n", table[four]);
}

static noinline int stack(void)
{
	int values[4] = { 1, 2, 3, 4 };

	OPTIMIZER_HIDE_VAR(what);
	barrier_data(values);
	return values[four];
}

static noinline void set(void)
{
	char *p = kmalloc(60, GFP_KERNEL);

	memset(p, 1, 60 + four);
	pr_info("the last is %d\n", p[59]);
	kfree(p);
}

static noinline void print(void)
{
	char *p = kmalloc(8, GFP_KERNEL);

	sprintf(p, "number %d", four);
	pr_info("there is '%.8s'\n", p);
	kfree(p);
}

static noinline void wild(void)
{
	*(char *)(0x6b6b6b6b6b6b6b00ul + four) = 1;
}

static noinline void null(void)
{
	*(char *)(zero + 8ul) = 1;
}

/* All it may, up to the last byte, so that nothing is said. */
static noinline void nothing(void)
{
	char *p = kmalloc(61, GFP_KERNEL), *q = vmalloc(5000), copy[20];
	char *page = (char *)__get_free_page(GFP_KERNEL);
	struct kmem_cache *s = kmem_cache_create("access_test", 44, 0, 0, NULL);
	char *object = kmem_cache_zalloc(s, GFP_KERNEL);

	memset(p, 1, 61);
	memset(q, 1, 5000);
	memset(page, 1, PAGE_SIZE);
	memset(object, 1, 44);
	p[60 + zero] = q[4999 + zero] = page[PAGE_SIZE - 1 + zero] = object[43 + zero] = 2;
	p = krealloc(p, 200, GFP_KERNEL);
	p[199 + zero] = 3;
	snprintf(copy, sizeof(copy), "%d %s", table[3 - zero], what);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	free_page((unsigned long)page);
	vfree(q);
	kfree(p);
}

static const struct {
	const char *name;
	void (*fn)(void);
} all[] = {
	{ "slab", slab },     { "freed", freed },
	{ "loop", loop },     { "two_places", two_places },
	{ "global", global }, { "set", set },
	{ "print", print },   { "wild", wild },
	{ "null", null },     { "nothing", nothing },
};

static int __init access_init(void)
{
	unsigned int i;

	if (!strcmp(what, "stack"))
		pr_info("%d\n", stack());
	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(what, all[i].name))
			all[i].fn();
	pr_info("access: after %s\n", what);
	return 0;
}

static void __exit access_exit(void)
{
}

module_init(access_init);
module_exit(access_exit);
MODULE_DESCRIPTION("accesses memory");
MODULE_LICENSE("GPL");
