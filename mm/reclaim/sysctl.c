// SPDX-License-Identifier: MIT
/* The knobs of memory, by their names below /proc/sys. */
#include <linux/compaction.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <mm/reclaim/reclaim.h>

/* The largest values that they take. */
#define DROP_CACHES_MAX	    4
#define COMPACT_MEMORY_MAX  1
#define WATERMARK_SCALE_MAX 3000 /* of 10,000: up to three tenths of a zone between two marks */
#define PANIC_ON_OOM_MAX    2
#define EXTFRAG_MAX	    1000
#define DIRTY_RATIO_MAX	    100
#define REPORTING_DELAY_MAX (24 * 3600 * 1000) /* a day: that is as good as never, which is 0 */

/* ---- drop_caches ----------------------------------------------------------------------------- */

void drop_slab(void)
{
	unsigned int scope = memalloc_noreclaim_save(), shift = 0;
	unsigned long freed;

	/* As long as it is worth it, and a little less is worth it each time. */
	do {
		freed = 0;
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			freed += shrink_slab(GFP_KERNEL, (int)nid, 0).claimed;
	} while (freed >> shift++ > 1);
	memalloc_noreclaim_restore(scope);
	reclaim_stores_wait();
	count_vm_event(DROP_SLAB);
}

void drop_pagecache(void)
{
	unsigned int scope = memalloc_noreclaim_save();

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		writeback_write(GFP_KERNEL, (int)nid, 0, ~0ul);
	memalloc_noreclaim_restore(scope);
	count_vm_event(DROP_PAGECACHE);
}

/* Bit 0: pages; bit 1: objects; bit 2: say nothing, which it does not anyway. */
static int set_drop_caches(unsigned long value)
{
	if (!value || value > DROP_CACHES_MAX)
		return -EINVAL;
	if (value & 1)
		drop_pagecache();
	if (value & 2)
		drop_slab();
	return 0;
}

/* ---- marks ----------------------------------------------------------------------------------- */

static unsigned long get_min_free_kbytes(void)
{
	return READ_ONCE(min_free_kbytes);
}

static int set_min_free_kbytes(unsigned long value)
{
	if (value > totalram_pages() << (PAGE_SHIFT - 10))
		return -EINVAL;
	WRITE_ONCE(min_free_kbytes, value);
	setup_per_zone_wmarks();
	return 0;
}

static unsigned long get_watermark_scale_factor(void)
{
	return READ_ONCE(watermark_scale_factor);
}

static int set_watermark_scale_factor(unsigned long value)
{
	if (!value || value > WATERMARK_SCALE_MAX)
		return -EINVAL;
	WRITE_ONCE(watermark_scale_factor, (unsigned int)value);
	setup_per_zone_wmarks();
	return 0;
}

/* ---- others ---------------------------------------------------------------------------------- */

static unsigned long get_panic_on_oom(void)
{
	return READ_ONCE(sysctl_panic_on_oom);
}

static int set_panic_on_oom(unsigned long value)
{
	if (value > PANIC_ON_OOM_MAX)
		return -EINVAL;
	WRITE_ONCE(sysctl_panic_on_oom, value);
	return 0;
}

static int set_compact_memory(unsigned long value)
{
	if (value != COMPACT_MEMORY_MAX)
		return -EINVAL;
	compact_all_nodes();
	return 0;
}

static unsigned long get_extfrag_threshold(void)
{
	return (unsigned long)READ_ONCE(sysctl_extfrag_threshold);
}

static int set_extfrag_threshold(unsigned long value)
{
	if (value > EXTFRAG_MAX)
		return -EINVAL;
	WRITE_ONCE(sysctl_extfrag_threshold, (int)value);
	return 0;
}

static unsigned long get_dirty_ratio(void)
{
	return (unsigned long)READ_ONCE(vm_dirty_ratio);
}

static int set_dirty_ratio(unsigned long value)
{
	if (value > DIRTY_RATIO_MAX)
		return -EINVAL;
	WRITE_ONCE(vm_dirty_ratio, (int)value);
	return 0;
}

static unsigned long get_reporting_delay(void)
{
	return READ_ONCE(reporting_delay_ms);
}

static int set_reporting_delay(unsigned long value)
{
	if (value > REPORTING_DELAY_MAX)
		return -EINVAL;
	WRITE_ONCE(reporting_delay_ms, (unsigned int)value);
	return 0;
}

const struct reclaim_sysctl reclaim_sysctls[] = {
	{ "vm.compact_memory", NULL, set_compact_memory, 1, COMPACT_MEMORY_MAX },
	{ "vm.dirty_ratio", get_dirty_ratio, set_dirty_ratio, 0, DIRTY_RATIO_MAX },
	{ "vm.drop_caches", NULL, set_drop_caches, 1, DROP_CACHES_MAX },
	{ "vm.extfrag_threshold", get_extfrag_threshold, set_extfrag_threshold, 0, EXTFRAG_MAX },
	/* At most what the machine has. */
	{ "vm.min_free_kbytes", get_min_free_kbytes, set_min_free_kbytes, 0, ~0ul },
	{ "vm.page_reporting_delay_ms", get_reporting_delay, set_reporting_delay, 0,
	  REPORTING_DELAY_MAX },
	{ "vm.panic_on_oom", get_panic_on_oom, set_panic_on_oom, 0, PANIC_ON_OOM_MAX },
	{ "vm.watermark_scale_factor", get_watermark_scale_factor, set_watermark_scale_factor, 1,
	  WATERMARK_SCALE_MAX },
};
const unsigned int nr_reclaim_sysctls = ARRAY_SIZE(reclaim_sysctls);

const struct reclaim_sysctl *reclaim_sysctl_find(const char *name)
{
	for (unsigned int i = 0; i < nr_reclaim_sysctls; i++)
		if (strcmp(reclaim_sysctls[i].name, name) == 0)
			return &reclaim_sysctls[i];
	return NULL;
}
