// SPDX-License-Identifier: MIT
/*
 * The files of /sys/kernel/slab/CACHE: what a cache is, what it holds, what it has done.
 *
 * Names, layout and meaning are the kernel's.  A number of objects or slabs is followed by the
 * parts of the nodes that have any:
 *
 *	objects		1821 N0=1200 N1=621
 *
 * Of the kernel's statistics those are here that this engine keeps; it keeps them by node, since a
 * fast path counts nothing.  Three more are its own:
 *
 *	alloc_refill	CPU arrays that were filled up		cpuslab_flush	or emptied by half
 *	barn_get	sheaves taken from a node's store	barn_put	or put there
 *	alloc_slab	slabs made				free_slab	or given back
 *	free_remote	objects freed on a CPU of another node
 *	sheaf_grow	CPU arrays that were enlarged		sheaf_shrink	or made small again
 *
 * No CPU has slabs of its own: what the kernel shows of such reads 0, as it does there in a cache
 * without them.  What would have no effect or no meaning has no file: remote_node_defrag_ratio
 * (slabs of other nodes are used when the own node has no memory), skip_kfence, failslab, and the
 * statistics of fast paths.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/nodemask.h>
#include <linux/string.h>
#include <mm/slab/show.h>

/* Whatever may be written is a number. */
#define VALUE_BYTES 32

/**
 * struct slab_attribute - a file.
 * @item: what it is about, for @show and @store: a flag, an offset, a statistic.
 * @show: NULL: it reads as nothing.
 * @store: what to do with a text; NULL: it cannot be written.  Returns 0 or -errno.
 */
struct slab_attribute {
	const char *name;
	void (*show)(struct textbuf *t, struct kmem_cache *s, u32 item);
	int (*store)(struct kmem_cache *s, u32 item, const char *text);
	u32 item;
};

/* ---- what a cache is ------------------------------------------------------------------------- */

static void show_flag(struct textbuf *t, struct kmem_cache *s, u32 flag)
{
	textbuf_printf(t, "%d\n", !!(s->flags & flag));
}

/* @offset: of a u32 in struct kmem_cache. */
static void show_field(struct textbuf *t, struct kmem_cache *s, u32 offset)
{
	textbuf_printf(t, "%u\n", *(const u32 *)((const char *)s + offset));
}

static void show_aliases(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	textbuf_printf(t, "%d\n", max(s->refcount - 1, 0));
}

static void show_ctor(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	if (s->ctor)
		textbuf_printf(t, "%pS\n", (void *)s->ctor);
}

/* All of what kmalloc() gives may be copied. */
static void show_usersize(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	textbuf_printf(t, "%u\n", s->flags & SLAB_KMALLOC ? s->object_size : s->usersize);
}

/* The largest array of any CPU, and then each: they adapt. */
static void show_capacity(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	unsigned int cpus = s->slots.memory ? port.nr_slot_cpus : 0;
	u32 largest = 0;

	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		largest = max(largest, slots_capacity_on(&s->slots, cpu));
	textbuf_printf(t, "%u", largest);
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		textbuf_printf(t, " C%u=%u", cpu, slots_capacity_on(&s->slots, cpu));
	textbuf_putc(t, '\n');
}

static void show_zero(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	textbuf_puts(t, "0\n");
}

static void show_no_slabs(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	textbuf_puts(t, "0(0)\n");
}

/* ---- what it holds, what it has done --------------------------------------------------------- */

static void print_nodes(struct textbuf *t, const unsigned long *numbers)
{
	unsigned long sum = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		sum += numbers[nid];
	textbuf_printf(t, "%lu", sum);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		if (numbers[nid])
			textbuf_printf(t, " N%u=%lu", nid, numbers[nid]);
	textbuf_putc(t, '\n');
}

/* @offset: of a number in struct slab_count. */
static void show_count(struct textbuf *t, struct kmem_cache *s, u32 offset)
{
	struct slab_count counts[MAX_NUMNODES];
	unsigned long numbers[MAX_NUMNODES];

	slab_count(s, counts);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		numbers[nid] = *(const unsigned long *)((const char *)&counts[nid] + offset);
	print_nodes(t, numbers);
}

static void show_stat(struct textbuf *t, struct kmem_cache *s, u32 item)
{
	unsigned long numbers[MAX_NUMNODES];

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		/* Some are counted under the lock, some without. */
		lock_acquire(&n->lock);
		numbers[nid] = READ_ONCE(n->stat[item]);
		lock_release(&n->lock);
	}
	print_nodes(t, numbers);
}

/* ---- what may be written --------------------------------------------------------------------- */

/* Zero: count anew. */
static int store_stat(struct kmem_cache *s, u32 item, const char *text)
{
	if (*text != '0')
		return -EINVAL;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		lock_acquire(&n->lock);
		__atomic_store_n(&n->stat[item], 0, __ATOMIC_RELAXED);
		lock_release(&n->lock);
	}
	return 0;
}

static int store_shrink(struct kmem_cache *s, u32 item, const char *text)
{
	if (*text != '1')
		return -EINVAL;
	cache_drain(s, s->dead);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		node_shrink(s, &s->node[nid], 0);
	return 0;
}

/* What is found is reported; to have looked is success. */
static int store_validate(struct kmem_cache *s, u32 item, const char *text)
{
	if (*text != '1')
		return -EINVAL;
	return min(slab_validate(s), 0);
}

static int store_min_partial(struct kmem_cache *s, u32 item, const char *text)
{
	unsigned int value;
	int err = kstrtouint(text, 10, &value);

	if (!err)
		WRITE_ONCE(s->min_partial, value);
	return err;
}

/* There are none, and that is what it can be set to. */
static int store_cpu_partial(struct kmem_cache *s, u32 item, const char *text)
{
	unsigned int value;
	int err = kstrtouint(text, 10, &value);

	return err ?: value ? -EINVAL : 0;
}

/* ---- all of them ----------------------------------------------------------------------------- */

#define TEXT(name, show, store)      \
	{                            \
		name, show, store, 0 \
	}
#define FLAG(name, flag)                    \
	{                                   \
		name, show_flag, NULL, flag \
	}
#define FIELD(name, member)                                                 \
	{                                                                   \
		name, show_field, NULL, offsetof(struct kmem_cache, member) \
	}
#define COUNT(name, member)                                                 \
	{                                                                   \
		name, show_count, NULL, offsetof(struct slab_count, member) \
	}
#define STAT(name, item)                          \
	{                                         \
		name, show_stat, store_stat, item \
	}

static const struct slab_attribute attributes[] = {
	TEXT("aliases", show_aliases, NULL),
	FIELD("align", align),
	STAT("alloc_refill", SLAB_STAT_REFILL),
	STAT("alloc_slab", SLAB_STAT_SLAB_NEW),
	STAT("barn_get", SLAB_STAT_STORE_TAKE),
	STAT("barn_put", SLAB_STAT_STORE_PUT),
	FLAG("cache_dma", SLAB_CACHE_DMA),
	TEXT("cpu_partial", show_zero, store_cpu_partial),
	TEXT("cpu_slabs", show_zero, NULL),
	STAT("cpuslab_flush", SLAB_STAT_FLUSH),
	TEXT("ctor", show_ctor, NULL),
	FLAG("destroy_by_rcu", SLAB_TYPESAFE_BY_RCU),
	STAT("free_remote", SLAB_STAT_REMOTE_FREE),
	STAT("free_slab", SLAB_STAT_SLAB_FREE),
	FLAG("hwcache_align", SLAB_HWCACHE_ALIGN),
	{ "min_partial", show_field, store_min_partial, offsetof(struct kmem_cache, min_partial) },
	FIELD("object_size", object_size),
	COUNT("objects", objects),
	COUNT("objects_partial", partial_objects),
	FIELD("objs_per_slab", objects),
	FIELD("order", order),
	COUNT("partial", partial),
	FLAG("poison", SLAB_POISON),
	FLAG("reclaim_account", SLAB_RECLAIM_ACCOUNT),
	FLAG("red_zone", SLAB_RED_ZONE),
	FLAG("sanity_checks", SLAB_CONSISTENCY_CHECKS),
	TEXT("sheaf_capacity", show_capacity, NULL),
	STAT("sheaf_grow", SLAB_STAT_GROW),
	STAT("sheaf_shrink", SLAB_STAT_SHRINK),
	TEXT("shrink", NULL, store_shrink),
	FIELD("slab_size", size),
	COUNT("slabs", slabs),
	TEXT("slabs_cpu_partial", show_no_slabs, NULL),
	FLAG("store_user", SLAB_STORE_USER),
	COUNT("total_objects", total),
	FLAG("trace", SLAB_TRACE),
	TEXT("usersize", show_usersize, NULL),
	TEXT("validate", NULL, store_validate),
};

static const struct slab_attribute *find_attribute(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(attributes); i++)
		if (!strcmp(attributes[i].name, name))
			return &attributes[i];
	return NULL;
}

bool slab_attribute_known(const char *name, bool write)
{
	const struct slab_attribute *a = find_attribute(name);

	return a && (!write || a->store);
}

int slab_attribute_show(struct textbuf *t, const char *cache, const char *attribute)
{
	const struct slab_attribute *a = find_attribute(attribute);
	struct kmem_cache *s;

	if (!a)
		return -ENOENT;
	lock_acquire(&slab_mutex);
	s = slab_find(cache);
	if (s && a->show)
		a->show(t, s, a->item);
	lock_release(&slab_mutex);
	return s ? 0 : -ENOENT;
}

int slab_attributes_show(struct textbuf *t, const char *cache)
{
	struct kmem_cache *s;

	lock_acquire(&slab_mutex);
	s = slab_find(cache);
	for (unsigned int i = 0; s && i < ARRAY_SIZE(attributes); i++) {
		const struct slab_attribute *a = &attributes[i];

		textbuf_printf(t, "%s:", a->name);
		if (a->show && (a->show != show_ctor || s->ctor))
			a->show(t, s, a->item);
		else
			textbuf_putc(t, '\n');
	}
	lock_release(&slab_mutex);
	return s ? 0 : -ENOENT;
}

int slab_attribute_store(const char *cache, const char *attribute, const char *text, size_t len)
{
	const struct slab_attribute *a = find_attribute(attribute);
	char value[VALUE_BYTES];
	struct kmem_cache *s;
	int err;

	if (!a)
		return -ENOENT;
	if (!a->store)
		return -EACCES;
	if (len >= sizeof(value))
		return -EINVAL;
	memcpy(value, text, len);
	value[len] = '\0';
	lock_acquire(&slab_mutex);
	s = slab_find(cache);
	err = s ? a->store(s, a->item, value) : -ENOENT;
	lock_release(&slab_mutex);
	return err;
}
