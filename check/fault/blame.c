// SPDX-License-Identifier: MIT
/*
 * Crashes that come of a failed request.
 *
 * Who does not look at what an allocator returned, or looks for an error pointer where it returns
 * NULL, or the other way round, uses an address near 0 or near the end of the address space: that
 * of a member of an object that is not there.  Such a crash is told together with the request that
 * failed before it.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include "check/fault/plan.h"
#include "check/finding.h"
#include "check/place.h"
#include "kernel/loader.h"

/* Objects may be this large; the same of the first address space is nobody's on Linux. */
#define REACH SZ_64K

/* In [0, REACH) or, beginning with the lowest error pointer, around the end. */
static bool is_no_memory(unsigned long address)
{
	return address + MAX_ERRNO < REACH + MAX_ERRNO;
}

/* The module's place where it crashed; 0 where no module is on the way. */
static unsigned long place_of(const struct crash *crash)
{
	unsigned long caller;

	if (__module_address(crash->ip))
		return crash->ip + 1;
	return place_in_module(crash->frames, crash->nr_frames, &caller);
}

static void blame(const struct crash *crash)
{
	unsigned long at = place_of(crash), nr;
	char failed[384], used[256];

	if (crash->kind != CRASH_FAULT || !is_no_memory(crash->address) || !at ||
	    !fault_last(failed, sizeof(failed), &nr))
		return;
	place_print(used, sizeof(used), at);
	pr_alert("the allocation at %s failed%s; its result was used unchecked at %s\n", failed,
		 nr == 1 ? "" : " last", used);
	finding_explain("unchecked-allocation",
			"the allocation at %s failed; its result was used unchecked at %s", failed,
			used);
}

void fault_blame_start(void)
{
	crash_watcher = blame;
}

void fault_blame_stop(void)
{
	crash_watcher = NULL;
}
