// SPDX-License-Identifier: MIT
/*
 * A shrinker is still registered when its module goes.
 *
 * expect:
 *	BUG: module leak_shrinker was removed with its shrinker entries still registered
 *	CPU: N PID: N Comm: insmod
 *	leak_shrinker: 1 allocation was not given back, 232 bytes:
 *	  leak_shrinker.c:29 in leak_shrinker_init: kmalloc, 232 bytes
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/shrinker.h>

static struct shrinker *shrinker;

static unsigned long count(struct shrinker *self, struct shrink_control *sc)
{
	return 0;
}

static unsigned long scan(struct shrinker *self, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static int __init leak_shrinker_init(void)
{
	shrinker = shrinker_alloc(0, "entries");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count;
	shrinker->scan_objects = scan;
	shrinker_register(shrinker);
	return 0;
}

static void __exit leak_shrinker_exit(void)
{
#ifdef CORRECTED
	shrinker_free(shrinker);
#endif
}

module_init(leak_shrinker_init);
module_exit(leak_shrinker_exit);
MODULE_DESCRIPTION("leaves a shrinker behind");
MODULE_LICENSE("GPL");
