// SPDX-License-Identifier: MIT
/*
 * A CPU's number is taken for granted where the thread may move to another.
 *
 * expect:
 *	BUG: using smp_processor_id() in preemptible [00000000] code: insmod/PID
 *	caller is act+OFF [cpu_without_holding]
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [cpu_without_holding] cpu_without_holding.c:25
 *	 cpu_without_holding_init+OFF [cpu_without_holding] cpu_without_holding.c:31
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(long, hits);

static noinline void act(void)
{
#ifdef CORRECTED
	preempt_disable();
	(*this_cpu_ptr(&hits))++;
	preempt_enable();
#else
	per_cpu(hits, smp_processor_id())++;
#endif
}

static int __init cpu_without_holding_init(void)
{
	act();
	return 0;
}

static void __exit cpu_without_holding_exit(void)
{
}

module_init(cpu_without_holding_init);
module_exit(cpu_without_holding_exit);
MODULE_DESCRIPTION("uses its CPU without holding it");
MODULE_LICENSE("GPL");
