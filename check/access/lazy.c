// SPDX-License-Identifier: MIT
/*
 * The shadow of large memory, written when it is looked at.
 *
 * A block of 2 MiB has 256 KiB of shadow, and most of what is taken and given back so is never
 * touched in most of its pages.  So for what is done to whole *chunks* of memory only a byte each
 * is written: what the shadow of that chunk is to be, and the shadow itself stays as it is, as
 * long as it forbids everything.  Who finds an access forbidden comes here first, has the chunk
 * settled, and looks again:
 *
 *	state 0		the shadow of the chunk is what it says
 *	otherwise	each byte of it forbids, and the state says what each should be
 *
 * So a chunk that was forbidden as a whole costs nothing more to allow, forbid and allow again,
 * and the first access of it what allowing would have cost.
 *
 * Compilers write the shadow of stacks on their own; nobody gives a state to those, as stacks are
 * no memory of the machine's, and their chunks stay settled.
 *
 * Locking: states change under the lock, a leaf.  A chunk that several share is settled before a
 * part of it is written, so writers of its parts need no lock.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lock.h"
#include "check/access/shadow.h"
#include "check/check.h"

/* Derived: of 16 KiB the shadow is 2 KiB, which a first touch may cost; below, bytes are cheap. */
#define CHUNK_SHIFT  14
#define CHUNK	     (1ul << CHUNK_SHIFT)
#define CHUNK_SHADOW (CHUNK >> GRANULE_SHIFT)
#define STATES	     (1ul << (ADDRESS_BITS - CHUNK_SHIFT))

/* Everything in the chunk is allowed; the other states are the marks, which are above this. */
#define STATE_ALLOWED 1

static struct lock lock;
static u8 *states;

int lazy_start(void)
{
	lock_init(&lock);
	states = check_host_alloc(STATES);
	return states ? 0 : -ENOMEM;
}

void lazy_stop(void)
{
	check_host_free(states, STATES);
	states = NULL;
}

static u8 *state_of(unsigned long addr)
{
	return &states[addr >> CHUNK_SHIFT];
}

static bool is_settled(unsigned long addr)
{
	return !__atomic_load_n(state_of(addr), __ATOMIC_ACQUIRE);
}

static noinline void settle(unsigned long addr)
{
	u8 *state = state_of(addr);

	lock_acquire(&lock);
	if (*state) {
		memset(shadow_of(addr & ~(CHUNK - 1)), *state == STATE_ALLOWED ? 0 : *state,
		       CHUNK_SHADOW);
		__atomic_store_n(state, 0, __ATOMIC_RELEASE);
	}
	lock_release(&lock);
}

void lazy_settle(unsigned long addr)
{
	if (unlikely(!is_settled(addr)))
		settle(addr);
}

/* How many of the @nr states from @state on are 0. */
static size_t count_settled(const u8 *state, size_t nr)
{
	size_t n = 0;

	while (n < nr && !state[n])
		n++;
	return n;
}

/* The shadow of whole chunks, of which those that are settled are written. */
static void set_chunks(unsigned long addr, size_t bytes, u8 value)
{
	u8 *state = state_of(addr), *end = state + (bytes >> CHUNK_SHIFT), *first;
	size_t nr;

	lock_acquire(&lock);
	while (state < end) {
		first = memchr(state, 0, (size_t)(end - state)) ?: end;
		memset(state, value ?: STATE_ALLOWED, (size_t)(first - state));
		nr = count_settled(first, (size_t)(end - first));
		memset(shadow_of((unsigned long)(first - states) << CHUNK_SHIFT), value,
		       nr * CHUNK_SHADOW);
		/* All of it forbids now, so from here on the state can say so. */
		memset(first, value, nr);
		state = first + nr;
	}
	lock_release(&lock);
}

/* A part of a chunk. */
static void set_part(unsigned long addr, size_t bytes, u8 value)
{
	if (!bytes)
		return;
	lazy_settle(addr);
	memset(shadow_of(addr), value, DIV_ROUND_UP(bytes, GRANULE));
}

void shadow_set(unsigned long addr, size_t bytes, u8 value)
{
	unsigned long end = addr + bytes, first = ALIGN(addr, CHUNK), last = end & ~(CHUNK - 1);

	if (first >= last) {
		/* In one chunk, or across the border of two. */
		first = min(first, end);
		set_part(addr, first - addr, value);
		set_part(first, end - first, value);
		return;
	}
	set_part(addr, first - addr, value);
	set_chunks(first, last - first, value);
	set_part(last, end - last, value);
}
