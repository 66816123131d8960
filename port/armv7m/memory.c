// SPDX-License-Identifier: MIT
/*
 * Memory of a small board: what .bss leaves of RAM is the machine's, and threads have the stacks
 * that were linked into the image.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "port/armv7m/armv7m.h"

struct port_info port;

static bool running;

extern char machine_start[], machine_end[];

/* ---- the machine's RAM ----------------------------------------------------------------------- */

static u64 machine_bytes(void)
{
	return (u64)(machine_end - machine_start);
}

static int check_config(const struct machine_config *config)
{
	u64 bytes = max(config->memory, config->max_memory);

	if (running)
		return bare_refuse(-EBUSY, "a machine runs already");
	if (!config->nodes)
		return bare_refuse(-EINVAL, "a machine has a node");
	if (config->nodes > 1 || config->cpus > 1)
		return bare_refuse(-ENODEV, "the board has one node and one CPU");
	if (config->memory < BARE_PAGE << CONFIG_MAX_ORDER)
		return bare_refuse(-EINVAL, "%llu bytes of memory are too few",
				   (unsigned long long)config->memory);
	if (bytes != PORT_ALL_MEMORY && bytes > machine_bytes())
		return bare_refuse(-ENODEV,
				   "the board has %llu KiB of memory for machines, not %llu",
				   (unsigned long long)machine_bytes() >> 10,
				   (unsigned long long)bytes >> 10);
	return 0;
}

/* All of it, or from where a block begins, so that zones of whole blocks have so many. */
static struct port_range deal(u64 bytes)
{
	const u64 block = BARE_PAGE << CONFIG_MAX_ORDER;
	u64 start = (unsigned long)machine_start - bare_direct,
	    aligned = (start + block - 1) & -block;
	u64 end = start + machine_bytes();

	if (bytes != PORT_ALL_MEMORY && aligned + bytes <= end)
		start = aligned;
	if (bytes != PORT_ALL_MEMORY)
		end = start + (bytes & ~(u64)(BARE_PAGE - 1));
	return (struct port_range){ (phys_addr_t)start, (phys_addr_t)end, 0 };
}

int port_start(const struct machine_config *config)
{
	int err = check_config(config);

	if (err)
		return err;
	memset(&port, 0, sizeof(port));
	port.ranges[0] = deal(max(config->memory, config->max_memory));
	port.nr_ranges = 1;
	port.page_offset = bare_direct;
	port.direct_end = port.ranges[0].end;
	cpus_start(config);
	port.lockless_slots = false;
	running = true;
	return 0;
}

void port_stop(void)
{
	running = false;
}

/* ---- what only an MMU can do ----------------------------------------------------------------- */

int port_map(unsigned long addr, unsigned long pfn, unsigned long nr)
{
	return -ENOSYS;
}

void port_unmap(unsigned long addr, unsigned long nr)
{
}

void port_warm(unsigned long pfn, unsigned long nr)
{
}

void port_release(unsigned long pfn, unsigned long nr)
{
	memset((void *)(bare_direct + (pfn << CONFIG_PAGE_SHIFT)), 0, nr << CONFIG_PAGE_SHIFT);
}

/* ---- threads --------------------------------------------------------------------------------- */

static struct thread records[STACKS];
static char stacks[STACKS][STACK_BYTES] __attribute__((aligned(GUARD_BYTES)));
static bool taken[STACKS];

struct thread *room_take(void)
{
	for (unsigned int i = 0; i < STACKS; i++) {
		if (taken[i])
			continue;
		taken[i] = true;
		thread_init(&records[i], (unsigned long)stacks[i],
			    (unsigned long)stacks[i] + STACK_BYTES);
		return &records[i];
	}
	return NULL;
}

void room_give(struct thread *t)
{
	taken[t - records] = false;
}

/* A thread has the stack that it has; the world's small ones are for larger boards. */
void port_stack_call(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	fn(arg);
}

void port_stack_own(void (*fn)(void *arg), void *arg)
{
	fn(arg);
}
