// SPDX-License-Identifier: MIT
/* Shrinkers whose record is not their owner's but comes from kmalloc: linux/shrinker.h. */
#include <linux/export.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...)
{
	struct shrinker *s = kzalloc(sizeof(*s), GFP_KERNEL);
	va_list args;

	if (!s)
		return NULL;
	s->flags = flags | SHRINKER_ALLOCATED;
	s->seeks = DEFAULT_SEEKS;
	va_start(args, fmt);
	vscnprintf(s->name, sizeof(s->name), fmt, args);
	va_end(args);
	return s;
}
EXPORT_SYMBOL_GPL(shrinker_alloc);

void shrinker_register(struct shrinker *s)
{
	char name[SHRINKER_NAME_LEN];

	strscpy(name, s->name, sizeof(name));
	__register_shrinker_named(s, "%s", name);
}
EXPORT_SYMBOL_GPL(shrinker_register);

void shrinker_free(struct shrinker *s)
{
	if (!s)
		return;
	if (s->flags & SHRINKER_REGISTERED)
		unregister_shrinker(s);
	kfree(s);
}
EXPORT_SYMBOL_GPL(shrinker_free);

/* ---- up to 2.6.22 ---------------------------------------------------------------------------- */

static unsigned long count_by_number(struct shrinker *s, struct shrink_control *sc)
{
	int n = ((shrinker_t)s->private_data)(0, sc->gfp_mask);

	return n > 0 ? (unsigned long)n : 0;
}

static unsigned long scan_by_number(struct shrinker *s, struct shrink_control *sc)
{
	shrinker_t fn = s->private_data;
	unsigned long before = count_by_number(s, sc);
	int left = fn((int)sc->nr_to_scan, sc->gfp_mask);

	if (left < 0)
		return SHRINK_STOP;
	return before > (unsigned long)left ? before - (unsigned long)left : 0;
}

/**
 * set_shrinker - the way of kernels up to 2.6.22.
 * @seeks: what an object costs.
 * @fn: looks at so many objects, 0 for none; returns how many are left, or -1.
 * Return: what remove_shrinker() wants, or NULL.
 */
struct shrinker *set_shrinker(int seeks, shrinker_t fn)
{
	struct shrinker *s = shrinker_alloc(0, "%ps", (void *)fn);

	if (!s)
		return NULL;
	s->seeks = seeks;
	s->private_data = fn;
	s->count_objects = count_by_number;
	s->scan_objects = scan_by_number;
	shrinker_register(s);
	return s;
}
EXPORT_SYMBOL(set_shrinker);

/** remove_shrinker - the end of a shrinker of set_shrinker(). */
void remove_shrinker(struct shrinker *s)
{
	shrinker_free(s);
}
EXPORT_SYMBOL(remove_shrinker);
