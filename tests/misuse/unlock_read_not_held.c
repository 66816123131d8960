// SPDX-License-Identifier: MIT
/*
 * Who is no reader of a semaphore gives back another reader's hold.
 *
 * expect:
 *	BUG: rwsem released by who did not take it on CPU#N, insmod/PID
 *	 lock: table+OFF [unlock_read_not_held], .magic: 52775365, .owner: <none>/-1, .owner_cpu: N
 *	 taken by reader/PID at:
 *	       reader+OFF [unlock_read_not_held] unlock_read_not_held.c:32
 *	CPU: N PID: N Comm: insmod
 *	 unlock_read_not_held_init+OFF [unlock_read_not_held] unlock_read_not_held.c:50
 *	========================================
 *	WARNING: lock held when reader returned!
 *	----------------------------------------
 *	1 lock held by reader/PID:
 *	 #0: ADDR (table){.+.+}-{3:3}, at: reader+OFF [unlock_read_not_held]
 *	#0 was taken at:
 *	       reader+OFF [unlock_read_not_held] unlock_read_not_held.c:32
 *	CPU: N PID: N Comm: reader
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(table);
static DECLARE_COMPLETION(reads);

static int reader(void *data)
{
	down_read(&table);
	complete(&reads);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
#ifdef CORRECTED
	up_read(&table);
#endif
	return 0;
}

static int __init unlock_read_not_held_init(void)
{
	struct task_struct *task = kthread_run(reader, NULL, "reader");

	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&reads);
#ifndef CORRECTED
	up_read(&table);
#endif
	kthread_stop(task);
	return 0;
}

static void __exit unlock_read_not_held_exit(void)
{
}

module_init(unlock_read_not_held_init);
module_exit(unlock_read_not_held_exit);
MODULE_DESCRIPTION("gives back what another reads");
MODULE_LICENSE("GPL");
