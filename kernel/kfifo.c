// SPDX-License-Identifier: MIT
/*
 * Queues in an array: <linux/kfifo.h>.
 *
 * @in and @out only grow; what is between them is in the queue.  Who puts writes elements and then
 * @in, who takes reads @in and then elements, so that one of each need no lock.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* ---- the array ------------------------------------------------------------------------------- */

static int set_array(struct __kfifo *fifo, void *data, unsigned int size, size_t esize)
{
	*fifo = (struct __kfifo){ .esize = (unsigned int)esize, .data = data };
	if (!data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	size = (unsigned int)roundup_pow_of_two(size);
	if (size < 2) {
		set_array(fifo, NULL, 0, esize);
		return -EINVAL;
	}
	return set_array(fifo, kmalloc_array(size, esize, gfp), size, esize);
}
EXPORT_SYMBOL(__kfifo_alloc);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize)
{
	size /= (unsigned int)esize;
	if (size)
		size = (unsigned int)rounddown_pow_of_two(size);
	if (size < 2) {
		set_array(fifo, NULL, 0, esize);
		return -EINVAL;
	}
	return set_array(fifo, buffer, size, esize);
}
EXPORT_SYMBOL(__kfifo_init);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){ .esize = fifo->esize };
}
EXPORT_SYMBOL(__kfifo_free);

/* ---- moving elements ------------------------------------------------------------------------- */

enum way { PUT, TAKE, PUT_USER, TAKE_USER };

/* Return: bytes that were not copied. */
static unsigned long copy(void *element, void *other, size_t bytes, enum way way)
{
	switch (way) {
	case PUT:
		memcpy(element, other, bytes);
		return 0;
	case TAKE:
		memcpy(other, element, bytes);
		return 0;
	case PUT_USER:
		return copy_from_user(element, (const void __user *)other, bytes);
	default:
		return copy_to_user((void __user *)other, element, bytes);
	}
}

/* @n elements from number @at on, which may be in two pieces. Return: bytes not copied. */
static unsigned long move(struct __kfifo *fifo, unsigned int at, void *other, unsigned int n,
			  enum way way)
{
	unsigned int place = at & fifo->mask;
	unsigned int first = min(n, fifo->mask + 1 - place);
	size_t bytes = (size_t)first * fifo->esize, rest = (size_t)(n - first) * fifo->esize;
	unsigned long left;

	left = copy((char *)fifo->data + (size_t)place * fifo->esize, other, bytes, way);
	if (left)
		return left + rest;
	return rest ? copy(fifo->data, (char *)other + bytes, rest, way) : 0;
}

static unsigned int used(const struct __kfifo *fifo)
{
	return __atomic_load_n(&fifo->in, __ATOMIC_ACQUIRE) -
	       __atomic_load_n(&fifo->out, __ATOMIC_ACQUIRE);
}

static unsigned int unused(const struct __kfifo *fifo)
{
	return fifo->data ? fifo->mask + 1 - used(fifo) : 0;
}

static void advance(unsigned int *end, unsigned int n)
{
	__atomic_store_n(end, *end + n, __ATOMIC_RELEASE);
}

/* ---- records --------------------------------------------------------------------------------- */

/* The length of the next record, which is there; the low byte is first. */
static unsigned int record_length(const struct __kfifo *fifo, size_t rec)
{
	const u8 *data = fifo->data;
	unsigned int n = data[fifo->out & fifo->mask];

	return rec > 1 ? n | (unsigned int)data[(fifo->out + 1) & fifo->mask] << 8 : n;
}

static void set_record_length(struct __kfifo *fifo, unsigned int n, size_t rec)
{
	u8 *data = fifo->data;

	data[fifo->in & fifo->mask] = (u8)n;
	if (rec > 1)
		data[(fifo->in + 1) & fifo->mask] = (u8)(n >> 8);
}

unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t rec)
{
	if (!used(fifo))
		return 0;
	return rec ? record_length(fifo, rec) : fifo->esize;
}
EXPORT_SYMBOL(__kfifo_peek_len);

void __kfifo_skip(struct __kfifo *fifo, size_t rec)
{
	if (used(fifo))
		advance(&fifo->out, rec ? record_length(fifo, rec) + (unsigned int)rec : 1);
}
EXPORT_SYMBOL(__kfifo_skip);

/* ---- putting and taking ---------------------------------------------------------------------- */

/* What of @n can be put: as many elements as have room, or all of a record. */
static unsigned int room_for(const struct __kfifo *fifo, unsigned int n, size_t rec)
{
	unsigned int free = unused(fifo);

	if (!rec)
		return min(n, free);
	return n + rec <= free && n < 1u << (8 * rec) ? n : 0;
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *from, unsigned int n, size_t rec)
{
	n = room_for(fifo, n, rec);
	if (!n)
		return 0;
	if (rec)
		set_record_length(fifo, n, rec);
	move(fifo, fifo->in + (unsigned int)rec, (void *)from, n, PUT);
	advance(&fifo->in, n + (unsigned int)rec);
	return n;
}
EXPORT_SYMBOL(__kfifo_in);

unsigned int __kfifo_out(struct __kfifo *fifo, void *to, unsigned int n, size_t rec, bool keep)
{
	unsigned int there = used(fifo);

	if (!there)
		return 0;
	if (rec)
		there = record_length(fifo, rec);
	n = min(n, there);
	move(fifo, fifo->out + (unsigned int)rec, to, n, TAKE);
	if (!keep)
		advance(&fifo->out, rec ? there + (unsigned int)rec : n);
	return n;
}
EXPORT_SYMBOL(__kfifo_out);

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long bytes,
		      unsigned int *copied, size_t rec)
{
	unsigned int n = room_for(fifo, (unsigned int)(bytes / fifo->esize), rec);
	unsigned long left;

	*copied = 0;
	if (!n)
		return 0;
	left = move(fifo, fifo->in + (unsigned int)rec, (void *)from, n, PUT_USER);
	if (left && rec)
		return -EFAULT;
	/* Elements that came whole are there. */
	n -= (unsigned int)DIV_ROUND_UP(left, fifo->esize);
	if (rec)
		set_record_length(fifo, n, rec);
	advance(&fifo->in, n + (unsigned int)rec);
	*copied = n * fifo->esize;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long bytes,
		    unsigned int *copied, size_t rec)
{
	unsigned int n = (unsigned int)(bytes / fifo->esize), there = used(fifo);
	unsigned long left;

	*copied = 0;
	if (!there)
		return 0;
	if (rec)
		there = record_length(fifo, rec);
	n = min(n, there);
	left = move(fifo, fifo->out + (unsigned int)rec, (void *)to, n, TAKE_USER);
	if (left && rec)
		return -EFAULT;
	n -= (unsigned int)DIV_ROUND_UP(left, fifo->esize);
	advance(&fifo->out, rec ? there + (unsigned int)rec : n);
	*copied = n * fifo->esize;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_to_user);
