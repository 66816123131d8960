// SPDX-License-Identifier: MIT
/*
 * Memory on bare metal.
 *
 * The boot loader tells of the RAM there is.  The board moves the image to the end of what has an
 * address, and behind it a sixteenth is kept as frames of the port's own: page tables, threads and
 * their stacks, per-CPU slots, and whatever of the world must not be the machine's.  So what is
 * below, scarce where devices reach only so far, is all for machines:
 *
 *	0          640 KiB   1 MiB                     kept_start     kept_end
 *	| machine RAM | firmware | machine RAM ........... | image, own | machine RAM, if any
 *
 * A machine takes of it what its configuration asks for, from 0 on, and deals it to as many nodes
 * as it is to have.  The firmware's part is reserved (port.reserved).  A machine that can grow has
 * all that it may grow to from the start.
 */
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "port/bare/bare.h"

#define BLOCK_BYTES (BARE_PAGE << CONFIG_MAX_ORDER)
#define LOWMEM_32   (896ull << 20)
#define LIMIT_64    (1ull << 44)
#define LIMIT_32    (1ull << 36)
/* Derived: a sixteenth of RAM has the tables for all of it (1/512) and stacks for 1000 threads. */
#define KEPT_SHARE 16
#define KEPT_MIN   (8ull << 20)
#define KEPT_MAX   (64ull << 20)

struct port_info port;
struct bare_ram bare_ram;

static bool running;

/* ---- frames of the port's own ---------------------------------------------------------------- */

/** The frames from @next on were never taken; @free leads through those that came back. */
static struct {
	u32 locked;
	u64 next, free;
} kept;

u64 kept_take(void)
{
	unsigned long flags = bare_lock(&kept.locked);
	u64 frame = kept.free;

	if (frame)
		kept.free = *(u64 *)bare_at(frame);
	else if (kept.next < bare_ram.kept_end)
		frame = kept.next, kept.next += BARE_PAGE;
	bare_unlock(&kept.locked, flags);
	if (frame)
		memset(bare_at(frame), 0, BARE_PAGE);
	return frame;
}

void kept_give(u64 frame)
{
	unsigned long flags = bare_lock(&kept.locked);

	*(u64 *)bare_at(frame) = kept.free;
	kept.free = frame;
	bare_unlock(&kept.locked, flags);
}

void ram_add(u64 start, u64 end)
{
	unsigned int i;

	start = (start + BARE_PAGE - 1) & ~(u64)(BARE_PAGE - 1);
	end &= ~(u64)(BARE_PAGE - 1);
	if (start >= end || bare_ram.nr == BARE_RAM_RANGES)
		return;
	for (i = bare_ram.nr; i && bare_ram.range[i - 1].start > start; i--)
		bare_ram.range[i] = bare_ram.range[i - 1];
	bare_ram.range[i] = (struct ram_range){ start, end };
	bare_ram.nr++;
}

u64 ram_bytes(void)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < bare_ram.nr; i++)
		bytes += bare_ram.range[i].end - bare_ram.range[i].start;
	return bytes;
}

u64 kept_place(u64 image_bytes, u64 limit)
{
	u64 bytes = min(max(ram_bytes() / KEPT_SHARE, KEPT_MIN), KEPT_MAX);
	u64 end = 0;

	for (unsigned int i = 0; i < bare_ram.nr; i++)
		if (bare_ram.range[i].start < limit)
			end = min(bare_ram.range[i].end, limit);
	bare_ram.kept_end = end & ~(u64)(BLOCK_BYTES - 1);
	bare_ram.kept_start = (bare_ram.kept_end - image_bytes - bytes) & ~(u64)(BLOCK_BYTES - 1);
	kept.next = (bare_ram.kept_start + image_bytes + BARE_PAGE - 1) & ~(u64)(BARE_PAGE - 1);
	return bare_ram.kept_start;
}

/* ---- addresses ------------------------------------------------------------------------------- */

int pages_map(unsigned long addr, u64 frame, unsigned long nr)
{
	return board_map(addr, frame, nr);
}

void pages_unmap(unsigned long addr, unsigned long nr, bool give)
{
	board_unmap(addr, nr, give ? kept_give : NULL);
}

#define LAZY_RANGES 64

/** Ranges that are taken, sorted by address; guarded by @locked. */
static struct {
	u32 locked;
	unsigned int nr;
	struct {
		unsigned long start, end;
	} range[LAZY_RANGES];
} lazy;

static size_t whole_pages(size_t bytes)
{
	return (bytes + BARE_PAGE - 1) & ~(BARE_PAGE - 1);
}

void *lazy_take(size_t bytes)
{
	unsigned long flags = bare_lock(&lazy.locked), at = board_space.lazy_start;
	unsigned int i;

	bytes = whole_pages(bytes);
	for (i = 0; i < lazy.nr && lazy.range[i].start - at < bytes; i++)
		at = lazy.range[i].end;
	if (lazy.nr == LAZY_RANGES || board_space.lazy_end - at < bytes) {
		at = 0;
	} else {
		memmove(&lazy.range[i + 1], &lazy.range[i], (lazy.nr - i) * sizeof(*lazy.range));
		lazy.range[i].start = at;
		lazy.range[i].end = at + bytes;
		lazy.nr++;
	}
	bare_unlock(&lazy.locked, flags);
	return (void *)at;
}

void lazy_give(void *p, size_t bytes)
{
	unsigned long flags, at = (unsigned long)p;
	unsigned int i;

	pages_unmap(at, whole_pages(bytes) / BARE_PAGE, true);
	flags = bare_lock(&lazy.locked);
	for (i = 0; i < lazy.nr && lazy.range[i].start != at; i++)
		;
	if (i < lazy.nr) {
		lazy.nr--;
		memmove(&lazy.range[i], &lazy.range[i + 1], (lazy.nr - i) * sizeof(*lazy.range));
	}
	bare_unlock(&lazy.locked, flags);
}

static bool is_lazy(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < lazy.nr && addr >= lazy.range[i].end; i++)
		;
	return i < lazy.nr && addr >= lazy.range[i].start;
}

bool lazy_fault(unsigned long addr)
{
	unsigned long flags;
	bool served = false;
	u64 frame = 0;

	if (addr < board_space.lazy_start || addr >= board_space.lazy_end)
		return false;
	flags = bare_lock(&lazy.locked);
	if (is_lazy(addr)) {
		/* Another CPU may have come first. */
		served = board_is_mapped(addr);
		frame = served ? 0 : kept_take();
	}
	if (frame) {
		served = !pages_map(addr & ~(BARE_PAGE - 1), frame, 1);
		if (!served)
			kept_give(frame);
	}
	bare_unlock(&lazy.locked, flags);
	return served;
}

/* ---- threads --------------------------------------------------------------------------------- */

#define STACK_MAX 1200

/* Stacks that nobody has stay mapped, up to so many: to unmap one takes all CPUs. */
#define STACKS_SPARE 32

enum { STACK_NONE, STACK_SPARE, STACK_TAKEN };

/** Places of stacks; who changes one from what it was has it.  @spare: how many are STACK_SPARE. */
static struct {
	u8 place[STACK_MAX];
	u32 spare;
} stacks;

/* Stacks lie side by side, each with a page below it that is never mapped. */
static unsigned long stack_place(unsigned int i)
{
	return board_space.stack_start + i * (BARE_STACK_BYTES + BARE_PAGE) + BARE_PAGE;
}

static bool map_stack(unsigned long low)
{
	for (unsigned long at = low; at < low + BARE_STACK_BYTES; at += BARE_PAGE) {
		u64 frame = kept_take();

		if (frame && !pages_map(at, frame, 1))
			continue;
		if (frame)
			kept_give(frame);
		pages_unmap(low, (at - low) / BARE_PAGE, true);
		return false;
	}
	return true;
}

static unsigned int stack_places(void)
{
	unsigned long room = board_space.stack_end - board_space.stack_start;

	return min_t(unsigned long, STACK_MAX, room / (BARE_STACK_BYTES + BARE_PAGE));
}

static unsigned int place_of(unsigned long low)
{
	return (low - stack_place(0)) / (BARE_STACK_BYTES + BARE_PAGE);
}

static void leave_stack(unsigned long low, u8 as)
{
	__atomic_store_n(&stacks.place[place_of(low)], as, __ATOMIC_RELEASE);
}

/* Return: the low end of a stack that was @as, or 0. */
static unsigned long claim_stack(u8 as)
{
	for (unsigned int i = 0; i < stack_places(); i++) {
		u8 was = as;

		if (__atomic_compare_exchange_n(&stacks.place[i], &was, STACK_TAKEN, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return stack_place(i);
	}
	return 0;
}

unsigned long stack_take(void)
{
	unsigned long low =
		__atomic_load_n(&stacks.spare, __ATOMIC_RELAXED) ? claim_stack(STACK_SPARE) : 0;

	if (low) {
		__atomic_fetch_sub(&stacks.spare, 1, __ATOMIC_RELAXED);
		return low;
	}
	low = claim_stack(STACK_NONE);
	if (low && !map_stack(low)) {
		leave_stack(low, STACK_NONE);
		return 0;
	}
	return low;
}

static void give_stack(unsigned long low)
{
	if (__atomic_fetch_add(&stacks.spare, 1, __ATOMIC_RELAXED) < STACKS_SPARE) {
		leave_stack(low, STACK_SPARE);
		return;
	}
	__atomic_fetch_sub(&stacks.spare, 1, __ATOMIC_RELAXED);
	pages_unmap(low, BARE_STACK_BYTES / BARE_PAGE, true);
	leave_stack(low, STACK_NONE);
}

/* A record has a frame of the port's own. */
struct thread *room_take(void)
{
	u64 frame = kept_take();
	struct thread *t = bare_at(frame);
	unsigned long low;

	_Static_assert(sizeof(*t) <= BARE_PAGE, "a thread's record has one frame");
	if (!frame)
		return NULL;
	low = stack_take();
	if (!low) {
		kept_give(frame);
		return NULL;
	}
	thread_init(t, low, low + BARE_STACK_BYTES);
	return t;
}

void room_give(struct thread *t)
{
	give_stack(t->own.low);
	kept_give((u64)((unsigned long)t - bare_direct));
}

/* ---- a machine's RAM ------------------------------------------------------------------------- */

static int add_range(u64 start, u64 end, int nid)
{
	struct port_range *last = &port.ranges[port.nr_ranges - 1];

	if (port.nr_ranges && last->end == start && last->nid == nid) {
		last->end = end;
		return 0;
	}
	if (port.nr_ranges == PORT_MAX_RANGES)
		return bare_refuse(-EINVAL, "the nodes' memory lies in too many pieces");
	port.ranges[port.nr_ranges++] = (struct port_range){ start, end, nid };
	return 0;
}

/* What the machine may have of [@start, @end): not the image, nor the port's own. */
static bool machine_part(u64 from, const struct ram_range *r, struct ram_range *part)
{
	u64 start = max(from, r->start), end = r->end;

	if (start >= bare_ram.kept_start && start < bare_ram.kept_end)
		start = bare_ram.kept_end;
	if (start < bare_ram.kept_start)
		end = min(end, bare_ram.kept_start);
	*part = (struct ram_range){ start, end };
	return start < end;
}

/* RAM from @*from on: the next piece of at most @bytes. */
static bool next_ram(u64 *from, u64 bytes, struct ram_range *piece)
{
	for (unsigned int i = 0; i < bare_ram.nr; i++) {
		if (bare_ram.range[i].end <= *from ||
		    !machine_part(*from, &bare_ram.range[i], piece))
			continue;
		piece->end = min(piece->end, piece->start + bytes);
		*from = piece->end;
		return true;
	}
	return false;
}

/* Nodes begin where a block does, and in a machine that can grow where a section does. */
static int deal_ram(const struct machine_config *config, u64 bytes)
{
	u64 unit = config->max_memory ? PORT_SECTION_BYTES : BLOCK_BYTES;
	u64 share = div64_u64(bytes, config->nodes) & ~(unit - 1), from = 0;

	for (unsigned int nid = 0; nid < config->nodes; nid++) {
		u64 left = nid + 1 < config->nodes ? share : bytes - share * nid;
		struct ram_range piece;

		while (left) {
			if (!next_ram(&from, left, &piece))
				return bare_refuse(-ENODEV, "the board has no %llu KiB of memory",
						   (unsigned long long)bytes >> 10);
			if (add_range(piece.start, piece.end, (int)nid))
				return -EINVAL;
			left -= piece.end - piece.start;
		}
	}
	if (bare_ram.firmware.end)
		port.reserved[port.nr_reserved++] =
			(struct port_range){ bare_ram.firmware.start, bare_ram.firmware.end, 0 };
	return 0;
}

/* All the RAM there is for machines. */
static u64 machine_ram(void)
{
	struct ram_range piece;
	u64 bytes = 0, from = 0;

	while (next_ram(&from, ~0ull >> 1, &piece))
		bytes += piece.end - piece.start;
	return bytes;
}

static u64 limit_of(const struct machine_config *config)
{
	return config->max_memory ? config->max_memory : config->memory;
}

/* Where it could be, but for this image. */
static int check_image(const struct machine_config *config)
{
	if (config->nodes > 1u << CONFIG_NODES_SHIFT)
		return bare_refuse(-ENODEV, "an image for this processor has at most %u nodes",
				   1u << CONFIG_NODES_SHIFT);
	return 0;
}

static int check_limit(const struct machine_config *config)
{
	u64 limit = limit_of(config);

	if (config->max_memory && config->max_memory < config->memory)
		return bare_refuse(-EINVAL, "a machine of %llu KiB cannot be limited to %llu KiB",
				   (unsigned long long)config->memory >> 10,
				   (unsigned long long)config->max_memory >> 10);
	if (config->max_memory && div64_u64(limit, config->nodes) < PORT_SECTION_BYTES)
		return bare_refuse(
			-EINVAL,
			"%llu KiB to grow to are too few for %u node%s: each needs %lu KiB",
			(unsigned long long)limit >> 10, config->nodes,
			config->nodes > 1 ? "s" : "", PORT_SECTION_BYTES >> 10);
	if (limit > LIMIT_64)
		return bare_refuse(-EINVAL, "a machine has at most 16 TiB of memory");
	if (config->profile == PROFILE_PC32 && limit > LIMIT_32)
		return bare_refuse(-EINVAL, "a 32-bit machine has at most 64 GiB of memory");
	return 0;
}

/* What no machine can be, in the words of the host's port. */
static int check_config(const struct machine_config *config)
{
	int err;

	if (running)
		return bare_refuse(-EBUSY, "a machine runs already");
	if (config->nodes < 1 || config->nodes > PORT_MAX_NODES)
		return bare_refuse(-EINVAL, "a machine has 1 to %d nodes, not %u", PORT_MAX_NODES,
				   config->nodes);
	if (config->cpus > CONFIG_NR_CPUS)
		return bare_refuse(-EINVAL, "a machine has at most %d CPUs, not %u", CONFIG_NR_CPUS,
				   config->cpus);
	if (config->memory == PORT_ALL_MEMORY)
		return check_image(config);
	if (div64_u64(config->memory, config->nodes) < BLOCK_BYTES)
		return bare_refuse(
			-EINVAL, "%llu KiB of memory are too few for %u node%s: each needs %lu KiB",
			(unsigned long long)config->memory >> 10, config->nodes,
			config->nodes > 1 ? "s" : "", BLOCK_BYTES >> 10);
	err = check_limit(config);
	return err ? err : check_image(config);
}

static int find_spaces(const struct machine_config *config)
{
	u64 end = port.ranges[port.nr_ranges - 1].end, direct = board_space.direct_bytes;

	if (config->profile != PROFILE_PC32 && end > direct)
		return bare_refuse(
			-ENODEV,
			"an image for this processor has addresses for %llu MiB: what lies "
			"above is for machines with high memory",
			(unsigned long long)direct >> 20);
	if (config->profile == PROFILE_PC32)
		direct = min(direct, LOWMEM_32);
	port.page_offset = bare_direct;
	port.direct_end = (phys_addr_t)min(end, direct);
	port.has_mmu = config->profile != PROFILE_NOMMU;
	port.vmalloc_start = board_space.vmalloc_start;
	port.vmalloc_end = port.has_mmu ? board_space.vmalloc_end : board_space.vmalloc_start;
	port.window_start = port.vmalloc_end;
	port.kmap_start = board_space.kmap_start;
	port.kmap_end = board_space.kmap_end;
	port.user_start = board_space.user_start;
	port.user_end = board_space.user_end;
	port.stacks = true;
	return 0;
}

int port_start(const struct machine_config *config)
{
	u64 bytes = limit_of(config);
	int err = check_config(config);

	if (err)
		return err;
	memset(&port, 0, sizeof(port));
	bytes = config->memory == PORT_ALL_MEMORY ? machine_ram() : bytes;
	err = deal_ram(config, bytes & ~(u64)(BARE_PAGE - 1));
	if (!err)
		err = find_spaces(config);
	if (err)
		return err;
	cpus_start(config);
	port.slot_base = lazy_take(port.nr_slot_cpus * PORT_SLOT_BYTES);
	if (!port.slot_base)
		return bare_refuse(-ENOMEM, "the board has no addresses for %u CPUs", port.nr_cpus);
	running = true;
	return 0;
}

void port_stop(void)
{
	lazy_give(port.slot_base, port.nr_slot_cpus * PORT_SLOT_BYTES);
	port.slot_base = NULL;
	board_unmap(board_space.vmalloc_start,
		    (board_space.vmalloc_end - board_space.vmalloc_start) / BARE_PAGE, NULL);
	board_unmap(board_space.kmap_start,
		    (board_space.kmap_end - board_space.kmap_start) / BARE_PAGE, NULL);
	running = false;
}

int port_map(unsigned long addr, unsigned long pfn, unsigned long nr)
{
	return board_map(addr, (u64)pfn << CONFIG_PAGE_SHIFT, nr);
}

void port_unmap(unsigned long addr, unsigned long nr)
{
	board_unmap(addr, nr, NULL);
}

/* RAM is always there. */
void port_warm(unsigned long pfn, unsigned long nr)
{
}

/* Nobody else wants it; but the next one is told that it reads as zeros. */
void port_release(unsigned long pfn, unsigned long nr)
{
	for (; nr; pfn++, nr--)
		if ((u64)pfn << CONFIG_PAGE_SHIFT < port.direct_end)
			memset(bare_at((u64)pfn << CONFIG_PAGE_SHIFT), 0, BARE_PAGE);
}
