// SPDX-License-Identifier: MIT
/*
 * A thread looks whether it may sleep before it says that it does: news that come between the two
 * wake nobody, and it sleeps for ever.
 *
 * finds: hung-task
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(heard);
static bool news;

static int listen(void *unused)
{
#ifdef CORRECTED
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(news))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
#else
	while (!READ_ONCE(news)) {
		cond_resched();
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
#endif
	complete(&heard);
	return 0;
}

static int __init race_init(void)
{
	struct task_struct *listener = kthread_run(listen, NULL, "listen");

	if (IS_ERR(listener))
		return PTR_ERR(listener);
	get_task_struct(listener);
	WRITE_ONCE(news, true);
	wake_up_process(listener);
	wait_for_completion(&heard);
	put_task_struct(listener);
	return 0;
}

static void __exit race_exit(void)
{
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a wake-up that comes too early");
