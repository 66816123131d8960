/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU arrays of pointers: the primitive under every fast path.
 *
 * Each CPU has PORT_SLOT_BYTES of slot memory, at port.slot_base + cpu * PORT_SLOT_BYTES; an array
 * lives at the same offset in each.  "Take" pops a pointer off this CPU's array, "put" pushes one,
 * and either happens wholly on one CPU or not at all, without a lock.
 *
 * An operation is given not the array but the address of the variable that names it (struct
 * slots, below), and reads the variable inside its own indivisible section.  So the owner turns an
 * array off by pointing the variable at port_slot_none and calling port_slot_fence(): after that
 * no CPU is inside an operation on the old array, and the owner may empty it.
 *
 * port_slot_none is always empty and always full: every operation on it fails, and the caller
 * falls through to its slow path.  That is how debugging, event tracing and worlds without a
 * lockless primitive divert the fast paths, which never test for them.
 *
 * An array can also be named by its offset in slot memory, for a caller who finds it beside what
 * he puts (a page knows the arrays of its objects).  Such a name lives as long as the array.  Its
 * owner turns puts off by setting capacity to 0 on every CPU, before the same fence.
 *
 * port/<name>/slot_ops.h defines, all always inlined:
 *
 *	void *port_slot_take(char *const *array);            NULL: it was empty
 *	bool port_slot_put(char *const *array, void *p);     false: it was full
 *	bool port_slot_put_at(u32 offset, void *p);          the same, by offset
 *	unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n);   how many
 *	unsigned int port_slot_put_n(char *const *array, void *const *p, unsigned int n);
 *
 * What port_slot_take_n() leaves in p beyond the count that it returns is garbage: an attempt that
 * was broken off may have copied more than the one that counted.
 */
#ifndef PORT_SLOT_H
#define PORT_SLOT_H

#include <port/port.h>
#include <port/types.h>

/*
 * 16 MiB of addresses a CPU: room for some 2,000 arrays of the largest kind.  32-bit kernels have
 * 128 MiB for everything that is mapped: 2 MiB, and 500 arrays of pointers that are half as long.
 */
#ifdef CONFIG_64BIT
#define PORT_SLOT_SHIFT 24
#else
#define PORT_SLOT_SHIFT 21
#endif
#define PORT_SLOT_BYTES (1ul << PORT_SLOT_SHIFT)

/**
 * struct slot_array - one CPU's array.
 *
 *	0 <= @count, and @objs[0 .. @count) are pointers that the owner put there.
 *
 * It is full when @count >= @capacity.  The owner may change @capacity at any time; below @count it
 * only keeps more from coming.  @misses and @stamp are the owner's, to judge by.
 */
struct slot_array {
	u32 count;
	u32 capacity;
	u32 misses;
	u32 stamp;
	void *objs[];
};

_Static_assert(sizeof(struct slot_array) == 16, "slot_ops.h knows where objs begin");

/**
 * struct slot_guess - where the next put by offset on this CPU goes, if it goes on as it did.
 * @offset: the guess: an array's; 0 for none.
 * @last: where the last put without a guess went.
 * @same: how many before that went there, too.
 *
 * The array's offset comes from memory that depends on the pointer that is freed, which itself may
 * just have come out of the same array.  A guess that is compared, and predicted, breaks that chain
 * of loads.  A wrong one costs more than a right one gains, so a guess is made only after many puts
 * into one array, and dropped when it fails.
 *
 * It stands behind port_slot_none in each CPU's slot memory.
 */
struct slot_guess {
	u32 offset;
	u32 last;
	u32 same;
};

#define SLOT_GUESS_AFTER 32

/**
 * struct slots - an array on every CPU.
 * @array: CPU 0's array for plain takes, or port_slot_none.
 * @tagged: the same for takes that say who they are (mm/boot/tag_map.c).
 * @puts: the same for puts by variable.
 * @behind: the same for callers that do more than these; differs from them where the owner wants to
 *	see every call.
 * @memory: CPU 0's array, NULL when there is none.
 * @capacity: pointers that one CPU's array can be made to hold.
 * @initial: pointers that it holds at first, and after it was emptied.
 * @mark: a word of the owner's, beside what his fast paths read; 0 without @memory.
 * @diverted: which of the first three stay port_slot_none: enum slots_user.
 * @frozen: no capacity may be changed now.
 */
struct slots {
	char *array;
	char *tagged;
	char *puts;
	char *behind;
	char *memory;
	u32 capacity;
	u32 initial;
	unsigned long mark;
	u8 diverted;
	bool frozen;
};

/*
 * At the start of every CPU's slot memory, as an array has to be on every CPU there is; made by
 * slots_init(), of capacity 0.
 */
#define port_slot_none (port.slot_base)

/** port_slot_fence - wait until no CPU is inside an operation that began before the call. */
void port_slot_fence(void);

#endif
