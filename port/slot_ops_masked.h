/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive of any processor: with interrupts masked, by the port's own calls.
 *
 * What is done with them masked is done on one CPU and without a break, and port_slot_fence() is
 * over when every other CPU has taken an interrupt.  It is what a new port begins with; sequences
 * that begin again after an interrupt are faster (<port/sequence.h> of the ports that have them).
 */
#ifndef PORT_SLOT_OPS_MASKED_H
#define PORT_SLOT_OPS_MASKED_H

#include <linux/compiler.h>
#include <port/slot.h>

/* This CPU's copy of CPU 0's array at @address; interrupts are off. */
static __always_inline struct slot_array *slot_here(char *address)
{
	return (struct slot_array *)(address + ((unsigned long)port_cpu() << PORT_SLOT_SHIFT));
}

static __always_inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	unsigned long flags = port_irq_save();
	struct slot_array *slots = slot_here(READ_ONCE(*array));
	unsigned int got;

	if (n > slots->count)
		n = slots->count;
	slots->count -= n;
	for (got = 0; got < n; got++)
		p[got] = slots->objs[slots->count + got];
	port_irq_restore(flags);
	return got;
}

static __always_inline unsigned int slot_push(struct slot_array *slots, void *const *p,
					      unsigned int n)
{
	unsigned int done;

	for (done = 0; done < n && slots->count < slots->capacity; done++)
		slots->objs[slots->count++] = p[done];
	return done;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int n)
{
	unsigned long flags = port_irq_save();
	unsigned int done = slot_push(slot_here(READ_ONCE(*array)), p, n);

	port_irq_restore(flags);
	return done;
}

static __always_inline void *port_slot_take(char *const *array)
{
	void *p;

	return port_slot_take_n(array, &p, 1) ? p : NULL;
}

static __always_inline bool port_slot_put(char *const *array, void *p)
{
	return port_slot_put_n(array, &p, 1);
}

static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long flags = port_irq_save();
	bool done = slot_push(slot_here(port.slot_base + offset), &p, 1);

	port_irq_restore(flags);
	return done;
}

#endif
