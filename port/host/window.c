// SPDX-License-Identifier: MIT
/*
 * Windows: views of all RAM in which a frame is shown or hidden without another mapping.
 *
 * The host counts a process's mappings (vm.max_map_count), and one of some pages with a page behind
 * it that faults is two.  Within one mapping Linux can keep single pages from being touched since
 * 6.13, of files since 6.15: guard regions, entries of the page table, which nobody counts.  A
 * window is one mapping of the memfd from its first byte to its last, all of it guarded but for
 * the frames that someone mapped; so in a window a frame has one address, and a hundred thousand
 * areas of a page each cost what one does.
 *
 * A guarded page costs its entry in the page table, so a window is made in units, as frames in them
 * are first mapped; a unit beside one that is made is the same mapping to the host.
 *
 * Where the host has no guard regions there are no windows, and everything is mapped one by one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "port/host/host.h"

/* Of <asm-generic/mman-common.h> since Linux 6.13. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE  103
#endif
/* Since 5.14. */
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

#define PAGE_BYTES (1ul << CONFIG_PAGE_SHIFT)

/*
 * An area ends with a page that must stay hidden, so areas of neighbouring frames go to different
 * windows; the frames before it and those behind it may take one each, which leaves the third.
 */
#define WINDOWS 3

/* Units are 16 MiB at least; so many, which may be as many mappings, make the largest window. */
#define UNIT_SHIFT_MIN 24
#define UNITS_MAX      8192

static int window_fd = -1;
static unsigned int unit_shift;
static bool unit_made[WINDOWS * UNITS_MAX];
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

/* Does the host keep pages of a file's mapping from being touched? */
static bool guards_work(int fd)
{
	void *page =
		mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
	bool works;

	if (page == MAP_FAILED)
		return false;
	works = !madvise(page, PAGE_BYTES, MADV_GUARD_INSTALL) &&
		!madvise(page, PAGE_BYTES, MADV_GUARD_REMOVE);
	munmap(page, PAGE_BYTES);
	return works;
}

u64 host_windows_start(int fd, u64 ram_bytes)
{
	u64 bytes;

	unit_shift = UNIT_SHIFT_MIN;
	while (ram_bytes >> unit_shift >= UNITS_MAX)
		unit_shift++;
	bytes = ((ram_bytes >> unit_shift) + 1) << unit_shift;
	if (!guards_work(fd))
		return 0;
	memset(unit_made, 0, sizeof(unit_made));
	window_fd = fd;
	port.window_bytes = bytes;
	port.nr_windows = WINDOWS;
	return WINDOWS * bytes;
}

bool host_in_window(unsigned long addr)
{
	return port.nr_windows && addr >= port.window_start && addr < port.vmalloc_end;
}

/* Make the unit that is @unit units above the first window's start; under the lock. */
static int unit_make(unsigned long unit)
{
	unsigned long bytes = 1ul << unit_shift;
	void *at = (char *)port.window_start + (unit << unit_shift);
	off_t offset = (off_t)((unit << unit_shift) % port.window_bytes);

	if (mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED,
		 window_fd, offset) == MAP_FAILED)
		return -ENOMEM;
	if (madvise(at, bytes, MADV_GUARD_INSTALL)) {
		mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
		     -1, 0);
		return -ENOMEM;
	}
	__atomic_store_n(&unit_made[unit], true, __ATOMIC_RELEASE);
	return 0;
}

static int unit_need(unsigned long unit)
{
	int err = 0;

	if (__atomic_load_n(&unit_made[unit], __ATOMIC_ACQUIRE))
		return 0;
	pthread_mutex_lock(&making);
	if (!unit_made[unit])
		err = unit_make(unit);
	pthread_mutex_unlock(&making);
	return err;
}

int host_window_map(unsigned long addr, unsigned long nr)
{
	unsigned long bytes = nr << CONFIG_PAGE_SHIFT, at = addr - port.window_start;
	int err;

	for (unsigned long unit = at >> unit_shift; unit <= (at + bytes - 1) >> unit_shift;
	     unit++) {
		err = unit_need(unit);
		if (err)
			return err;
	}
	if (madvise((void *)addr, bytes, MADV_GUARD_REMOVE))
		return -ENOMEM;
	if (host_map_at_once(at % port.window_bytes >> CONFIG_PAGE_SHIFT, nr))
		madvise((void *)addr, bytes, MADV_POPULATE_READ);
	return 0;
}

/* The tables were made with the units, so the host needs no memory for this. */
void host_window_unmap(unsigned long addr, unsigned long nr)
{
	madvise((void *)addr, nr << CONFIG_PAGE_SHIFT, MADV_GUARD_INSTALL);
}
