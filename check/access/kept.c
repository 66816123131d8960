// SPDX-License-Identifier: MIT
/*
 * Freed memory that is held back, so that who still uses it is found out.
 *
 * One queue for all kinds: what was freed first goes first, when the bytes in it are more than a
 * share of the machine's memory.  What is larger than a part of that goes at once, or one block
 * would push out all the rest.
 *
 * Where there is too much, some more than that goes, so that most frees only add to the queue:
 *
 *	bytes_held <= bytes_max + the last one	after each kept_add()
 *	bytes_held <= bytes_max - SLACK		after release_some()
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
/* Derived: a sixteenth of a lock for each, and little on the stack. */
#define AT_ONCE 16
/* Derived: on a large machine as many pages as go at once. */
#define SLACK (bytes_max / 64)

static struct lock lock, releasing;
static const struct port_thread *releaser; /* who holds releasing */
static struct access_kept *ring;
static u32 first, nr, room; /* of the ring; @room entries go round, a power of two */
static size_t bytes_held, bytes_max;

int kept_start(size_t limit)
{
	lock_init(&lock);
	lock_init(&releasing);
	releaser = NULL;
	first = nr = 0;
	room = KEPT_FIRST;
	bytes_held = 0;
	bytes_max = min_t(size_t, limit, KEPT_MAX * KEPT_LEAST);
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
	return &ring[(first + i) & (room - 1)];
}

static size_t weight(const struct access_kept *kept)
{
	return max_t(size_t, kept->bytes, KEPT_LEAST);
}

/* Take the oldest; under the lock. */
static struct access_kept pop(void)
{
	struct access_kept kept = *at(0);

	first = (first + 1) & (room - 1);
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

/* A ring without room holds bytes_max at least.  Under the lock. */
static bool is_full(void)
{
	return nr == KEPT_MAX || bytes_held > bytes_max;
}

/* The oldest go, until there is room for a while. */
static void release_some(void)
{
	struct access_kept old[AT_ONCE];
	u32 n, i;

	release_begin();
	do {
		n = 0;
		lock_acquire(&lock);
		while (n < AT_ONCE && bytes_held + SLACK > bytes_max)
			old[n++] = pop();
		lock_release(&lock);
		for (i = 0; i < n; i++)
			old[i].release(&old[i]);
	} while (n == AT_ONCE);
	release_end();
}

bool kept_add(const struct access_kept *kept)
{
	if (kept->bytes > bytes_max / PART || READ_ONCE(releaser) == port_self())
		return false;
	lock_acquire(&lock);
	while (is_full()) {
		lock_release(&lock);
		release_some();
		lock_acquire(&lock);
	}
	if (nr == room)
		grow();
	*at(nr++) = *kept;
	bytes_held += weight(kept);
	lock_release(&lock);
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
