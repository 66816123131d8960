// SPDX-License-Identifier: MIT
/*
 * The machine's memory in a process.
 *
 * RAM is one memfd, as long as the physical address space and as sparse as its holes; nothing of
 * it exists until it is touched.  The direct map is one shared mapping of its low part, at an
 * address aligned to a gigabyte so that frames and huge pages of the host line up.  vmalloc and
 * kmap addresses are ranges reserved without access; mapping frames there is one mmap() of the
 * memfd for each run, so that two addresses of one frame show the same bytes, as on a machine; or,
 * for small runs, none at all (window.c).
 *
 * Users' addresses are a range of their own that is never mapped: who takes one for a pointer
 * faults, as on a processor that keeps the kernel off user memory.
 *
 *	physical   0        direct_end            end
 *	memfd      |-----------|---------------------|
 *	direct map |===========|    (high memory has no address until it is mapped)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "port/host/host.h"

#define PAGE_BYTES (1ul << CONFIG_PAGE_SHIFT)
/* Nodes and zones are cut at whole blocks of the largest order. */
#define BLOCK_BYTES  (PAGE_BYTES << CONFIG_MAX_ORDER)
#define DIRECT_ALIGN (1ul << 30)
/* pc64: the 1 GiB below 4 GiB belongs to devices. */
#define HOLE_START (3ull << 30)
#define HOLE_END   (4ull << 30)
#define LOWMEM_32  (896ull << 20)
/*
 * Addresses for vmalloc: 32 times RAM, as a 64-bit kernel has plenty; pc32 has 128 MiB less kmap.
 */
#define VMALLOC_PER_RAM 32
#define VMALLOC_MIN	(1ull << 36)
#define VMALLOC_MAX	(1ull << 44)
#define VMALLOC_32	(120ull << 20)
#define KMAP_BYTES	(64ull << 20)
/* As low as a program's are, clear of what the sanitizers take; more than any test maps. */
#define USER_START (256ul << 20)
#define USER_BYTES (1ul << 30)
/* Windows on more would take more addresses than a process has to spare. */
#define WINDOWS_RAM_MAX (1ull << 43)

struct port_info port;

static int ram_fd = -1;
static void *reserved_base;
static size_t reserved_bytes;
static void *direct_base;
static size_t direct_bytes;
static void *user_base;

static int add_range(u64 start, u64 end, int nid)
{
	if (start < end) {
		if (port.nr_ranges == PORT_MAX_RANGES)
			return -EINVAL;
		port.ranges[port.nr_ranges++] = (struct port_range){ start, end, nid };
	}
	return 0;
}

/* All that the machine can ever have. */
static u64 limit_of(const struct machine_config *config)
{
	return config->max_memory ? config->max_memory : config->memory;
}

/* Deal RAM to the nodes in equal parts, stepping over the hole. */
static int make_ranges(const struct machine_config *config)
{
	u64 unit = config->max_memory ? PORT_SECTION_BYTES : BLOCK_BYTES;
	u64 limit = limit_of(config);
	u64 share = limit / config->nodes & ~(unit - 1), at = 0;
	bool hole = config->profile == PROFILE_PC64;

	port.nr_ranges = 0;
	for (unsigned int nid = 0; nid < config->nodes; nid++) {
		u64 left = nid + 1 < config->nodes ? share : limit - share * (config->nodes - 1);

		left &= ~(PAGE_BYTES - 1);
		if (hole && at < HOLE_START && at + left > HOLE_START) {
			if (add_range(at, HOLE_START, (int)nid))
				return -EINVAL;
			left -= HOLE_START - at;
			at = HOLE_END;
		}
		if (add_range(at, at + left, (int)nid))
			return -EINVAL;
		at += left;
		if (hole && at == HOLE_START)
			at = HOLE_END;
	}
	return 0;
}

static int check_limit(const struct machine_config *config)
{
	if (config->max_memory < config->memory)
		return host_fail(-EINVAL, "a machine of %llu KiB cannot be limited to %llu KiB",
				 (unsigned long long)config->memory >> 10,
				 (unsigned long long)config->max_memory >> 10);
	if (config->max_memory / config->nodes < PORT_SECTION_BYTES)
		return host_fail(
			-EINVAL,
			"%llu KiB to grow to are too few for %u node%s: each needs %lu KiB",
			(unsigned long long)config->max_memory >> 10, config->nodes,
			config->nodes > 1 ? "s" : "", PORT_SECTION_BYTES >> 10);
	return 0;
}

static int check_config(const struct machine_config *config)
{
	if (config->nodes < 1 || config->nodes > PORT_MAX_NODES)
		return host_fail(-EINVAL, "a machine has 1 to %d nodes, not %u", PORT_MAX_NODES,
				 config->nodes);
	if (config->memory / config->nodes < BLOCK_BYTES)
		return host_fail(-EINVAL,
				 "%llu KiB of memory are too few for %u node%s: each needs %lu KiB",
				 (unsigned long long)config->memory >> 10, config->nodes,
				 config->nodes > 1 ? "s" : "", BLOCK_BYTES >> 10);
	if (limit_of(config) > 1ull << 44)
		return host_fail(-EINVAL, "a machine has at most 16 TiB of memory");
	if (config->profile == PROFILE_PC32 && limit_of(config) > 1ull << 36)
		return host_fail(-EINVAL, "a 32-bit machine has at most 64 GiB of memory");
	return config->max_memory ? check_limit(config) : 0;
}

static int open_ram(u64 bytes)
{
	ram_fd = memfd_create("ashlar-ram", MFD_CLOEXEC);
	if (ram_fd < 0)
		return host_fail(-errno, "the host gives no memory file: %s", strerror(errno));
	if (ftruncate(ram_fd, (off_t)bytes)) {
		int err = errno;

		close(ram_fd);
		ram_fd = -1;
		return host_fail(-err, "the host refuses a memory file of %llu MiB: %s",
				 (unsigned long long)bytes >> 20, strerror(err));
	}
	return 0;
}

/* One reservation: direct map (aligned), a gap, vmalloc, kmap.  The gaps stay without access. */
static int map_spaces(const struct machine_config *config, u64 end)
{
	u64 vmalloc = limit_of(config) * VMALLOC_PER_RAM, windows = 0;
	unsigned long at;

	port.direct_end = config->profile == PROFILE_PC32 && end > LOWMEM_32 ? LOWMEM_32 : end;
	vmalloc = vmalloc < VMALLOC_MIN ? VMALLOC_MIN :
		  vmalloc > VMALLOC_MAX ? VMALLOC_MAX :
					  vmalloc;
	if (config->profile == PROFILE_PC32)
		vmalloc = VMALLOC_32;
	if (config->profile == PROFILE_NOMMU)
		vmalloc = 0;
	if (config->profile == PROFILE_PC64 && end <= WINDOWS_RAM_MAX)
		windows = host_windows_start(ram_fd, end);
	vmalloc = (vmalloc & ~(BLOCK_BYTES - 1)) + windows;
	direct_bytes = (port.direct_end + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
	reserved_bytes = DIRECT_ALIGN +
			 ((direct_bytes + 2 * BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1)) + vmalloc +
			 BLOCK_BYTES + KMAP_BYTES;
	reserved_base = mmap(NULL, reserved_bytes, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (reserved_base == MAP_FAILED) {
		reserved_base = NULL;
		return host_fail(-ENOMEM, "the host refuses %zu MiB of addresses: %s",
				 reserved_bytes >> 20, strerror(errno));
	}
	at = ((unsigned long)reserved_base + DIRECT_ALIGN - 1) & ~(DIRECT_ALIGN - 1);
	direct_base = mmap((void *)at, direct_bytes, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_NORESERVE | MAP_FIXED, ram_fd, 0);
	if (direct_base == MAP_FAILED)
		return host_fail(-ENOMEM, "the host refuses to map %zu MiB of memory: %s",
				 direct_bytes >> 20, strerror(errno));
	port.page_offset = at;
	port.vmalloc_start = (at + direct_bytes + 2 * BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1);
	port.vmalloc_end = port.vmalloc_start + vmalloc;
	port.window_start = port.vmalloc_end - windows;
	port.kmap_start = port.vmalloc_end + BLOCK_BYTES;
	port.kmap_end = port.kmap_start + KMAP_BYTES;
	if (port.kmap_end > (unsigned long)reserved_base + reserved_bytes)
		port.kmap_end = (unsigned long)reserved_base + reserved_bytes;
	return 0;
}

/* Where the low addresses are taken, users' are wherever there is room. */
static int reserve_user(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

	user_base =
		mmap((void *)USER_START, USER_BYTES, PROT_NONE, flags | MAP_FIXED_NOREPLACE, -1, 0);
	if (user_base == MAP_FAILED)
		user_base = mmap(NULL, USER_BYTES, PROT_NONE, flags, -1, 0);
	if (user_base == MAP_FAILED) {
		user_base = NULL;
		return host_fail(-ENOMEM, "the host refuses %lu MiB of addresses for users: %s",
				 USER_BYTES >> 20, strerror(errno));
	}
	port.user_start = (unsigned long)user_base;
	port.user_end = port.user_start + USER_BYTES;
	return 0;
}

/*
 * Mappings kept only to be given up.  The host counts a process's mappings, and when they are used
 * up even taking some away fails: that is an mmap() too, which wants to begin below the limit and
 * may cut the mapping it lands in, two more for a moment.  Without these a machine that had once
 * reached the limit could never leave it.
 */
#define SPARE_MAPPINGS 4

static void *spares[SPARE_MAPPINGS];
static bool spares_missing;

static void spares_give_up(void)
{
	for (int i = 0; i < SPARE_MAPPINGS; i++) {
		void *spare = __atomic_exchange_n(&spares[i], NULL, __ATOMIC_ACQ_REL);

		if (spare)
			munmap(spare, PAGE_BYTES);
	}
	__atomic_store_n(&spares_missing, true, __ATOMIC_RELAXED);
}

/* Each shows the same page of the file, so that no two neighbours become one. */
static void spares_take(void)
{
	__atomic_store_n(&spares_missing, false, __ATOMIC_RELAXED);
	for (int i = 0; i < SPARE_MAPPINGS; i++) {
		void *none = NULL, *spare;

		if (__atomic_load_n(&spares[i], __ATOMIC_RELAXED))
			continue;
		spare = mmap(NULL, PAGE_BYTES, PROT_NONE, MAP_SHARED | MAP_NORESERVE, ram_fd, 0);
		if (spare == MAP_FAILED)
			__atomic_store_n(&spares_missing, true, __ATOMIC_RELAXED);
		else if (!__atomic_compare_exchange_n(&spares[i], &none, spare, false,
						      __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
			munmap(spare, PAGE_BYTES);
	}
}

int host_memory_start(const struct machine_config *config)
{
	int err = check_config(config);
	u64 end;

	if (err)
		return err;
	memset(&port, 0, sizeof(port));
	if (make_ranges(config))
		return host_fail(-EINVAL, "the nodes' memory lies in too many pieces");
	end = port.ranges[port.nr_ranges - 1].end;
	port.ram_zeroed = true;
	port.has_mmu = config->profile != PROFILE_NOMMU;
	err = open_ram(end);
	if (!err)
		err = map_spaces(config, end);
	if (!err)
		err = reserve_user();
	if (err)
		host_memory_stop();
	else
		spares_take();
	return err;
}

void host_memory_stop(void)
{
	spares_give_up();
	if (reserved_base)
		munmap(reserved_base, reserved_bytes);
	if (user_base)
		munmap(user_base, USER_BYTES);
	if (ram_fd >= 0)
		close(ram_fd);
	reserved_base = user_base = NULL;
	ram_fd = -1;
}

/*
 * Each page that is touched in a new mapping costs a fault, ten times what its entry in the page
 * table costs where many are filled in by one call.  To fill in entries of frames that nobody has
 * written to would take the host's memory for them, though, and they may never be written to; so
 * that is done where all of the run has memory already, and where it is more than a few pages, as
 * to ask costs a call, too.
 */
#define AT_ONCE_MIN 4
#define AT_ONCE_ASK 512

/* is_backed - has the host memory for all @nr frames from @pfn on? */
static bool is_backed(unsigned long pfn, unsigned long nr)
{
	const u64 host_page = (u64)sysconf(_SC_PAGESIZE);
	u64 at = (u64)pfn << CONFIG_PAGE_SHIFT, end = at + ((u64)nr << CONFIG_PAGE_SHIFT);
	unsigned char resident[AT_ONCE_ASK];

	if (end > port.direct_end)
		return false;
	while (at < end) {
		u64 left = (end - at) / host_page, ask = left < AT_ONCE_ASK ? left : AT_ONCE_ASK;

		if (mincore((char *)port.page_offset + at, ask * host_page, resident))
			return false;
		for (u64 i = 0; i < ask; i++)
			if (!(resident[i] & 1))
				return false;
		at += ask * host_page;
	}
	return true;
}

bool host_map_at_once(unsigned long pfn, unsigned long nr)
{
	return nr >= AT_ONCE_MIN && is_backed(pfn, nr);
}

int port_map(unsigned long addr, unsigned long pfn, unsigned long nr)
{
	int flags = MAP_SHARED | MAP_NORESERVE | MAP_FIXED;
	void *at;

	if (host_in_window(addr))
		return host_window_map(addr, nr);
	if (host_map_at_once(pfn, nr))
		flags |= MAP_POPULATE;
	at = mmap((void *)addr, nr << CONFIG_PAGE_SHIFT, PROT_READ | PROT_WRITE, flags, ram_fd,
		  (off_t)pfn << CONFIG_PAGE_SHIFT);
	return at == MAP_FAILED ? -ENOMEM : 0;
}

static bool unmap(unsigned long addr, unsigned long nr)
{
	return mmap((void *)addr, nr << CONFIG_PAGE_SHIFT, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED;
}

void port_unmap(unsigned long addr, unsigned long nr)
{
	if (host_in_window(addr)) {
		host_window_unmap(addr, nr);
		return;
	}
	if (!unmap(addr, nr)) {
		spares_give_up();
		/*
		 * What is left even then keeps its mapping, without access, until the machine ends.
		 */
		if (!unmap(addr, nr))
			mprotect((void *)addr, nr << CONFIG_PAGE_SHIFT, PROT_NONE);
	}
	if (__atomic_load_n(&spares_missing, __ATOMIC_RELAXED))
		spares_take();
}

void port_warm(unsigned long pfn, unsigned long nr)
{
	u64 start = (u64)pfn << CONFIG_PAGE_SHIFT;

	if (start + (nr << CONFIG_PAGE_SHIFT) <= port.direct_end)
		madvise((void *)(port.page_offset + start), nr << CONFIG_PAGE_SHIFT,
			MADV_POPULATE_WRITE);
}

void port_release(unsigned long pfn, unsigned long nr)
{
	fallocate(ram_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		  (off_t)pfn << CONFIG_PAGE_SHIFT, (off_t)nr << CONFIG_PAGE_SHIFT);
}
