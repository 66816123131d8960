// SPDX-License-Identifier: MIT
/*
 * Freed memory that is held back, so that who still uses it is found out.
 *
 * One queue for all kinds: what was freed first goes first, when the bytes in it are more than a
 * share of the machine's memory.  What is larger than a part of that goes at once, or one block
 * would push out all the rest.
 *
 * Locking: the queue's lock is a leaf, and not held while memory is released.  Who releases holds
 * releasing, so that who drains an owner's memory knows that none of it is on its way.  What is
 * freed in turn, such as the record of what is released, is not held back.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lock.h"
#include "check/access/shadow.h"
#include "check/check.h"
#include "port/port.h"

/* What one entry counts at least: the smallest checked object, and what is known of it. */
#define KEPT_LEAST 256
/* Derived: the limit on a large machine in such entries. */
#define KEPT_MAX (1u << 14)
/* The queue goes round in as little as there is in it, which caches of processors hold. */
#define KEPT_FIRST (1u << 10)
/* One block may take up this part of the queue. */
#define PART 4

static struct lock lock, releasing;
static const struct port_thread *releaser; /* who holds releasing */
static struct access_kept *ring;
static u32 first, nr, room; /* of the ring, @room entries go round */
static size_t bytes_held, bytes_max;

int kept_start(size_t limit)
{
	lock_init(&lock);
	lock_init(&releasing);
	releaser = NULL;
	first = nr = 0;
	room = KEPT_FIRST;
	bytes_held = 0;
	bytes_max = limit;
	ring = check_host_alloc(KEPT_MAX * sizeof(*ring));
	return ring ? 0 : -ENOMEM;
}

void kept_stop(void)
{
	check_host_free(ring, KEPT_MAX * sizeof(*ring));
	ring = NULL;
}

static struct access_kept *at(u32 i)
{
	return &ring[(first + i) % room];
}

static size_t weight(const struct access_kept *kept)
{
	return max_t(size_t, kept->bytes, KEPT_LEAST);
}

/* Take the oldest; under the lock. */
static struct access_kept pop(void)
{
	struct access_kept kept = *at(0);

	first = (first + 1) % room;
	nr--;
	bytes_held -= weight(&kept);
	return kept;
}

static void release_begin(void)
{
	lock_acquire(&releasing);
	WRITE_ONCE(releaser, port_self());
}

static void release_end(void)
{
	WRITE_ONCE(releaser, NULL);
	lock_release(&releasing);
}

/* Twice the room; what has gone round goes on behind the rest. */
static void grow(void)
{
	memcpy(&ring[room], ring, first * sizeof(*ring));
	room *= 2;
}

bool kept_add(const struct access_kept *kept)
{
	struct access_kept old;

	if (kept->bytes > bytes_max / PART || READ_ONCE(releaser) == port_self())
		return false;
	release_begin();
	lock_acquire(&lock);
	while (nr == KEPT_MAX || (nr && bytes_held > bytes_max)) {
		old = pop();
		lock_release(&lock);
		old.release(&old);
		lock_acquire(&lock);
	}
	if (nr == room)
		grow();
	*at(nr++) = *kept;
	bytes_held += weight(kept);
	lock_release(&lock);
	release_end();
	return true;
}

/* Make all of @owner the oldest; the others keep their order.  Return: how many they are. */
static u32 bring_forward(const void *owner)
{
	u32 to = nr;

	for (u32 i = nr; i--;)
		if (at(i)->owner != owner) {
			to--;
			swap(*at(to), *at(i));
		}
	return to;
}

size_t kept_drain(const void *owner)
{
	struct access_kept kept;
	size_t freed = 0;
	u32 left;

	if (READ_ONCE(releaser) == port_self())
		return 0;
	release_begin();
	lock_acquire(&lock);
	left = owner ? bring_forward(owner) : nr;
	/* Nobody else adds or takes any until all are gone. */
	while (left--) {
		kept = pop();
		lock_release(&lock);
		kept.release(&kept);
		freed += kept.bytes;
		lock_acquire(&lock);
	}
	lock_release(&lock);
	release_end();
	return freed;
}
