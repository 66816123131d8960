// SPDX-License-Identifier: MIT
/*
 * A mutex is unlocked by another thread than the one that locked it.
 *
 * expect:
 *	BUG: mutex wrong owner on CPU#N, worker/PID
 *	 lock: lock+OFF [unlock_other_task], .magic: 4d757478, .owner: insmod/PID, .owner_cpu: N
 *	 taken by insmod/PID at:
 *	       unlock_other_task_init+OFF [unlock_other_task] unlock_other_task.c:39
 *	CPU: N PID: N Comm: worker
 *	 work+OFF [unlock_other_task] unlock_other_task.c:27
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static DECLARE_COMPLETION(ready);

static int work(void *data)
{
#ifdef CORRECTED
	complete(&ready);
#else
	mutex_unlock(&lock);
	complete(&ready);
#endif
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
	return 0;
}

static int __init unlock_other_task_init(void)
{
	struct task_struct *worker;

	mutex_lock(&lock);
	worker = kthread_run(work, NULL, "worker");
	if (!IS_ERR(worker)) {
		wait_for_completion(&ready);
		kthread_stop(worker);
	}
#ifdef CORRECTED
	mutex_unlock(&lock);
#endif
	return PTR_ERR_OR_ZERO(worker);
}

static void __exit unlock_other_task_exit(void)
{
}

module_init(unlock_other_task_init);
module_exit(unlock_other_task_exit);
MODULE_DESCRIPTION("unlocks another thread's mutex");
MODULE_LICENSE("GPL");
