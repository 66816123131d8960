/* SPDX-License-Identifier: MIT */
/*
 * Where the bytes of a read or write are: one buffer or many, of a user's or the kernel's.
 *
 * Who copies moves the iterator on; what is left is its count.  See kernel/files/iov_iter.c.
 */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H

#include <linux/compiler.h>
#include <linux/types.h>

struct page;

/** struct iovec - a piece of user memory, struct kvec - a piece of the kernel's. */
struct iovec {
	void __user *iov_base;
	size_t iov_len;
};

struct kvec {
	void *iov_base;
	size_t iov_len;
};

enum iter_type { ITER_UBUF, ITER_IOVEC, ITER_KVEC };

#define READ	    0
#define WRITE	    1
#define ITER_SOURCE 1 /* == WRITE */
#define ITER_DEST   0 /* == READ */

/**
 * struct iov_iter - the iterator.
 * @data_source: bytes are read from it.
 * @iov_offset: how much of the first piece is done with.
 * @count: bytes to go in all.
 * @nr_segs: pieces, the first included.
 */
struct iov_iter {
	u8 iter_type;
	bool data_source;
	size_t iov_offset;
	size_t count;
	union {
		void __user *ubuf;
		const struct iovec *__iov;
		const struct kvec *kvec;
	};
	unsigned long nr_segs;
};

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

static inline bool iter_is_ubuf(const struct iov_iter *i)
{
	return i->iter_type == ITER_UBUF;
}

static inline bool iter_is_iovec(const struct iov_iter *i)
{
	return i->iter_type == ITER_IOVEC;
}

static inline bool iov_iter_is_kvec(const struct iov_iter *i)
{
	return i->iter_type == ITER_KVEC;
}

static inline bool user_backed_iter(const struct iov_iter *i)
{
	return i->iter_type != ITER_KVEC;
}

static inline unsigned char iov_iter_rw(const struct iov_iter *i)
{
	return i->data_source ? WRITE : READ;
}

static inline void iov_iter_truncate(struct iov_iter *i, u64 count)
{
	if (i->count > count)
		i->count = (size_t)count;
}

static inline void iov_iter_reexpand(struct iov_iter *i, size_t count)
{
	i->count = count;
}

/**
 * iov_iter_init, iov_iter_ubuf, iov_iter_kvec - begin with @count bytes: in pieces of user memory;
 * in one buffer of it; in pieces of the kernel's.
 * @direction: ITER_SOURCE: the bytes come from there, as of a write(); ITER_DEST: they go there.
 *
 * The array of pieces is looked at as long as the iterator is.  Whether a user's pieces are within
 * what he may reach is not asked here.
 */
void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov,
		   unsigned long nr_segs, size_t count);
void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count);
void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
		   unsigned long nr_segs, size_t count);

/** import_ubuf - iov_iter_ubuf() that asks: -EFAULT where @buf cannot be user memory; else 0. */
int import_ubuf(int type, void __user *buf, size_t len, struct iov_iter *i);

/**
 * copy_to_iter, copy_from_iter, iov_iter_zero - copy bytes, or zeros, to or from where it stands,
 * and move it on by them.
 *
 * Return: bytes that were copied: fewer where there were no more, or user memory has ended.
 * Context: process where the memory is a user's: may sleep.  Else any.
 */
size_t __must_check copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i);
size_t __must_check copy_from_iter(void *addr, size_t bytes, struct iov_iter *i);
size_t iov_iter_zero(size_t bytes, struct iov_iter *i);

/** copy_to_iter_full, copy_from_iter_full - all of it, or it has not moved: then false. */
bool __must_check copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i);
bool __must_check copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i);

/** copy_page_to_iter, copy_page_from_iter - the same with a part of @page, up to its end. */
size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i);
size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i);

/**
 * iov_iter_advance, iov_iter_revert - move on by @bytes, to the end at most; back by @bytes, which
 * it was moved on before.
 */
void iov_iter_advance(struct iov_iter *i, size_t bytes);
void iov_iter_revert(struct iov_iter *i, size_t bytes);

/** iov_iter_single_seg_count - bytes that are left of the piece it stands in. */
size_t iov_iter_single_seg_count(const struct iov_iter *i);

#endif
