// SPDX-License-Identifier: MIT
/*
 * What all locks share: how misuse is told.
 *
 * The rule for surviving is the same everywhere: a lock that was never initialised is initialised
 * and used; taking again what one holds counts as nested; giving back what is free does nothing;
 * giving back another's lock frees it, since its holder is most likely gone.  Each is one report.
 *
 * Who waits in atomic context holds its CPU, and when all CPUs are held by waiters whose locks
 * never come, the rest of the machine could not even say so.  So a waiter that waited too long
 * says it once, and from then on waits without its CPU.
 */
#include "kernel/kernel.h"
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include "port/port.h"

/* Derived: ten seconds are a million times the longest section that makes sense. */
#define SUSPECT_NS (10ull * NSEC_PER_SEC)

void lock_report(const char *kind, const char *what, const void *lock, u32 magic, const void *owner,
		 int cpu)
{
	char comm[TASK_COMM_LEN];
	pid_t pid = task_describe(owner, comm);

	report_begin("BUG: %s %s on CPU#%u, %s/%d", kind, what, port_cpu(), current->comm,
		     current->pid);
	pr_err(" lock: %pS, .magic: %08x, .owner: %s/%d, .owner_cpu: %d\n", lock, magic, comm, pid,
	       cpu);
	report_end();
}

bool lock_wait(u32 *word, u32 value, bool *suspected)
{
	if (!*suspected) {
		*suspected = port_wait(word, value, SUSPECT_NS);
		return *suspected;
	}
	context_lend_cpu();
	port_wait(word, value, 0);
	context_take_cpu_back();
	return false;
}
