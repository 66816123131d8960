// SPDX-License-Identifier: MIT
/*
 * Arrays of pointers on every CPU.
 *
 * port/slot.h is the theory.  Here is what may be slow: where arrays live, the forms that also
 * work without a lockless primitive, and emptying all CPUs' arrays from one.
 *
 * Slot memory is dealt out from offset 0 up, the same offsets on every CPU, in sizes that are
 * powers of two and some lines: were the counts of many arrays all at the start of a page, they
 * would fight for one set of the CPU's cache, and loads would wait for stores to the same offset in
 * other pages.  A freed array waits in a list of its size.
 *
 * Without a lockless primitive (port.lockless_slots is false) the fast path always sees
 * port_slot_none, and the forms here take the lock of the CPU whose array they use.  The lock is
 * a leaf: nothing is taken under it.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <base/lock.h>
#include <mm/boot/boot.h>

/* Free arrays of 2^i bytes, linked through their first word of objs on CPU 0. */
static struct slot_array *free_arrays[PORT_SLOT_SHIFT + 1];
static unsigned long slots_end;
static struct lock slots_lock;
static struct lock cpu_lock[CONFIG_NR_CPUS];

static struct slot_array *array_on(const struct slots *slots, unsigned int cpu)
{
	return (struct slot_array *)(READ_ONCE(slots->memory) +
				     ((unsigned long)cpu << PORT_SLOT_SHIFT));
}

static unsigned int array_shift(u32 capacity)
{
	return (unsigned int)ilog2(
		roundup_pow_of_two(sizeof(struct slot_array) + capacity * sizeof(void *)));
}

/* Bytes that an array of 2^@shift takes: an odd number of lines, which 4096 bytes are not. */
static unsigned long array_room(unsigned int shift)
{
	return ALIGN(1ul << shift, L1_CACHE_BYTES) + 3 * L1_CACHE_BYTES;
}

int slots_init(void)
{
	memset(free_arrays, 0, sizeof(free_arrays));
	/* The first array is port_slot_none. */
	slots_end = sizeof(struct slot_array) + sizeof(struct slot_guess);
	for (unsigned int cpu = 0; port.slot_base && cpu < port.nr_slot_cpus; cpu++)
		memset(port.slot_base + ((unsigned long)cpu << PORT_SLOT_SHIFT), 0, slots_end);
	lock_init(&slots_lock);
	for (unsigned int i = 0; i < CONFIG_NR_CPUS; i++)
		lock_init(&cpu_lock[i]);
	return 0;
}

void slots_none(struct slots *slots)
{
	slots->array = slots->tagged = slots->puts = slots->behind = port_slot_none;
	slots->memory = NULL;
	slots->capacity = slots->initial = 0;
	slots->diverted = 0;
	slots->frozen = false;
	WRITE_ONCE(slots->mark, 0);
}

static void slots_disable(struct slots *slots)
{
	__atomic_store_n(&slots->array, port_slot_none, __ATOMIC_SEQ_CST);
	__atomic_store_n(&slots->tagged, port_slot_none, __ATOMIC_SEQ_CST);
	__atomic_store_n(&slots->puts, port_slot_none, __ATOMIC_SEQ_CST);
	__atomic_store_n(&slots->behind, port_slot_none, __ATOMIC_SEQ_CST);
}

static void enable_for(const struct slots *slots, char **variable, enum slots_user user)
{
	char *array = port.lockless_slots ? slots->memory : port_slot_none;

	__atomic_store_n(variable, slots->diverted & user ? port_slot_none : array,
			 __ATOMIC_RELEASE);
}

static void slots_enable(struct slots *slots)
{
	enable_for(slots, &slots->behind, 0);
	enable_for(slots, &slots->array, SLOTS_TAKE);
	enable_for(slots, &slots->tagged, SLOTS_TAGGED);
	enable_for(slots, &slots->puts, SLOTS_PUT);
}

static void set_capacity(const struct slots *slots, unsigned int cpu, u32 capacity)
{
	WRITE_ONCE(array_on(slots, cpu)->capacity, capacity);
}

int slots_create(struct slots *slots, u32 capacity)
{
	struct slot_array *array;
	unsigned int shift;

	slots_none(slots);
	if (capacity >= PORT_SLOT_BYTES / sizeof(void *) || !port.slot_base)
		return -ENOMEM;
	shift = array_shift(capacity);
	lock_acquire(&slots_lock);
	array = free_arrays[shift];
	if (array) {
		free_arrays[shift] = array->objs[0];
	} else {
		unsigned long at = ALIGN(slots_end, L1_CACHE_BYTES), end = at + array_room(shift);

		if (end <= PORT_SLOT_BYTES) {
			array = (struct slot_array *)(port.slot_base + at);
			slots_end = end;
		}
	}
	lock_release(&slots_lock);
	if (!array)
		return -ENOMEM;
	slots->memory = (char *)array;
	slots->capacity = slots->initial = capacity;
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++) {
		*array_on(slots, cpu) = (struct slot_array){};
		set_capacity(slots, cpu, capacity);
	}
	slots_enable(slots);
	return 0;
}

void slots_start_small(struct slots *slots, u32 initial)
{
	slots->initial = initial;
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		set_capacity(slots, cpu, initial);
}

void slots_divert(struct slots *slots, enum slots_user users)
{
	slots->diverted = (u8)users;
	if (slots->memory)
		slots_enable(slots);
}

u32 slots_offset(const struct slots *slots)
{
	return slots->memory && port.lockless_slots ? (u32)(slots->memory - port.slot_base) : 0;
}

void slots_destroy(struct slots *slots)
{
	struct slot_array *array = (struct slot_array *)slots->memory;
	unsigned int shift;

	if (!array)
		return;
	shift = array_shift(slots->capacity);
	lock_acquire(&slots_lock);
	array->objs[0] = free_arrays[shift];
	free_arrays[shift] = array;
	lock_release(&slots_lock);
	slots_none(slots);
}

/* ---- turning arrays off and on --------------------------------------------------------------- */

/*
 * After this no CPU is in an operation on the arrays, nor will be until thaw(): takes and puts by
 * variable find port_slot_none, puts by offset an array without room.  With locks instead of the
 * lockless primitive, what is done to an array is done under its CPU's lock.
 */
static void freeze(struct slots *slots)
{
	slots_disable(slots);
	lock_acquire(&slots_lock);
	slots->frozen = true;
	for (unsigned int cpu = 0; port.lockless_slots && cpu < port.nr_slot_cpus; cpu++)
		set_capacity(slots, cpu, 0);
	lock_release(&slots_lock);
	if (port.lockless_slots)
		port_slot_fence();
}

static void thaw(struct slots *slots)
{
	/* Who began after freeze()'s fence may have read a count from before it was emptied. */
	if (port.lockless_slots)
		port_slot_fence();
	lock_acquire(&slots_lock);
	slots->frozen = false;
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++) {
		if (!port.lockless_slots)
			lock_acquire(&cpu_lock[cpu]);
		set_capacity(slots, cpu, slots->initial);
		if (!port.lockless_slots)
			lock_release(&cpu_lock[cpu]);
	}
	lock_release(&slots_lock);
	slots_enable(slots);
}

u32 slots_capacity_on(const struct slots *slots, unsigned int cpu)
{
	return READ_ONCE(array_on(slots, cpu)->capacity);
}

u32 slots_stamp_on(const struct slots *slots, unsigned int cpu)
{
	return READ_ONCE(array_on(slots, cpu)->stamp);
}

bool slots_resize(struct slots *slots, unsigned int cpu, u32 capacity)
{
	bool done;

	lock_acquire(&slots_lock);
	done = !slots->frozen;
	if (done) {
		if (!port.lockless_slots)
			lock_acquire(&cpu_lock[cpu]);
		set_capacity(slots, cpu, min(capacity, slots->capacity));
		if (!port.lockless_slots)
			lock_release(&cpu_lock[cpu]);
	}
	lock_release(&slots_lock);
	return done;
}

struct slot_array *slots_here(const struct slots *slots)
{
	unsigned int cpu = port_cpu();

	return cpu < port.nr_slot_cpus ? array_on(slots, cpu) : array_on(slots, 0);
}

/*
 * What the old arrays held is the caller's to put back: they are abandoned empty and without room,
 * since a thread may still come to them by the old address.  Sizes double at least, so all that is
 * lost this way is less than what is used.
 */
int slots_grow(struct slots *slots, u32 capacity)
{
	struct slots more;
	int err = slots_create(&more, capacity);

	if (err) {
		thaw(slots);
		return err;
	}
	WRITE_ONCE(slots->memory, more.memory);
	WRITE_ONCE(slots->capacity, capacity);
	slots->initial = capacity;
	slots->frozen = false;
	slots_enable(slots);
	return 0;
}

/* ---- forms that always work ------------------------------------------------------------------ */

/*
 * Lock the CPU that this thread is on.  It may have been moved on its way here: who empties the
 * arrays of a CPU that was stopped finds there all that will ever be.
 */
static unsigned int lock_this_cpu(void)
{
	for (;;) {
		unsigned int cpu = port_cpu();

		lock_acquire(&cpu_lock[cpu]);
		if (likely(cpu == port_cpu()))
			return cpu;
		lock_release(&cpu_lock[cpu]);
	}
}

unsigned int slots_take(struct slots *slots, void **objs, unsigned int n)
{
	struct slot_array *array;
	unsigned int cpu;

	if (port.lockless_slots)
		return port_slot_take_n(&slots->behind, objs, n);
	if (!READ_ONCE(slots->memory))
		return 0;
	cpu = lock_this_cpu();
	array = array_on(slots, cpu);
	n = min(n, array->count);
	WRITE_ONCE(array->count, array->count - n);
	memcpy(objs, array->objs + array->count, n * sizeof(*objs));
	lock_release(&cpu_lock[cpu]);
	return n;
}

unsigned int slots_put(struct slots *slots, void *const *objs, unsigned int n)
{
	struct slot_array *array;
	unsigned int cpu;

	if (port.lockless_slots)
		return port_slot_put_n(&slots->behind, objs, n);
	if (!READ_ONCE(slots->memory))
		return 0;
	cpu = lock_this_cpu();
	array = array_on(slots, cpu);
	n = min(n, array->capacity > array->count ? array->capacity - array->count : 0);
	memcpy(array->objs + array->count, objs, n * sizeof(*objs));
	WRITE_ONCE(array->count, array->count + n);
	lock_release(&cpu_lock[cpu]);
	return n;
}

/*
 * Move what @array holds to @fn in pieces; under the CPU's lock where there is one.  There
 * @keep_off is an array without room, since nobody goes by the variable that names it.
 */
static void array_drain(struct slot_array *array, unsigned int cpu, slots_drain_fn fn, void *ctx,
			bool keep_off)
{
	void *objs[64];
	unsigned int n;

	do {
		if (!port.lockless_slots)
			lock_acquire(&cpu_lock[cpu]);
		n = min_t(u32, array->count, ARRAY_SIZE(objs));
		WRITE_ONCE(array->count, array->count - n);
		memcpy(objs, array->objs + array->count, n * sizeof(*objs));
		/* Without the locks freeze() has done so, and nothing may be put meanwhile. */
		if (keep_off && !port.lockless_slots)
			WRITE_ONCE(array->capacity, array->count);
		if (!port.lockless_slots)
			lock_release(&cpu_lock[cpu]);
		if (n)
			fn(ctx, objs, n);
	} while (n == ARRAY_SIZE(objs));
}

void slots_drain(struct slots *slots, slots_drain_fn fn, void *ctx, bool keep_off)
{
	if (!slots->memory)
		return;
	freeze(slots);
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		array_drain(array_on(slots, cpu), cpu, fn, ctx, keep_off);
	if (!keep_off)
		thaw(slots);
}

void slots_drain_cpu(struct slots *slots, unsigned int cpu, slots_drain_fn fn, void *ctx)
{
	/* Who is in the middle of a put ends it first. */
	lock_acquire(&cpu_lock[cpu]);
	lock_release(&cpu_lock[cpu]);
	if (!slots->memory || !slots_count_on(slots, cpu))
		return;
	freeze(slots);
	array_drain(array_on(slots, cpu), cpu, fn, ctx, false);
	thaw(slots);
}

u32 slots_count_on(const struct slots *slots, unsigned int cpu)
{
	return slots->memory ? READ_ONCE(array_on(slots, cpu)->count) : 0;
}

unsigned long slots_count(const struct slots *slots)
{
	unsigned long n = 0;

	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		n += slots_count_on(slots, cpu);
	return n;
}

void slots_look(struct slots *slots, void (*fn)(void *ctx, void *obj), void *ctx)
{
	if (!slots->memory)
		return;
	freeze(slots);
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++) {
		const struct slot_array *array = array_on(slots, cpu);

		if (!port.lockless_slots)
			lock_acquire(&cpu_lock[cpu]);
		for (u32 i = 0; i < array->count; i++)
			fn(ctx, array->objs[i]);
		if (!port.lockless_slots)
			lock_release(&cpu_lock[cpu]);
	}
	thaw(slots);
}

void slots_for_each(const struct slots *slots, void (*fn)(void *ctx, void *obj), void *ctx)
{
	if (!slots->memory)
		return;
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++) {
		const struct slot_array *array = array_on(slots, cpu);

		if (!port.lockless_slots)
			lock_acquire(&cpu_lock[cpu]);
		for (u32 i = 0; i < READ_ONCE(array->count); i++)
			fn(ctx, READ_ONCE(array->objs[i]));
		if (!port.lockless_slots)
			lock_release(&cpu_lock[cpu]);
	}
}
