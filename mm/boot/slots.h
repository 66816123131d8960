/* SPDX-License-Identifier: MIT */
/* Arrays of pointers on every CPU: life, slow forms, emptying.  See port/slot.h. */
#ifndef MM_BOOT_SLOTS_H
#define MM_BOOT_SLOTS_H

#include <linux/gfp.h>
#include <port/slot.h>
#include <port/slot_ops.h>

int slots_init(void);

/** slots_create - give @slots an array of @capacity on every CPU. Return: 0 or -ENOMEM. */
int slots_create(struct slots *slots, u32 capacity);

/**
 * slots_start_small - let the arrays, which nobody uses yet, hold only @initial pointers.
 *
 * That is what they hold again after they were emptied; slots_resize() makes it more or less.
 */
void slots_start_small(struct slots *slots, u32 initial);

/* Fast paths, by the variable that names the array to them. */
enum slots_user {
	SLOTS_TAKE = 1,	  /* plain takes: slots->array */
	SLOTS_TAGGED = 2, /* takes that say who they are */
	SLOTS_PUT = 4,	  /* puts */
	SLOTS_ALL = SLOTS_TAKE | SLOTS_TAGGED | SLOTS_PUT
};

/** slots_divert - these fast paths shall not find the arrays, which nobody uses yet. */
void slots_divert(struct slots *slots, enum slots_user users);

/** slots_offset - the arrays' name for port_slot_put_at(); 0 where that cannot be used. */
u32 slots_offset(const struct slots *slots);

/** slots_capacity_on - pointers that the array of @cpu may hold now. */
u32 slots_capacity_on(const struct slots *slots, unsigned int cpu);

/**
 * slots_resize - let the array of @cpu hold @capacity pointers, at most slots->capacity.
 *
 * What it holds beyond that stays until it is taken or drained.
 *
 * Return: false while the arrays are turned off.
 */
bool slots_resize(struct slots *slots, unsigned int cpu, u32 capacity);

/** slots_stamp_on - what the owner wrote into the stamp of @cpu's array. */
u32 slots_stamp_on(const struct slots *slots, unsigned int cpu);

/** slots_here - the array of the CPU that this thread was on just now; for its statistics. */
struct slot_array *slots_here(const struct slots *slots);

/**
 * slots_grow - exchange the arrays of @slots, which are in use, for larger ones.
 *
 * slots_drain(..., true) goes before: it empties the old arrays and keeps them so.
 *
 * Return: 0, or -ENOMEM and @slots goes on with the arrays it had.
 */
int slots_grow(struct slots *slots, u32 capacity);

/** slots_none - make @slots an array that nothing can be put into. */
void slots_none(struct slots *slots);

/** slots_destroy - give the arrays back; they must be empty and turned off. */
void slots_destroy(struct slots *slots);

/**
 * slots_take - take up to @n pointers from this CPU's array.
 * Return: how many.  What @objs has beyond them is nobody's: an attempt that was broken off may
 * have copied more than the one that counted, also where that one found the array empty.
 */
unsigned int slots_take(struct slots *slots, void **objs, unsigned int n);

/** slots_put - put up to @n pointers into this CPU's array, from objs[0] on. Return: how many. */
unsigned int slots_put(struct slots *slots, void *const *objs, unsigned int n);

typedef void (*slots_drain_fn)(void *ctx, void **objs, unsigned int n);

/**
 * slots_drain - empty the arrays of all CPUs into @fn.
 *
 * Callers are serialised for one @slots.  Operations that begin meanwhile find the arrays turned
 * off.  @keep_off leaves them so.
 */
void slots_drain(struct slots *slots, slots_drain_fn fn, void *ctx, bool keep_off);

/** slots_drain_cpu - slots_drain() for the array of one CPU. */
void slots_drain_cpu(struct slots *slots, unsigned int cpu, slots_drain_fn fn, void *ctx);

/** slots_count - pointers in the arrays of all CPUs; exact only while nothing else runs. */
unsigned long slots_count(const struct slots *slots);

/**
 * slots_look - look at every pointer in the arrays, which nobody uses meanwhile.
 *
 * As for slots_drain(), callers are serialised for one @slots.  @fn may not use them.
 */
void slots_look(struct slots *slots, void (*fn)(void *ctx, void *obj), void *ctx);

/** slots_count_on - pointers in the array of @cpu; exact only while nothing else runs. */
u32 slots_count_on(const struct slots *slots, unsigned int cpu);

/**
 * slots_for_each - look at every pointer in the arrays, without stopping them.
 *
 * While they are used some may be missed, and some be gone already.  @fn may not use the arrays.
 */
void slots_for_each(const struct slots *slots, void (*fn)(void *ctx, void *obj), void *ctx);

#endif
