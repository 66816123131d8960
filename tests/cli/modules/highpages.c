// SPDX-License-Identifier: MIT
/* Mistakes with high pages, one by its name: what=... */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/string.h>

static char *what = "nothing";
module_param(what, charp, 0);

static struct page *page;

static void use_after_kunmap(void)
{
	volatile char *p = kmap(page);

	*p = 1;
	kunmap(page);
	*p = 2;
}

static void use_after_kunmap_local(void)
{
	volatile char *p = kmap_local_page(page);

	*p = 1;
	kunmap_local((void *)p);
	pr_info("read %d\n", *p);
}

static void use_after_kunmap_atomic(void)
{
	volatile char *p = kmap_atomic(page, KM_USER0);

	*p = 1;
	kunmap_atomic((void *)p, KM_USER0);
	*p = 2;
}

static void leave_mapped(void)
{
	kmap(page);
}

static void leave_mapped_local(void)
{
	kmap_local_page(page);
}

static void out_of_order(void)
{
	void *a = kmap_atomic(page), *b = kmap_atomic(page);

	kunmap_atomic(a);
	kunmap_atomic(b);
}

static int __init highpages_init(void)
{
	static const struct {
		const char *name;
		void (*make)(void);
	} mistakes[] = {
		{ "use_after_kunmap", use_after_kunmap },
		{ "use_after_kunmap_local", use_after_kunmap_local },
		{ "use_after_kunmap_atomic", use_after_kunmap_atomic },
		{ "leave_mapped", leave_mapped },
		{ "leave_mapped_local", leave_mapped_local },
		{ "out_of_order", out_of_order },
	};

	page = alloc_page(GFP_HIGHUSER);
	if (!page)
		return -ENOMEM;
	for (unsigned int i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (strcmp(mistakes[i].name, what) == 0)
			mistakes[i].make();
	pr_info("highpages: after %s\n", what);
	return 0;
}

static void __exit highpages_exit(void)
{
	__free_page(page);
}

module_init(highpages_init);
module_exit(highpages_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Mistakes with high pages");
