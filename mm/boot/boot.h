/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/boot: early memory, the memory map, per-CPU slot arrays, events,
 * the shadow; and the life of
 * a machine, whose bring-up order stands in mm/machine.c.
 */
#ifndef MM_BOOT_BOOT_H
#define MM_BOOT_BOOT_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <port/port.h>
#include <base/base.h>
#include <mm/boot/access.h>
#include <mm/boot/trace.h>
#include <mm/boot/slots.h>
#include <mm/boot/tag_map.h>

/* ---- the machine ----------------------------------------------------------------------------- */

/**
 * machine_boot - make a machine and bring it up.
 * Return: 0; -EINVAL for an impossible machine, -ENOMEM, -EBUSY where one runs.  After a failure
 * nothing is left behind and machine_error() says why, in one line.
 */
int machine_boot(const struct machine_config *config);

/** machine_halt - take the machine down; no pointer into it is valid afterwards. */
void machine_halt(void);

/** machine_running - true between machine_boot() and machine_halt(). */
bool machine_running(void);

/**
 * machine_ready - is there a machine?  A program that can get one gets it now.
 *
 * Asked where memory is wanted and there is none: by no fast path.  Of the threads that ask while
 * a machine boots, the one that boots it passes.
 */
bool machine_ready(void);

/**
 * machine_demand - boot a machine for a program that did not.
 * Defined by the library for C programs (lib/); elsewhere there is none, and no machine either.
 * Return: 0, or -errno.
 */
int machine_demand(void) __weak;

/** machine_error - why the last machine_boot() failed. */
const char *machine_error(void);

/** machine_fail - note the reason for which boot is about to fail, and return @err. */
int machine_fail(int err, const char *fmt, ...) __printf(2, 3);

/** mm_check - prove the invariants of every layer; modules have it from linux/mm.h. */
int mm_check(void);

/** machine_config - the configuration of the running machine. */
const struct machine_config *machine_config(void);

/* ---- early memory ---------------------------------------------------------------------------- */

/*
 * Two sorted lists of ranges: what is RAM, and what of it is taken.  Alive from memblock_init()
 * until the page layer has taken what is left.
 */
struct memblock_range {
	phys_addr_t start, end;
	int nid;
};

void memblock_init(void);
void memblock_add(phys_addr_t start, phys_addr_t end, int nid);
int memblock_reserve(phys_addr_t start, phys_addr_t end);

/**
 * memblock_alloc - take @size bytes of directly mapped RAM, as high as possible.
 * Return: its address, zeroed; NULL where no run is long enough.
 */
void *memblock_alloc(size_t size, size_t align);

/** memblock_next_free - the first free range at or above @from. Return: false when none is. */
bool memblock_next_free(phys_addr_t from, struct memblock_range *range);

phys_addr_t memblock_end(void);
u64 memblock_bytes(void);

/* ---- the memory map -------------------------------------------------------------------------- */

/** memmap_init - allocate mem_map for all RAM. Return: 0 or -ENOMEM. */
int memmap_init(void);
/** memmap_exit - no address is the machine's any more. */
void memmap_exit(void);

/** zone_limits - where each zone ends, in bytes; 0 for a zone that the profile has not. */
void zone_limits(enum machine_profile profile, u64 limits[MAX_NR_ZONES]);

#endif
