/* SPDX-License-Identifier: MIT */
/*
 * Queues in an array of 2^n elements: kernel/kfifo.c.
 *
 *	DECLARE_KFIFO(f, int, 16)	with its array in it; INIT_KFIFO(f) empties it
 *	DECLARE_KFIFO_PTR(f, int)	whose array kfifo_alloc() takes, or kfifo_init() is given
 *	struct kfifo			the latter, of bytes
 *	struct kfifo_rec_ptr_1, _2	of records: bytes with their length ahead, in 1 or 2 bytes
 *
 * One who puts and one who takes need no lock; more of either do among themselves.
 * All macros take the address of the queue.
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

/**
 * struct __kfifo - what all queues begin with.
 *
 *	0 <= @in - @out <= @mask + 1, in elements; both run on over the end of their type
 *
 * @esize: bytes of an element; 1 in queues of records.
 */
struct __kfifo {
	unsigned int in, out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

/* What the macros learn of a queue from its type: that of elements, and the size of lengths. */
#define __KFIFO_HEAD(type, rec)        \
	union {                        \
		struct __kfifo kfifo;  \
		type *__element;       \
		char (*__record)[rec]; \
	}
#define __KFIFO_ARRAY(type, rec, size)                                               \
	{                                                                            \
		__KFIFO_HEAD(type, rec);                                             \
		type buf[((size) < 2 || ((size) & ((size)-1))) ? -1 : (long)(size)]; \
	}
#define __KFIFO_POINTER(type, rec)       \
	{                                \
		__KFIFO_HEAD(type, rec); \
		type buf[0];             \
	}

#define STRUCT_KFIFO(type, size) struct __KFIFO_ARRAY(type, 0, size)
#define STRUCT_KFIFO_PTR(type)	 struct __KFIFO_POINTER(type, 0)
#define STRUCT_KFIFO_REC_1(size) struct __KFIFO_ARRAY(unsigned char, 1, size)
#define STRUCT_KFIFO_REC_2(size) struct __KFIFO_ARRAY(unsigned char, 2, size)
struct kfifo __KFIFO_POINTER(unsigned char, 0);
struct kfifo_rec_ptr_1 __KFIFO_POINTER(unsigned char, 1);
struct kfifo_rec_ptr_2 __KFIFO_POINTER(unsigned char, 2);

#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo
#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo

#define __kfifo_has_array(fifo)	 (sizeof((fifo)->buf) != 0)
#define __kfifo_array_mask(fifo) (__kfifo_has_array(fifo) ? ARRAY_SIZE((fifo)->buf) - 1 : 0)
#define __kfifo_array(fifo)	 (__kfifo_has_array(fifo) ? (void *)(fifo)->buf : NULL)

#define DEFINE_KFIFO(fifo, type, size)                                               \
	DECLARE_KFIFO(fifo, type, size) = { { { .mask = __kfifo_array_mask(&(fifo)), \
						.esize = sizeof(type),               \
						.data = (fifo).buf } },              \
					    { 0 } }
#define INIT_KFIFO(fifo)                                                       \
	((fifo).kfifo = (struct __kfifo){ .mask = __kfifo_array_mask(&(fifo)), \
					  .esize = sizeof(*(fifo).buf),        \
					  .data = __kfifo_array(&(fifo)) })

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize);
void __kfifo_free(struct __kfifo *fifo);
unsigned int __kfifo_in(struct __kfifo *fifo, const void *from, unsigned int n, size_t rec);
unsigned int __kfifo_out(struct __kfifo *fifo, void *to, unsigned int n, size_t rec, bool keep);
unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t rec);
void __kfifo_skip(struct __kfifo *fifo, size_t rec);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long bytes,
		      unsigned int *copied, size_t rec);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long bytes,
		    unsigned int *copied, size_t rec);

/* ---- what it is ------------------------------------------------------------------------------ */

#define kfifo_initialized(fifo) ((fifo)->kfifo.mask != 0)
#define kfifo_esize(fifo)	((fifo)->kfifo.esize)
#define kfifo_recsize(fifo)	sizeof(*(fifo)->__record)
#define kfifo_size(fifo)	((fifo)->kfifo.mask + 1)
#define kfifo_len(fifo)                                         \
	(__atomic_load_n(&(fifo)->kfifo.in, __ATOMIC_ACQUIRE) - \
	 __atomic_load_n(&(fifo)->kfifo.out, __ATOMIC_ACQUIRE))
#define kfifo_is_empty(fifo) (kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo)  (kfifo_len(fifo) > (fifo)->kfifo.mask)
/** kfifo_avail - how many elements, or bytes of a record, could be put. */
#define kfifo_avail(fifo)                                                                          \
	({                                                                                         \
		unsigned int __free = kfifo_size(fifo) - kfifo_len(fifo);                          \
                                                                                                   \
		__free > kfifo_recsize(fifo) ?                                                     \
			min_t(unsigned int, __free - kfifo_recsize(fifo),                          \
			      kfifo_recsize(fifo) ? (1u << (8 * kfifo_recsize(fifo))) - 1 : ~0u) : \
			0;                                                                         \
	})
/** kfifo_peek_len - bytes of the next record, or element. */
#define kfifo_peek_len(fifo) __kfifo_peek_len(&(fifo)->kfifo, kfifo_recsize(fifo))

/* ---- its array ------------------------------------------------------------------------------- */

/** kfifo_alloc - room for @size elements, rounded up to 2^n. Return: 0, -ENOMEM, -EINVAL. */
#define kfifo_alloc(fifo, size, gfp) \
	__kfifo_alloc(&(fifo)->kfifo, (size), sizeof(*(fifo)->__element), (gfp))
/** kfifo_init - @size bytes of the caller's, rounded down to 2^n elements. Return: 0, -EINVAL. */
#define kfifo_init(fifo, buffer, size) \
	__kfifo_init(&(fifo)->kfifo, (buffer), (size), sizeof(*(fifo)->__element))
#define kfifo_free(fifo) __kfifo_free(&(fifo)->kfifo)

/** kfifo_reset - empty it; nobody else uses it.  kfifo_reset_out - for who takes. */
#define kfifo_reset(fifo)     ((void)((fifo)->kfifo.in = (fifo)->kfifo.out = 0))
#define kfifo_reset_out(fifo) ((void)((fifo)->kfifo.out = (fifo)->kfifo.in))
#define kfifo_skip(fifo)      __kfifo_skip(&(fifo)->kfifo, kfifo_recsize(fifo))

/* ---- one element ----------------------------------------------------------------------------- */

/** kfifo_put - Return: 1; 0 where it is full. */
#define kfifo_put(fifo, value)                                                \
	({                                                                    \
		typeof(*(fifo)->__element) __value = (value);                 \
                                                                              \
		__kfifo_in(&(fifo)->kfifo, &__value, 1, kfifo_recsize(fifo)); \
	})
/** kfifo_get, kfifo_peek - into *@to; the latter leaves it. Return: 1; 0 where it is empty. */
#define kfifo_get(fifo, to)                                                       \
	({                                                                        \
		typeof((fifo)->__element) __to = (to);                            \
                                                                                  \
		__kfifo_out(&(fifo)->kfifo, __to, 1, kfifo_recsize(fifo), false); \
	})
#define kfifo_peek(fifo, to)                                                     \
	({                                                                       \
		typeof((fifo)->__element) __to = (to);                           \
                                                                                 \
		__kfifo_out(&(fifo)->kfifo, __to, 1, kfifo_recsize(fifo), true); \
	})

/* ---- many ------------------------------------------------------------------------------------ */

/** kfifo_in - @n elements, or a record of @n bytes. Return: how many there was room for. */
#define kfifo_in(fifo, from, n)                                                  \
	({                                                                       \
		const typeof(*(fifo)->__element) *__from = (const void *)(from); \
                                                                                 \
		__kfifo_in(&(fifo)->kfifo, __from, (n), kfifo_recsize(fifo));    \
	})
/** kfifo_out - up to @n, or a record, whose rest is lost. Return: how many were taken. */
#define kfifo_out(fifo, to, n) __kfifo_out(&(fifo)->kfifo, (to), (n), kfifo_recsize(fifo), false)
#define kfifo_out_peek(fifo, to, n) \
	__kfifo_out(&(fifo)->kfifo, (to), (n), kfifo_recsize(fifo), true)

#define kfifo_in_spinlocked(fifo, from, n, lock)         \
	({                                               \
		unsigned long __flags;                   \
		unsigned int __done;                     \
                                                         \
		spin_lock_irqsave((lock), __flags);      \
		__done = kfifo_in((fifo), (from), (n));  \
		spin_unlock_irqrestore((lock), __flags); \
		__done;                                  \
	})
#define kfifo_out_spinlocked(fifo, to, n, lock)          \
	({                                               \
		unsigned long __flags;                   \
		unsigned int __done;                     \
                                                         \
		spin_lock_irqsave((lock), __flags);      \
		__done = kfifo_out((fifo), (to), (n));   \
		spin_unlock_irqrestore((lock), __flags); \
		__done;                                  \
	})
#define kfifo_in_locked(fifo, from, n, lock) kfifo_in_spinlocked((fifo), (from), (n), (lock))
#define kfifo_out_locked(fifo, to, n, lock)  kfifo_out_spinlocked((fifo), (to), (n), (lock))

/**
 * kfifo_from_user, kfifo_to_user - up to @bytes, of whole elements.
 * @copied: how many bytes it were.  Return: 0 or -EFAULT.
 */
#define kfifo_from_user(fifo, from, bytes, copied) \
	__kfifo_from_user(&(fifo)->kfifo, (from), (bytes), (copied), kfifo_recsize(fifo))
#define kfifo_to_user(fifo, to, bytes, copied) \
	__kfifo_to_user(&(fifo)->kfifo, (to), (bytes), (copied), kfifo_recsize(fifo))

#endif
