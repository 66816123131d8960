// SPDX-License-Identifier: MIT
/*
 * Counters are lost with the object that had their address.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 8):
 *	  per-CPU memory
 *	  backtrace:
 *	    act+OFF [lost_percpu] lost_percpu.c:30
 *	    lost_percpu_init+OFF [lost_percpu] lost_percpu.c:39
 *	lost_percpu: 1 allocation was not given back, 8 bytes:
 *	  lost_percpu.c:30 in act (from lost_percpu.c:39 in lost_percpu_init): per-CPU memory, 8 \
 *	bytes
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

struct group {
	u64 __percpu *counters;
};

static noinline void act(void)
{
	struct group *g = kzalloc(sizeof(*g), GFP_KERNEL);

	if (!g)
		return;
	g->counters = alloc_percpu(u64);
#ifdef CORRECTED
	free_percpu(g->counters);
#endif
	kfree(g);
}

static int __init lost_percpu_init(void)
{
	act();
	return 0;
}

static void __exit lost_percpu_exit(void)
{
}

module_init(lost_percpu_init);
module_exit(lost_percpu_exit);
MODULE_DESCRIPTION("loses per-CPU memory");
MODULE_LICENSE("GPL");
