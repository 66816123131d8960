// SPDX-License-Identifier: MIT
/*
 * Where modules lie: whose an address is.
 *
 * Reports ask from any context and under any lock, while modules come and go, so they take none.
 * The record of a module is in its own memory, which goes with it; so who looks walks a list of
 * places instead, which only grows: a place that is free is used again, and none is given back
 * before the machine ends.
 *
 *	a place is in use <=> its size is not 0; that is written last when a module comes, and first
 *	when it goes
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/* More come from the machine's memory. */
#define FIRST_PLACES 32

/** struct module_place - [@start, @start + @size) is @mod's. */
struct module_place {
	struct module_place *next;
	unsigned long start, size;
	struct module *mod;
};

static struct module_place first[FIRST_PLACES];
static unsigned int nr_first;
static struct module_place *places;

void module_places_init(void)
{
	nr_first = 0;
	places = NULL;
}

static struct module_place *free_place(void)
{
	struct module_place *place;

	for (place = places; place; place = place->next)
		if (!place->size)
			return place;
	if (nr_first < FIRST_PLACES)
		place = &first[nr_first++];
	else
		place = kmalloc(sizeof(*place), GFP_KERNEL);
	if (!place)
		return NULL;
	place->size = 0;
	place->next = places;
	smp_store_release(&places, place);
	return place;
}

int module_place_add(struct module *mod)
{
	struct module_place *place = free_place();
	unsigned long start, end;

	if (!place)
		return -ENOMEM;
	image_bounds(mod->image, &start, &end);
	WRITE_ONCE(place->start, start);
	WRITE_ONCE(place->mod, mod);
	smp_store_release(&place->size, end - start);
	return 0;
}

void module_place_del(const struct module *mod)
{
	struct module_place *place;

	for (place = places; place; place = place->next)
		if (place->size && place->mod == mod)
			WRITE_ONCE(place->size, 0);
}

struct module *__module_address(unsigned long addr)
{
	const struct module_place *place;

	for (place = smp_load_acquire(&places); place; place = place->next) {
		unsigned long size = smp_load_acquire(&place->size);

		if (addr - READ_ONCE(place->start) < size)
			return READ_ONCE(place->mod);
	}
	return NULL;
}
EXPORT_SYMBOL(__module_address);
