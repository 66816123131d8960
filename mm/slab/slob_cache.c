// SPDX-License-Identifier: MIT
/* The tiny engine's caches: records of what objects are like, and how many there are. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>
#include <mm/slab/slab.h>

LIST_HEAD(slab_caches);
struct kmem_cache slob_kmalloc;

static bool available;

/* ---- creation -------------------------------------------------------------------------------- */

static u32 calculate_alignment(slab_flags_t flags, u32 align, u32 size)
{
	u32 line = L1_CACHE_BYTES;

	if (flags & SLAB_HWCACHE_ALIGN) {
		while (size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	return max(align, SLOB_GRAIN);
}

/* Give @s the least id that no cache has, and its place in the list.  Return: false: none is. */
static bool cache_enter(struct kmem_cache *s)
{
	struct kmem_cache *other;
	u16 id = 0;

	list_for_each_entry(other, &slab_caches, list) {
		if (other->id != id)
			break;
		id++;
	}
	if (id > SLOB_MAX_ID)
		return false;
	s->id = id;
	list_add_tail(&s->list, &other->list);
	return true;
}

static void cache_setup(struct kmem_cache *s, const char *name, u32 size,
			const struct kmem_cache_args *args, slab_flags_t flags)
{
	s->name = name;
	s->object_size = s->size = size;
	s->align = calculate_alignment(flags, args->align, size);
	s->flags = flags;
	s->ctor = args->ctor;
	if (flags & SLAB_TYPESAFE_BY_RCU)
		s->size = ALIGN(size, sizeof(void *)) + sizeof(struct callback_head);
}

static struct kmem_cache *cache_new(const char *name, u32 size, const struct kmem_cache_args *args,
				    slab_flags_t flags)
{
	size_t len = min_t(size_t, strlen(name) + 1, SLAB_NAME_BYTES),
	       bytes = sizeof(struct kmem_cache);
	struct kmem_cache *s;
	bool entered = false;

	s = slob_alloc(&slob_kmalloc, bytes + len, SLOB_GRAIN, GFP_KERNEL, NUMA_NO_NODE);
	if (!s)
		return NULL;
	memset(s, 0, bytes + len);
	/* The caller's string may be part of a module that goes away. */
	memcpy(s + 1, name, len - 1);
	cache_setup(s, (const char *)(s + 1), size, args, flags);
	lock_acquire(&slob_lock);
	if (s->size <= KMALLOC_MAX_SIZE)
		entered = cache_enter(s);
	lock_release(&slob_lock);
	if (!entered) {
		slob_free(NULL, s, MM_EVENT_KINDS);
		return NULL;
	}
	return s;
}

static bool name_taken(const char *name)
{
	struct kmem_cache *s;
	bool taken = false;

	lock_acquire(&slob_lock);
	list_for_each_entry(s, &slab_caches, list)
		taken |= !s->dead && !strcmp(s->name, name);
	lock_release(&slob_lock);
	return taken;
}

/**
 * __kmem_cache_create_args - make a cache of objects of one kind.
 * @name: shown in /proc/slabinfo and in reports; copied.
 * @size: bytes of an object.
 * @args: what is less common; may be NULL.
 * @flags: SLAB_*; those for debugging do nothing.
 *
 * Return: the cache; NULL where memory runs out or the arguments make no cache, unless SLAB_PANIC.
 * Context: process context; may sleep.
 */
struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags)
{
	static const struct kmem_cache_args none;
	struct kmem_cache *s = NULL;

	if (!args)
		args = &none;
	if (slab_args_make_sense(name, size, args, flags) && machine_ready() &&
	    !mm_trace_should_fail(MM_EVENT_CACHE, size, GFP_KERNEL)) {
		if (name_taken(name))
			pr_warn("kmem_cache of name '%s' already exists\n", name);
		s = cache_new(name, size, args, flags);
		mm_trace_alloc(MM_EVENT_CACHE, s, size, sizeof(*s), GFP_KERNEL);
	}
	if (!s && flags & SLAB_PANIC)
		panic("%s: Failed to create slab '%s'", __func__, name);
	return s;
}
EXPORT_SYMBOL(__kmem_cache_create_args);

/**
 * kmem_cache_create_usercopy - kmem_cache_create() with the part that user space may see.
 * That part has to lie within the object; nothing else comes of it.
 */
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *))
{
	struct kmem_cache_args args = {
		.align = align, .useroffset = useroffset, .usersize = usersize, .ctor = ctor
	};

	return __kmem_cache_create_args(name, size, &args, flags);
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

/* ---- the end --------------------------------------------------------------------------------- */

struct kmem_cache *slob_cache(u32 id)
{
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (s->id == id)
			return s;
	return NULL;
}

static bool is_living_cache(const struct kmem_cache *wanted)
{
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (s == wanted)
			return !s->dead && s != &slob_kmalloc;
	return false;
}

/**
 * kmem_cache_destroy - end a cache.
 * @s: the cache; NULL is fine.
 *
 * A cache with objects alive keeps its record: they are listed, and stay what they are.
 *
 * Context: process context; may sleep.
 */
void kmem_cache_destroy(struct kmem_cache *s)
{
	bool living;

	if (!s)
		return;
	lock_acquire(&slob_lock);
	living = is_living_cache(s);
	lock_release(&slob_lock);
	if (!living) {
		report("kmem_cache_destroy: %px is not a cache, or no more", s);
		return;
	}
	mm_trace_free(MM_EVENT_CACHE, s);
	/* Objects that wait for their readers, in the cache or before it, are no survivors. */
	if (slab_rcu_barrier)
		slab_rcu_barrier();
	lock_acquire(&slob_lock);
	s->dead = s->objects + s->waiting;
	if (!s->dead)
		list_del(&s->list);
	lock_release(&slob_lock);
	if (s->dead) {
		report_begin("kmem_cache_destroy %s: Slab cache still has objects", s->name);
		slob_list_survivors(s);
		report_end();
		return;
	}
	slob_free(NULL, s, MM_EVENT_KINDS);
}
EXPORT_SYMBOL(kmem_cache_destroy);

/**
 * kmem_cache_shrink - give back what the cache holds and nobody uses, which here is nothing.
 * Return: 0 when no object is left, else 1.
 */
int kmem_cache_shrink(struct kmem_cache *s)
{
	bool used;

	lock_acquire(&slob_lock);
	used = s->objects;
	lock_release(&slob_lock);
	return used;
}
EXPORT_SYMBOL(kmem_cache_shrink);

/** kmem_cache_size - bytes of an object. */
unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

/** kmem_cache_name - the name the cache was made with. */
const char *kmem_cache_name(struct kmem_cache *s)
{
	return s->name;
}
EXPORT_SYMBOL(kmem_cache_name);

/** slab_is_available - may caches be used yet? */
bool slab_is_available(void)
{
	return available;
}
EXPORT_SYMBOL(slab_is_available);

/* ---- objects --------------------------------------------------------------------------------- */

/**
 * kmem_cache_alloc_node - take an object from a node.
 * @s: the cache.
 * @flags: GFP_*; __GFP_ZERO zeroes it, also where the cache has a constructor, which is reported.
 * @node: preferred node, with __GFP_THISNODE the only one; NUMA_NO_NODE for any.
 *
 * Return: the object, newly constructed; NULL where memory runs out.
 * Context: any; with GFP_KERNEL one that may sleep.
 */
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
{
	void *object;

	if (mm_trace_should_fail(MM_EVENT_OBJECT, s->object_size, flags))
		return NULL;
	object = slob_alloc(s, s->size, s->align, flags, node);
	if (!object)
		return NULL;
	mm_trace_alloc(MM_EVENT_OBJECT, object, s->object_size, s->size, flags);
	WARN_ONCE(s->ctor && flags & __GFP_ZERO,
		  "cache %s: __GFP_ZERO undoes what the constructor did\n", s->name);
	if (s->ctor)
		slab_construct(s->ctor, s->flags, s, object);
	if (flags & __GFP_ZERO)
		memset(object, 0, s->object_size);
	return object;
}
EXPORT_SYMBOL(kmem_cache_alloc_node);

/** kmem_cache_alloc - kmem_cache_alloc_node() of any node. */
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc_node(s, flags, NUMA_NO_NODE);
}
EXPORT_SYMBOL(kmem_cache_alloc);

/** kmem_cache_alloc_lru - kmem_cache_alloc(); @lru is for accounting that is not done here. */
void *kmem_cache_alloc_lru(struct kmem_cache *s, void *lru, gfp_t flags)
{
	return kmem_cache_alloc(s, flags);
}
EXPORT_SYMBOL(kmem_cache_alloc_lru);

/**
 * kmem_cache_alloc_bulk - take @size objects, or none.
 * @p: where to.
 *
 * Return: @size, or 0 where memory ran out.
 * Context: as kmem_cache_alloc().
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p)
{
	for (size_t got = 0; got < size; got++) {
		p[got] = kmem_cache_alloc(s, flags);
		if (!p[got]) {
			kmem_cache_free_bulk(s, got, p);
			return 0;
		}
	}
	return (int)size;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

/**
 * kmem_cache_free - give an object back.
 * @s: the cache it was taken from.
 * @object: the object.
 *
 * An object of another cache is reported, and given back to the cache that it is of.
 * Context: any.
 */
void kmem_cache_free(struct kmem_cache *s, void *object)
{
	if (!object)
		return;
	if (slob_page(object))
		slob_free(s, object, MM_EVENT_OBJECT);
	else
		slab_free_foreign("kmem_cache_free", object);
}
EXPORT_SYMBOL(kmem_cache_free);

/**
 * kmem_cache_free_bulk - give many objects back.
 * @s: their cache; NULL for objects of any caches and of kmalloc.
 * @p: the objects.
 */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	for (size_t i = 0; i < size; i++) {
		if (s)
			kmem_cache_free(s, p[i]);
		else
			kfree(p[i]);
	}
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

/* ---- bring-up -------------------------------------------------------------------------------- */

/** slab_init - the lists, and the record that stands for kmalloc(). Return: 0. */
int slab_init(void)
{
	static const struct kmem_cache_args none;

	slab_call_rcu = NULL;
	slab_rcu_barrier = NULL;
	lock_init(&slob_lock);
	for (unsigned int i = 0; i < SLOB_LISTS; i++)
		INIT_LIST_HEAD(&slob_lists[i]);
	INIT_LIST_HEAD(&slab_caches);
	memset(&slob_kmalloc, 0, sizeof(slob_kmalloc));
	cache_setup(&slob_kmalloc, "kmalloc", SLOB_GRAIN, &none, SLAB_KMALLOC);
	cache_enter(&slob_kmalloc);
	available = true;
	return 0;
}

/** slab_exit - the pages go with the machine. */
void slab_exit(void)
{
	available = false;
	INIT_LIST_HEAD(&slab_caches);
}
