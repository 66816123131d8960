// SPDX-License-Identifier: MIT
/* Iterators over the buffers of a read or write. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

_Static_assert(sizeof(struct iovec) == sizeof(struct kvec), "pieces are counted alike");

static void start(struct iov_iter *i, enum iter_type type, unsigned int direction, size_t count)
{
	memset(i, 0, sizeof(*i));
	i->iter_type = type;
	i->data_source = (direction & WRITE) != 0;
	i->count = count;
	i->nr_segs = 1;
}

void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov,
		   unsigned long nr_segs, size_t count)
{
	start(i, ITER_IOVEC, direction, count);
	i->__iov = iov;
	i->nr_segs = nr_segs;
}
EXPORT_SYMBOL(iov_iter_init);

void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count)
{
	start(i, ITER_UBUF, direction, count);
	i->ubuf = buf;
}
EXPORT_SYMBOL(iov_iter_ubuf);

void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
		   unsigned long nr_segs, size_t count)
{
	start(i, ITER_KVEC, direction, count);
	i->kvec = kvec;
	i->nr_segs = nr_segs;
}
EXPORT_SYMBOL(iov_iter_kvec);

int import_ubuf(int type, void __user *buf, size_t len, struct iov_iter *i)
{
	if (!access_ok(buf, len))
		return -EFAULT;
	iov_iter_ubuf(i, (unsigned int)type, buf, len);
	return 0;
}
EXPORT_SYMBOL(import_ubuf);

/* ---- moving ---------------------------------------------------------------------------------- */

/* The piece it stands in, as far as it goes: its address and length. */
static void *piece(const struct iov_iter *i, size_t *len)
{
	if (i->iter_type == ITER_UBUF) {
		*len = i->count;
		return (char *)i->ubuf + i->iov_offset;
	}
	*len = min(i->count, i->__iov->iov_len - i->iov_offset);
	return (char *)i->__iov->iov_base + i->iov_offset;
}

size_t iov_iter_single_seg_count(const struct iov_iter *i)
{
	size_t len = 0;

	if (i->count)
		piece(i, &len);
	return len;
}
EXPORT_SYMBOL(iov_iter_single_seg_count);

static void next_piece(struct iov_iter *i)
{
	i->__iov++;
	i->nr_segs--;
	i->iov_offset = 0;
}

void iov_iter_advance(struct iov_iter *i, size_t bytes)
{
	bytes = min(bytes, i->count);
	if (i->iter_type == ITER_UBUF) {
		i->iov_offset += bytes;
		i->count -= bytes;
		return;
	}
	while (bytes) {
		size_t step = min(bytes, i->__iov->iov_len - i->iov_offset);

		i->iov_offset += step;
		i->count -= step;
		bytes -= step;
		if (i->iov_offset == i->__iov->iov_len && i->count)
			next_piece(i);
	}
}
EXPORT_SYMBOL(iov_iter_advance);

void iov_iter_revert(struct iov_iter *i, size_t bytes)
{
	i->count += bytes;
	while (bytes > i->iov_offset && i->iter_type != ITER_UBUF) {
		bytes -= i->iov_offset;
		i->__iov--;
		i->nr_segs++;
		i->iov_offset = i->__iov->iov_len;
	}
	i->iov_offset -= bytes;
}
EXPORT_SYMBOL(iov_iter_revert);

/* ---- copying --------------------------------------------------------------------------------- */

typedef size_t (*step_fn)(const struct iov_iter *i, void *at, void *kernel, size_t n);

/* @step for each piece of the next @bytes. Return: bytes done. */
static size_t for_pieces(struct iov_iter *i, void *kernel, size_t bytes, step_fn step)
{
	size_t done = 0;

	bytes = min(bytes, i->count);
	while (done < bytes) {
		size_t len, part, got;
		char *at;

		while (i->iter_type != ITER_UBUF && i->iov_offset == i->__iov->iov_len)
			next_piece(i);
		at = piece(i, &len);
		part = min(len, bytes - done);
		got = step(i, at, kernel ? (char *)kernel + done : NULL, part);
		iov_iter_advance(i, got);
		done += got;
		if (got < part)
			break;
	}
	return done;
}

static size_t step_to(const struct iov_iter *i, void *at, void *kernel, size_t n)
{
	if (user_backed_iter(i))
		return n - _copy_to_user((void __user *)at, kernel, n);
	memcpy(at, kernel, n);
	return n;
}

static size_t step_from(const struct iov_iter *i, void *at, void *kernel, size_t n)
{
	if (user_backed_iter(i))
		return n - _copy_from_user(kernel, (const void __user *)at, n);
	memcpy(kernel, at, n);
	return n;
}

static size_t step_zero(const struct iov_iter *i, void *at, void *kernel, size_t n)
{
	if (user_backed_iter(i))
		return n - __clear_user((void __user *)at, n);
	memset(at, 0, n);
	return n;
}

static void ready(const struct iov_iter *i, bool source)
{
	WARN_ON_ONCE(i->data_source != source);
	if (user_backed_iter(i))
		might_fault();
}

size_t copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	ready(i, false);
	return for_pieces(i, (void *)addr, bytes, step_to);
}
EXPORT_SYMBOL(copy_to_iter);

size_t copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	ready(i, true);
	return for_pieces(i, addr, bytes, step_from);
}
EXPORT_SYMBOL(copy_from_iter);

bool copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = copy_to_iter(addr, bytes, i);

	if (done == bytes)
		return true;
	iov_iter_revert(i, done);
	return false;
}
EXPORT_SYMBOL(copy_to_iter_full);

bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = copy_from_iter(addr, bytes, i);

	if (done == bytes)
		return true;
	iov_iter_revert(i, done);
	return false;
}
EXPORT_SYMBOL(copy_from_iter_full);

size_t iov_iter_zero(size_t bytes, struct iov_iter *i)
{
	ready(i, false);
	return for_pieces(i, NULL, bytes, step_zero);
}
EXPORT_SYMBOL(iov_iter_zero);

static size_t with_page(struct page *page, size_t offset, size_t bytes, struct iov_iter *i,
			step_fn step)
{
	char *at = kmap_local_page(page);
	size_t done = for_pieces(i, at + offset, min(bytes, PAGE_SIZE - offset), step);

	kunmap_local(at);
	return done;
}

size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i)
{
	ready(i, false);
	return with_page(page, offset, bytes, i, step_to);
}
EXPORT_SYMBOL(copy_page_to_iter);

size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes, struct iov_iter *i)
{
	ready(i, true);
	return with_page(page, offset, bytes, i, step_from);
}
EXPORT_SYMBOL(copy_page_from_iter);
