/* SPDX-License-Identifier: MIT */
/* Who wants to know that memory comes or goes. */
#ifndef _LINUX_MEMORY_H
#define _LINUX_MEMORY_H

#include <linux/notifier.h>
#include <linux/types.h>
#include <asm/sparsemem.h>

/* What a memory notifier is told; by bits, as drivers test for several. */
#define MEM_ONLINE	   (1 << 0) /* it is there */
#define MEM_GOING_OFFLINE  (1 << 1) /* about to go: may be refused */
#define MEM_OFFLINE	   (1 << 2) /* it is gone */
#define MEM_GOING_ONLINE   (1 << 3) /* about to come: may be refused */
#define MEM_CANCEL_ONLINE  (1 << 4) /* it does not come, after all */
#define MEM_CANCEL_OFFLINE (1 << 5) /* it stays, after all */

/* Of the subsystems that ought to go first or last. */
#define DEFAULT_CALLBACK_PRI 0
#define SLAB_CALLBACK_PRI    1

/**
 * struct memory_notify - what comes or goes.
 * @start_pfn: its first frame.
 * @nr_pages: how many.
 * @status_change_nid_normal: the node that gets its first, or loses its last, memory with
 *	addresses by it; NUMA_NO_NODE (-1) for none.
 * @status_change_nid: the same for memory of any kind.
 */
struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int status_change_nid_normal;
	int status_change_nid;
};

int register_memory_notifier(struct notifier_block *nb);
void unregister_memory_notifier(struct notifier_block *nb);

/** memory_notify - tell everyone of @action. Return: what the last one said. */
int memory_notify(unsigned long action, void *data);

/* As they were called before 6.2. */
#define register_hotmemory_notifier(nb)	  register_memory_notifier(nb)
#define unregister_hotmemory_notifier(nb) unregister_memory_notifier(nb)

static inline unsigned long memory_block_size_bytes(void)
{
	return 1ul << SECTION_SIZE_BITS;
}

#endif
