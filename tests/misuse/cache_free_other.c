// SPDX-License-Identifier: MIT
/*
 * An object is given back to another cache than its own.
 *
 * expect:
 *	BUG: cache_from_obj: Wrong slab cache. dog but object is from cat
 *	Allocated in cache_free_other_init+OFF [cache_free_other] cache_free_other.c:31 age=N \
 *	cpu=N pid=N
 *	 cache_free_other_init+OFF [cache_free_other] cache_free_other.c:31
 *	CPU: N PID: N Comm: insmod
 *	 cache_free_other_init+OFF [cache_free_other] cache_free_other.c:35
 */
#include <linux/module.h>
#include <linux/slab.h>

struct cat {
	char name[20];
};

struct dog {
	char name[20];
};

static int __init cache_free_other_init(void)
{
	struct kmem_cache *cats = KMEM_CACHE(cat, 0), *dogs = KMEM_CACHE(dog, 0);
	struct cat *tom;

	if (!cats || !dogs)
		return -ENOMEM;
	tom = kmem_cache_alloc(cats, GFP_KERNEL);
#ifdef CORRECTED
	kmem_cache_free(cats, tom);
#else
	kmem_cache_free(dogs, tom);
#endif
	kmem_cache_destroy(dogs);
	kmem_cache_destroy(cats);
	return 0;
}

static void __exit cache_free_other_exit(void)
{
}

module_init(cache_free_other_init);
module_exit(cache_free_other_exit);
MODULE_DESCRIPTION("frees an object to the wrong cache");
MODULE_LICENSE("GPL");
