// SPDX-License-Identifier: MIT
/*
 * The names of caches.
 *
 * A cache that was merged into another is this other one; its name is kept, so that it can be found
 * by it.  As all users of a cache have the same pointer, a destruction does not tell which name
 * ends: names stay as long as the cache, or until there are far more of them than users.
 *
 * A cache that others may be merged into has a folder in /sys/kernel/slab that is called by its
 * shape, and its own name is a link like theirs.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>
#include <mm/slab/show.h>

/* So many more names than users may be kept: names of users that are gone. */
#define ALIASES_SPARE 64

/** struct slab_alias - a name of a cache beside its own; in its @aliases, the newest last. */
struct slab_alias {
	struct list_head list;
	char name[SLAB_NAME_BYTES];
};

static struct kmem_cache *alias_cache;

int slab_alias_init(void)
{
	alias_cache = slab_cache_create("slab_alias", sizeof(struct slab_alias), 0,
					SLAB_NO_SLOTS | SLAB_HIDDEN);
	return alias_cache ? 0 : -ENOMEM;
}

static struct slab_alias *find_alias(const struct kmem_cache *s, const char *name)
{
	struct slab_alias *alias;

	list_for_each_entry(alias, &s->aliases, list)
		if (!strcmp(alias->name, name))
			return alias;
	return NULL;
}

static void alias_free(struct kmem_cache *s, struct slab_alias *alias)
{
	void *object = alias;

	list_del(&alias->list);
	s->nr_aliases--;
	node_give(alias_cache, &object, 1);
}

int slab_alias_add(struct kmem_cache *s, const char *name)
{
	char cut[SLAB_NAME_BYTES];
	struct slab_alias *alias;

	strscpy(cut, name, sizeof(cut));
	if (!strcmp(s->name, cut) || find_alias(s, cut))
		return 0;
	alias = slab_alloc_slow(alias_cache, GFP_KERNEL, NUMA_NO_NODE, sizeof(*alias));
	if (!alias)
		return -ENOMEM;
	strscpy(alias->name, cut, sizeof(alias->name));
	list_add_tail(&alias->list, &s->aliases);
	if (++s->nr_aliases > (unsigned int)s->refcount + ALIASES_SPARE)
		alias_free(s, list_first_entry(&s->aliases, struct slab_alias, list));
	return 0;
}

void slab_alias_forget(struct kmem_cache *s)
{
	while (s->nr_aliases)
		alias_free(s, list_first_entry(&s->aliases, struct slab_alias, list));
}

/* ---- the folder ------------------------------------------------------------------------------ */

static const char *write_id(const struct kmem_cache *s, char *id)
{
	static const struct {
		slab_flags_t flag;
		char letter;
	} letters[] = {
		{ SLAB_CACHE_DMA, 'd' },
		{ SLAB_CACHE_DMA32, 'D' },
		{ SLAB_RECLAIM_ACCOUNT, 'a' },
		{ SLAB_ACCOUNT, 'A' },
	};
	char *end = id;

	*end++ = ':';
	for (unsigned int i = 0; i < ARRAY_SIZE(letters); i++)
		if (s->flags & letters[i].flag)
			*end++ = letters[i].letter;
	if (end > id + 1)
		*end++ = '-';
	snprintf(end, SLAB_ID_BYTES - (size_t)(end - id), "%07u", s->size);
	return id;
}

/* kmalloc's classes are known by their names. */
static bool has_id(const struct kmem_cache *s)
{
	return slab_may_merge(s) && !(s->flags & SLAB_KMALLOC);
}

static struct kmem_cache *find_id(const char *id)
{
	char other[SLAB_ID_BYTES];
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (has_id(s) && !strcmp(write_id(s, other), id))
			return s;
	return NULL;
}

const char *slab_id(const struct kmem_cache *s, char id[SLAB_ID_BYTES])
{
	/* Of two that differ in alignment alone the second keeps its name. */
	return has_id(s) && find_id(write_id(s, id)) == s ? id : NULL;
}

/* ---- to and fro ------------------------------------------------------------------------------ */

static bool is_called(const struct kmem_cache *s, const char *name, bool alias)
{
	if (s->flags & SLAB_HIDDEN)
		return false;
	return alias ? find_alias(s, name) != NULL : !strcmp(s->name, name);
}

static struct kmem_cache *find_called(const char *name, bool alias, bool dead)
{
	struct kmem_cache *s;

	list_for_each_entry_reverse(s, &slab_caches, list)
		if (s->dead == dead && is_called(s, name, alias))
			return s;
	return NULL;
}

/* A name of its own goes before one that may be left over; who lives, before who was destroyed. */
struct kmem_cache *slab_find(const char *name)
{
	return find_id(name)			       ?:
		       find_called(name, false, false) ?:
		       find_called(name, true, false)  ?:
		       find_called(name, false, true)  ?:
							 find_called(name, true, true);
}

void slab_names_show(struct textbuf *t)
{
	const struct slab_alias *alias;
	char id[SLAB_ID_BYTES];
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list) {
		const char *folder = slab_id(s, id);

		if (s->flags & SLAB_HIDDEN)
			continue;
		if (folder)
			textbuf_printf(t, "%s\n%s -> %s\n", folder, s->name, folder);
		else
			textbuf_printf(t, "%s\n", s->name);
		list_for_each_entry(alias, &s->aliases, list)
			textbuf_printf(t, "%s -> %s\n", alias->name, folder ?: s->name);
	}
}
