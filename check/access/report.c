// SPDX-License-Identifier: MIT
/*
 * What is said of a wrong access, in the lines, order and words of the kernel:
 *
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in foo_init+0x3c/0x80 [foo]
 *	Write of size 1 at addr ffff... by task insmod/17
 *
 *	CPU: 0 PID: 17 Comm: insmod
 *	Call Trace: (from the access outward)
 *
 *	Allocated by task 17: (calls)
 *	Freed by task 17: (calls)
 *	The buggy address belongs to ... (describe.c)
 *
 *	Memory state around the buggy address:
 *	 ffff...: fc fc fc fc 00 00 00 00 00 00 00 05 fc fc fc fc
 *	                                              ^
 *	==================================================================
 *
 * Each place is told of once, however often the module comes there; it goes on after it.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "base/base.h"
#include "base/lock.h"
#include "check/access/shadow.h"
#include "mm/page/page.h"
#include "mm/slab/slab.h"
#include "port/port.h"

#define TRACE_FRAMES 32

/* Derived: more places than a module has mistakes; beyond, a place may be told of again. */
#define SITES_SHIFT 10
/* Derived: what one overrun wrote is one range, and a run of objects in a row is a few. */
#define RANGES 64

static const char line[] = "==================================================================";

static struct lock lock;
static unsigned long sites[1 << SITES_SHIFT];
/* What reported accesses wrote, the latest at @newest. */
static struct {
	unsigned long start, end;
} written[RANGES];
static unsigned int newest;

void reports_start(void)
{
	lock_init(&lock);
	memset(sites, 0, sizeof(sites));
	memset(written, 0, sizeof(written));
}

/* ---- once for each place --------------------------------------------------------------------- */

static bool site_is_new(unsigned long ip)
{
	unsigned int i = hash_long(ip, SITES_SHIFT), tries = 0;
	bool is_new = true;

	lock_acquire(&lock);
	while (sites[i] && sites[i] != ip && ++tries < ARRAY_SIZE(sites))
		i = (i + 1) % ARRAY_SIZE(sites);
	is_new = sites[i] != ip;
	if (!sites[i])
		sites[i] = ip;
	lock_release(&lock);
	return is_new;
}

/*
 * The access goes on after its report.  What it writes into red zones and freed objects is found
 * again when these are looked at, and is the same mistake.
 */
static void note_written(unsigned long start, unsigned long end)
{
	lock_acquire(&lock);
	if (written[newest].start <= end && start <= written[newest].end) {
		written[newest].start = min(written[newest].start, start);
		written[newest].end = max(written[newest].end, end);
	} else {
		newest = (newest + 1) % RANGES;
		written[newest].start = start;
		written[newest].end = end;
	}
	lock_release(&lock);
}

bool access_was_told(const void *p, size_t bytes)
{
	unsigned long start = (unsigned long)p;
	bool told = false;

	lock_acquire(&lock);
	for (unsigned int i = 0; i < RANGES && !told; i++)
		told = start >= written[i].start && start + bytes <= written[i].end;
	lock_release(&lock);
	return told;
}

/* ---- the kind -------------------------------------------------------------------------------- */

/* No memory of a program: what a pointer holds that is none. */
static const char *wild_kind(unsigned long addr)
{
	if (addr < PAGE_SIZE)
		return "null-ptr-deref";
	return addr < access_low ? "user-memory-access" : "wild-memory-access";
}

/* Compilers and the allocator of areas have one mark for two things. */
static const char *area_kind(unsigned long addr)
{
	struct owned area;

	if (access_on_stack(addr) || !is_vmalloc_addr((void *)addr))
		return "use-after-scope";
	if (owners_find(addr, &area) && !area.live && addr - area.start < area.room)
		return "vmalloc-use-after-free";
	return "vmalloc-out-of-bounds";
}

/* The rest of a large kmalloc() is a slab's in the kernel's words; else nobody had the page yet. */
static const char *page_kind(unsigned long addr)
{
	struct owned block;

	return owners_find(addr, &block) && block.kind == OWNED_LARGE ? "slab-out-of-bounds" :
									"page-out-of-bounds";
}

const char *access_kind(unsigned long addr)
{
	u8 shadow;

	if (addr - access_low >= access_span)
		return wild_kind(addr);
	shadow = shadow_at(addr);
	/* The rest of a granule is as what follows it. */
	if (shadow && shadow < GRANULE)
		shadow = shadow_at(addr + GRANULE);
	switch (shadow) {
	case ACCESS_SLAB_REDZONE:
		return "slab-out-of-bounds";
	case ACCESS_SLAB_FREE:
		return "slab-use-after-free";
	case ACCESS_PAGE_REDZONE:
		return page_kind(addr);
	case ACCESS_PAGE_FREE:
		return "use-after-free";
	case ACCESS_VMALLOC:
		return area_kind(addr);
	case ACCESS_PERCPU_REDZONE:
		return "percpu-out-of-bounds";
	case ACCESS_PERCPU_FREE:
		return "percpu-use-after-free";
	case MARK_GLOBAL:
		return "global-out-of-bounds";
	case MARK_STACK_LEFT:
	case MARK_STACK_MID:
	case MARK_STACK_RIGHT:
	case MARK_STACK_PARTIAL:
		return "stack-out-of-bounds";
	case MARK_ALLOCA_LEFT:
	case MARK_ALLOCA_RIGHT:
		return "alloca-out-of-bounds";
	default:
		return "out-of-bounds";
	}
}

/* ---- the text -------------------------------------------------------------------------------- */

/* The calls from the one that returns to @ip outward; all, where that is not among them. */
static noinline void print_calls(unsigned long ip)
{
	unsigned long frames[TRACE_FRAMES];
	unsigned int nr = port_stack_trace(frames, TRACE_FRAMES, 1), from = 0;
	struct report_who who;

	while (from < nr && frames[from] != ip)
		from++;
	if (from == nr)
		from = 0;
	report_who(&who);
	pr_err("CPU: %u PID: %d Comm: %.20s\n", port_cpu(), who.pid, who.comm);
	report_calls(frames + from, nr - from, true);
	pr_err("Call Trace:\n");
	pr_err(" <TASK>\n");
	for (; from < nr; from++)
		pr_err(" %pB\n", (void *)frames[from]);
	pr_err(" </TASK>\n");
	barrier();
}

#define ROW_BYTES  16
#define ROWS_ABOVE 2

/* The shadow around that of @addr, rows of it, and under its byte a mark. */
static void print_shadow(unsigned long addr)
{
	unsigned long row_of = ROW_BYTES * GRANULE, middle = addr & ~(row_of - 1);
	char text[ROW_BYTES * 3 + 1];

	if (addr - access_low >= access_span)
		return;
	pr_err("\n");
	pr_err("Memory state around the buggy address:\n");
	for (int i = -ROWS_ABOVE; i <= ROWS_ABOVE; i++) {
		unsigned long row = middle + (long)i * (long)row_of;

		lazy_settle(row);
		hex_dump_to_buffer(shadow_of(row), ROW_BYTES, ROW_BYTES, 1, text, sizeof(text),
				   false);
		pr_err("%c%px: %s\n", i ? ' ' : '>', (void *)row, text);
		if (!i)
			pr_err("%*c\n", (int)(20 + (addr - row) / GRANULE * 3), '^');
	}
}

static void finish(unsigned long addr, unsigned long ip)
{
	pr_err("\n");
	print_calls(ip);
	access_describe(addr);
	print_shadow(addr);
	pr_err("%s\n", line);
	report_close();
}

static void tell(const struct fault *fault)
{
	bool huge = fault->addr + fault->size < fault->addr;
	struct report_who who;

	report_who(&who);
	pr_err("%s\n", line);
	report_begin("BUG: KASAN: %s in %pS", huge ? "out-of-bounds" : access_kind(fault->bad),
		     (void *)fault->ip);
	pr_err("%s of size %zu at addr %px by task %s/%d\n", fault->write ? "Write" : "Read",
	       fault->size, (void *)fault->addr, who.comm, who.pid);
	finish(fault->bad, fault->ip);
}

noinline void access_fault(unsigned long addr, size_t size, bool write, unsigned long ip)
{
	unsigned long bad = shadow_first_bad(addr, size);
	struct fault fault = {
		.addr = addr,
		.bad = bad ?: addr,
		.ip = ip,
		.size = size,
		.write = write,
	};

	/* NULL, too, is bad at 0. */
	if (!bad && addr - access_low < access_span)
		return;
	if (write && addr + size > addr)
		note_written(addr, addr + size);
	if (site_is_new(ip))
		tell(&fault);
}

noinline void access_infoleak(unsigned long addr, size_t size, size_t first, size_t nr,
			      unsigned long to, const struct slab_owner *taken, unsigned long ip)
{
	if (!site_is_new(ip))
		return;
	pr_err("%s\n", line);
	report_begin("BUG: KMSAN: kernel-infoleak in %pS", (void *)ip);
	print_calls(ip);
	pr_err("\n");
	if (taken->nr) {
		pr_err("Uninit was created at:\n");
		report_calls(taken->frames, taken->nr, false);
		for (u32 i = 0; i < taken->nr; i++)
			pr_err(" %pB\n", (void *)taken->frames[i]);
		pr_err("\n");
	}
	pr_err("Bytes %zu-%zu of %zu are uninitialized\n", first, first + nr - 1, size);
	pr_err("Memory access of size %zu starts at %px\n", size, (void *)addr);
	if (to)
		pr_err("Data copied to user address %px\n", (void *)to);
	pr_err("%s\n", line);
	report_close();
}

size_t access_check(unsigned long addr, size_t size, bool write, unsigned long ip)
{
	unsigned long bad = shadow_first_bad(addr, size);

	if (likely(!bad && size <= access_span))
		return size;
	if (!size)
		return 0;
	access_fault(addr, size, write, ip);
	return bad - addr;
}

noinline unsigned long access_caller(void)
{
	unsigned long frames[TRACE_FRAMES];
	unsigned int nr = port_stack_trace(frames, TRACE_FRAMES, 1);

	for (unsigned int i = 0; i < nr && slab_in_module; i++)
		if (slab_in_module(frames[i] - 1))
			return frames[i];
	return 0;
}

noinline void access_bad_free(const void *p, bool twice)
{
	unsigned long ip = access_caller();
	struct report_who who;

	if (ip && !site_is_new(ip))
		return;
	report_who(&who);
	pr_err("%s\n", line);
	report_begin("BUG: KASAN: %s in %pS", twice ? "double-free" : "invalid-free",
		     (void *)(ip ?: _RET_IP_));
	pr_err("Free of addr %px by task %s/%d\n", p, who.comm, who.pid);
	finish((unsigned long)p, ip);
}
