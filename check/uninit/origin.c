// SPDX-License-Identifier: MIT
/*
 * Where bytes come from that nobody has written.
 *
 * An origin is a number, since each four bytes of memory have one.  What was taken from an
 * allocator has the calls that did so; a variable on the stack the compiler's words for it; and
 * what was moved the calls that moved it, and the origin that it had before:
 *
 *	depth of what was taken, and of a variable = 0
 *	depth of what was stored		   = depth of @before + 1 <= DEPTH_MAX
 *
 * Equal ones are one, so a loop makes none but the first time.  Numbers are never used again, and
 * a full table gives 0: then a report does not say where from.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lock.h"
#include "check/check.h"
#include "check/leak.h"
#include "check/uninit/shadow.h"

/* Derived: places of a large module that take memory, its variables, and some ways of each. */
#define ORIGIN_BITS 16
#define ORIGINS	    (1u << ORIGIN_BITS)
/* As many moves as the kernel's reports tell of. */
#define DEPTH_MAX 7
/* Calls that are kept: the module's, behind this folder's and before the loader's. */
#define SITE_FRAMES 16

static struct lock lock;
/* origins[0] is the one of which nothing is known. */
static struct origin *origins;
static u32 nr_origins;
/* Open-addressed, at most half full: numbers. */
static u32 *slots;

static u32 home(const struct origin *o)
{
	u64 key = ((u64)o->kind << 60) ^ ((u64)o->before << 32) ^ o->site ^ (unsigned long)o->text ^
		  ((u64)o->ip << 13);

	return (u32)hash_64(key, ORIGIN_BITS + 1);
}

static bool same(const struct origin *a, const struct origin *b)
{
	return a->kind == b->kind && a->site == b->site && a->before == b->before &&
	       a->text == b->text && a->ip == b->ip;
}

/* The number of @wanted, entered where it is new. */
static u32 origin_find(const struct origin *wanted)
{
	u32 slot, number;

	lock_acquire(&lock);
	for (slot = home(wanted); (number = slots[slot]); slot = (slot + 1) % (2 * ORIGINS))
		if (same(&origins[number], wanted))
			break;
	if (!number && nr_origins < ORIGINS) {
		number = nr_origins++;
		origins[number] = *wanted;
		slots[slot] = number;
	}
	lock_release(&lock);
	return number;
}

noinline u32 origin_taken(void)
{
	const struct origin wanted = { .kind = ORIGIN_TAKEN, .site = leak_site_here(SITE_FRAMES) };

	return origin_find(&wanted);
}

u32 origin_local(const char *text, unsigned long ip)
{
	const struct origin wanted = { .kind = ORIGIN_LOCAL, .text = text, .ip = ip };

	return origin_find(&wanted);
}

noinline u32 origin_stored(u32 before)
{
	struct origin wanted = { .kind = ORIGIN_STORED, .before = before };

	if (!before || before >= nr_origins || origins[before].depth >= DEPTH_MAX)
		return before;
	wanted.depth = origins[before].depth + 1;
	wanted.site = leak_site_here(SITE_FRAMES);
	/* A value that goes round in one place tells no more the second time. */
	if (origins[before].kind == ORIGIN_STORED && origins[before].site == wanted.site)
		return before;
	return origin_find(&wanted);
}

bool origin_get(u32 number, struct origin *origin)
{
	bool known;

	lock_acquire(&lock);
	known = number && number < nr_origins;
	if (known)
		*origin = origins[number];
	lock_release(&lock);
	return known;
}

/* Another module may have another variable's description there: it gets a number of its own. */
void origins_forget(unsigned long start, unsigned long end)
{
	lock_acquire(&lock);
	for (u32 i = 1; i < nr_origins; i++)
		if ((unsigned long)origins[i].text - start < end - start)
			origins[i].text = "";
	lock_release(&lock);
}

int origins_start(void)
{
	lock_init(&lock);
	nr_origins = 1;
	origins = check_host_alloc(ORIGINS * sizeof(*origins));
	slots = check_host_alloc(2 * ORIGINS * sizeof(*slots));
	return origins && slots ? 0 : -ENOMEM;
}

void origins_stop(void)
{
	check_host_free(origins, ORIGINS * sizeof(*origins));
	check_host_free(slots, 2 * ORIGINS * sizeof(*slots));
	origins = NULL;
	slots = NULL;
}
