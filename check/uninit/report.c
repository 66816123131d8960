// SPDX-License-Identifier: MIT
/*
 * What is said of the use of a value that nobody wrote, in the kernel's lines, order and words:
 *
 *	=====================================================
 *	BUG: KMSAN: uninit-value in foo_init+0x3c/0x80 [foo]
 *	 (calls, from the use outward)
 *
 *	Uninit was stored to memory at:
 *	 (calls)
 *
 *	Uninit was created at:			or: Local variable x created at:
 *	 (calls)
 *
 *	Bytes 4-7 of 8 are uninitialized	where memory was read, not a value
 *	Memory access of size 8 starts at ffff...
 *
 *	CPU: 0 PID: 17 Comm: insmod
 *	=====================================================
 *
 * Each place is told of once, however often the module comes there; it goes on after it.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/lock.h"
#include "check/leak.h"
#include "check/uninit/shadow.h"
#include "port/port.h"

#define TRACE_FRAMES 32
/* Derived: more places than a module has mistakes; beyond, a place may be told of again. */
#define SITES_SHIFT 10

static const char line[] = "=====================================================";

static struct lock lock;
static unsigned long sites[1 << SITES_SHIFT];

void uninit_reports_start(void)
{
	lock_init(&lock);
	memset(sites, 0, sizeof(sites));
}

static bool site_is_new(unsigned long ip)
{
	unsigned int i = hash_long(ip, SITES_SHIFT), tries = 0;
	bool is_new;

	lock_acquire(&lock);
	while (sites[i] && sites[i] != ip && ++tries < ARRAY_SIZE(sites))
		i = (i + 1) % ARRAY_SIZE(sites);
	is_new = sites[i] != ip;
	if (!sites[i])
		sites[i] = ip;
	lock_release(&lock);
	return is_new;
}

/* ---- calls ----------------------------------------------------------------------------------- */

static void print_frames(const unsigned long *frames, unsigned int nr, bool own)
{
	report_calls(frames, nr, own);
	for (unsigned int i = 0; i < nr; i++)
		pr_err(" %pB\n", (void *)frames[i]);
}

/* The calls from the one that returns to @ip outward; all, where that is not among them. */
static noinline void print_own_calls(unsigned long ip)
{
	unsigned long frames[TRACE_FRAMES];
	unsigned int nr = port_stack_trace(frames, TRACE_FRAMES, 1), from = 0;

	while (from < nr && frames[from] != ip)
		from++;
	if (from == nr)
		from = 0;
	print_frames(frames + from, nr - from, true);
	barrier();
}

/* What was kept begins with calls in this folder: the module's own are of interest. */
static void print_site(u32 number)
{
	const struct leak_site *site = leak_site(number);
	u32 from = 0;

	while (from < site->nr && !uninit_in_module(site->frames[from]))
		from++;
	if (from == site->nr)
		from = 0;
	print_frames(site->frames + from, site->nr - from, false);
}

/* ---- origins --------------------------------------------------------------------------------- */

/* "----name@function" is how compilers describe a variable. */
static void print_local(const struct origin *origin)
{
	const char *name = origin->text;

	while (*name == '-')
		name++;
	pr_err("Local variable %.*s created at:\n", (int)strcspn(name, "@"), name);
	print_frames(&origin->ip, 1, false);
}

/* From the last move back to who made it. */
static void print_origin(u32 number)
{
	struct origin origin;

	while (origin_get(number, &origin)) {
		pr_err("\n");
		switch (origin.kind) {
		case ORIGIN_STORED:
			pr_err("Uninit was stored to memory at:\n");
			print_site(origin.site);
			break;
		case ORIGIN_LOCAL:
			print_local(&origin);
			break;
		default:
			pr_err("Uninit was created at:\n");
			print_site(origin.site);
			break;
		}
		number = origin.before;
	}
}

/* ---- the text -------------------------------------------------------------------------------- */

static void print_who(void)
{
	struct report_who who;

	report_who(&who);
	pr_err("\n");
	pr_err("CPU: %u PID: %d Comm: %.20s\n", port_cpu(), who.pid, who.comm);
	pr_err("%s\n", line);
}

noinline void uninit_value(u32 origin, unsigned long ip)
{
	if (!site_is_new(ip))
		return;
	pr_err("%s\n", line);
	report_begin("BUG: KMSAN: uninit-value in %pS", (void *)ip);
	print_own_calls(ip);
	print_origin(origin);
	print_who();
	report_close();
}

static noinline void tell_memory(const char *kind, unsigned long addr, size_t size,
				 unsigned long to, unsigned long ip)
{
	size_t first = shadow_first(addr, size), run;

	if (first == size || !site_is_new(ip))
		return;
	run = shadow_run(addr + first, size - first);
	pr_err("%s\n", line);
	report_begin("BUG: KMSAN: %s in %pS", kind, (void *)ip);
	print_own_calls(ip);
	print_origin(*origin_of(addr + first));
	pr_err("\n");
	pr_err("Bytes %zu-%zu of %zu are uninitialized\n", first, first + run - 1, size);
	pr_err("Memory access of size %zu starts at %px\n", size, (void *)addr);
	if (to)
		pr_err("Data copied to user address %px\n", (void *)to);
	print_who();
	report_close();
}

void uninit_read(unsigned long addr, size_t size, unsigned long ip)
{
	tell_memory("uninit-value", addr, size, 0, ip);
}

void uninit_leak(unsigned long addr, size_t size, unsigned long to, unsigned long ip)
{
	tell_memory("kernel-infoleak", addr, size, to, ip);
}
