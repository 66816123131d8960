// SPDX-License-Identifier: MIT
/*
 * Readers of RCU.
 *
 * A section is a count in the thread's record, and preemption that is off; rcu.c waits for them.
 * A machine without the world, which frees nothing later, needs no more than this.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>

#include "base/base.h"
#include "port/port.h"

void __rcu_read_lock(void)
{
	context_enter(PREEMPT_DISABLE_OFFSET, _RET_IP_);
	port_self()->rcu_depth++;
}
EXPORT_SYMBOL(__rcu_read_lock);

void __rcu_read_unlock(void)
{
	struct port_thread *me = port_self();

	if (unlikely(!me->rcu_depth)) {
		report("BUG: rcu_read_unlock() without rcu_read_lock() at %pS", (void *)_RET_IP_);
		return;
	}
	me->rcu_depth--;
	context_leave(PREEMPT_DISABLE_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(__rcu_read_unlock);

int rcu_read_lock_any_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_any_held);

int rcu_read_lock_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_held);

int rcu_read_lock_sched_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_sched_held);

int rcu_read_lock_bh_held(void)
{
	return in_softirq() || irqs_disabled();
}
EXPORT_SYMBOL(rcu_read_lock_bh_held);

bool rcu_is_watching(void)
{
	return true;
}
EXPORT_SYMBOL(rcu_is_watching);
