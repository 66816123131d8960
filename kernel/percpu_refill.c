// SPDX-License-Identifier: MIT
/* The thread that refills the reserve of per-CPU memory: see mm/percpu/percpu.c. */
#include "kernel/kernel.h"
#include <linux/gfp.h>
#include <linux/time64.h>
#include "mm/percpu/percpu.h"

/* Where memory is short, it may be there in a while: long against an allocation. */
#define TRY_AGAIN_NS (100ull * NSEC_PER_MSEC)

static struct core_thread thread;

static u64 refill(struct core_thread *t)
{
	return pcpu_fill_reserve(GFP_KERNEL) ? CORE_THREAD_IDLE : TRY_AGAIN_NS;
}

static void kick(void)
{
	core_thread_kick(&thread);
}

void percpu_refill_init(void)
{
	core_thread_init(&thread, "percpu_refill", refill);
	pcpu_refill = kick;
}

void percpu_refill_exit(void)
{
	pcpu_refill = NULL;
	core_thread_stop(&thread);
}
