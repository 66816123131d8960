/* SPDX-License-Identifier: MIT */
/*
 * XArrays: pointers by number, as an array that is as long as it has to be: kernel/xarray.c.
 *
 *	DEFINE_XARRAY(xa)
 *	xa_store(&xa, 7, p, GFP_KERNEL)		old entry, or xa_err()
 *	p = xa_load(&xa, 7)			without the lock, as is all that only reads
 *	xa_for_each(&xa, index, p)		in the order of numbers
 *	xa_erase(&xa, 7)
 *	xa_destroy(&xa)				forget all
 *
 * Functions whose names begin with __ are called with the array's lock held, and may drop it to
 * get memory.  The advanced form, with a struct xa_state, is not here.
 */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct xa_node;

/* ---- what stands in a slot ------------------------------------------------------------------- */

/*
 *	......00	a pointer
 *	.......1	a number: xa_mk_value()
 *	......10	the array's own: a node, a place that is kept, an error
 */
static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)(v << 1 | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

static inline void *xa_mk_internal(unsigned long v)
{
	return (void *)(v << 2 | 2);
}

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

/* A place that is kept for who asked: nothing is there for who looks. */
#define XA_ZERO_ENTRY xa_mk_internal(257)

static inline bool xa_is_zero(const void *entry)
{
	return entry == XA_ZERO_ENTRY;
}

static inline bool xa_is_err(const void *entry)
{
	return xa_is_internal(entry) && (unsigned long)entry >= (unsigned long)-MAX_ERRNO << 2;
}

/** xa_err - the errno that xa_store() came to, or 0. */
static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

/** struct xa_limit - numbers that xa_alloc() may give away. */
struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(_min, _max) ((struct xa_limit){ .min = (_min), .max = (_max) })
#define xa_limit_32b	     XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b	     XA_LIMIT(0, INT_MAX)
#define xa_limit_16b	     XA_LIMIT(0, USHRT_MAX)

typedef unsigned int xa_mark_t;
#define XA_MARK_0    ((xa_mark_t)0u)
#define XA_MARK_1    ((xa_mark_t)1u)
#define XA_MARK_2    ((xa_mark_t)2u)
#define XA_PRESENT   ((xa_mark_t)8u)
#define XA_MARK_MAX  XA_MARK_2
#define XA_MAX_MARKS 3

/* Which kind of lock it is taken as; and from which number on xa_alloc() gives away. */
#define XA_FLAGS_LOCK_IRQ 1u
#define XA_FLAGS_LOCK_BH  2u
#define XA_FLAGS_ALLOC	  4u
#define XA_FLAGS_ALLOC1	  (XA_FLAGS_ALLOC | 8u)

/** struct xarray - @xa_head: the topmost node, or NULL. */
struct xarray {
	spinlock_t xa_lock;
	unsigned int xa_flags;
	struct xa_node *xa_head;
};

#define XARRAY_INIT(name, flags)                                                    \
	{                                                                           \
		.xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock), .xa_flags = (flags), \
	}
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		 DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	 DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	 DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, unsigned int flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return !READ_ONCE(xa->xa_head);
}

#define xa_trylock(xa)			spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa)			spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)			spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa)			spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa)		spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa)			spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa)		spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags)	spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) spin_unlock_irqrestore(&(xa)->xa_lock, flags)

/* ---- functions ------------------------------------------------------------------------------- */

/** xa_load - the entry at @index, or NULL.  Context: any. */
void *xa_load(struct xarray *xa, unsigned long index);

/**
 * __xa_store, __xa_erase, __xa_cmpxchg - have @entry, NULL for none, at @index; nothing; @entry if
 * @old is there.
 * @gfp: for nodes; where it may wait, the lock is dropped meanwhile.
 *
 * Return: what was there, or NULL; xa_err() knows it from -ENOMEM and -EINVAL.
 */
void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *__xa_erase(struct xarray *xa, unsigned long index);
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);

/**
 * __xa_insert - have @entry, NULL to keep the place, where nothing is. Return: 0, -EBUSY, -ENOMEM.
 */
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);

/**
 * __xa_alloc, __xa_alloc_cyclic - have @entry at a number of @limit where nothing is, the least; or
 * the next from *@next on, which moves behind it.
 * @xa: of XA_FLAGS_ALLOC; with XA_FLAGS_ALLOC1 numbers begin with 1.
 * @id: is told the number.
 *
 * Return: 0; _cyclic: 1 where it began anew; -EBUSY where all are taken, -ENOMEM, -EINVAL.
 */
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			    gfp_t gfp);
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				   u32 *next, gfp_t gfp);

/** __xa_set_mark, __xa_clear_mark - mark the entry at @index, where there is one, or not. */
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/**
 * xa_get_mark, xa_marked - has the entry at @index @mark?  Has any?  No, where there is none.
 * Context: any.
 */
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
bool xa_marked(const struct xarray *xa, xa_mark_t mark);

/**
 * xa_find, xa_find_after - the first entry in [*@index, @max], or behind *@index, which is told
 * where that is.
 * @filter: a mark that it has; XA_PRESENT: any.
 *
 * Return: the entry, or NULL.
 * Context: any.
 */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);

/** xa_extract - up to @n entries in [@start, @max], into @dst.  Return: how many. */
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);

/** xa_destroy - forget all entries, at which it does not look; the array may be used on. */
void xa_destroy(struct xarray *xa);

/* The same with the lock taken, as a plain one, with softirqs off, with interrupts off. */
#define __XA_LOCKED(suffix)                                                                       \
	static inline void *xa_store##suffix(struct xarray *xa, unsigned long index, void *entry, \
					     gfp_t gfp)                                           \
	{                                                                                         \
		void *old;                                                                        \
                                                                                                  \
		xa_lock##suffix(xa);                                                              \
		old = __xa_store(xa, index, entry, gfp);                                          \
		xa_unlock##suffix(xa);                                                            \
		return old;                                                                       \
	}                                                                                         \
	static inline void *xa_erase##suffix(struct xarray *xa, unsigned long index)              \
	{                                                                                         \
		void *old;                                                                        \
                                                                                                  \
		xa_lock##suffix(xa);                                                              \
		old = __xa_erase(xa, index);                                                      \
		xa_unlock##suffix(xa);                                                            \
		return old;                                                                       \
	}                                                                                         \
	static inline void *xa_cmpxchg##suffix(struct xarray *xa, unsigned long index, void *old, \
					       void *entry, gfp_t gfp)                            \
	{                                                                                         \
		void *was;                                                                        \
                                                                                                  \
		xa_lock##suffix(xa);                                                              \
		was = __xa_cmpxchg(xa, index, old, entry, gfp);                                   \
		xa_unlock##suffix(xa);                                                            \
		return was;                                                                       \
	}                                                                                         \
	static inline int __must_check xa_insert##suffix(struct xarray *xa, unsigned long index,  \
							 void *entry, gfp_t gfp)                  \
	{                                                                                         \
		int err;                                                                          \
                                                                                                  \
		xa_lock##suffix(xa);                                                              \
		err = __xa_insert(xa, index, entry, gfp);                                         \
		xa_unlock##suffix(xa);                                                            \
		return err;                                                                       \
	}                                                                                         \
	static inline int __must_check xa_alloc##suffix(struct xarray *xa, u32 *id, void *entry,  \
							struct xa_limit limit, gfp_t gfp)         \
	{                                                                                         \
		int err;                                                                          \
                                                                                                  \
		xa_lock##suffix(xa);                                                              \
		err = __xa_alloc(xa, id, entry, limit, gfp);                                      \
		xa_unlock##suffix(xa);                                                            \
		return err;                                                                       \
	}

__XA_LOCKED()
__XA_LOCKED(_bh)
__XA_LOCKED(_irq)

static inline int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				  u32 *next, gfp_t gfp)
{
	int err;

	xa_lock(xa);
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);
	xa_unlock(xa);
	return err;
}

static inline void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}

static inline void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}

/** xa_reserve - keep a place, so that storing there needs no memory; xa_release - give it back. */
static inline int __must_check xa_reserve(struct xarray *xa, unsigned long index, gfp_t gfp)
{
	return xa_err(xa_cmpxchg(xa, index, NULL, XA_ZERO_ENTRY, gfp));
}

static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, NULL, 0);
}

/* ---- walking --------------------------------------------------------------------------------- */

#define xa_for_each_range(xa, index, entry, start, last)                                \
	for (index = (start), entry = xa_find((xa), &index, (last), XA_PRESENT); entry; \
	     entry = xa_find_after((xa), &index, (last), XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start) \
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry) xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)                               \
	for (index = 0, entry = xa_find((xa), &index, ULONG_MAX, (filter)); entry; \
	     entry = xa_find_after((xa), &index, ULONG_MAX, (filter)))

#endif
