// SPDX-License-Identifier: MIT
/* How deep it goes, by the name of what it does: see stacks.sh. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

static char *what = "nothing";
module_param(what, charp, 0);

static int endless(volatile int *above);
static int (*volatile again)(volatile int *above) = endless; /* or it becomes a loop */

static int endless(volatile int *above)
{
	volatile int frame[16];

	frame[0] = *above + 1;
	return again(frame) + frame[0];
}

/* More than any stack has, of which only the far end is used. */
static noinline int large(void)
{
	volatile char array[40000];

	array[0] = 1;
	return array[0];
}

static noinline void known(void)
{
	char array[2000];

	memset(array, 0, sizeof(array));
	barrier_data(array);
}

static int runner(void *data)
{
	volatile int start = 0;

	known();
	return strcmp(what, "thread") ? 0 : endless(&start);
}

static void callback(struct rcu_head *head)
{
	volatile int start = 0;

	if (!strcmp(what, "callback"))
		WRITE_ONCE(head->next, (void *)(long)endless(&start));
}

static struct rcu_head head;

static int __init stacks_init(void)
{
	volatile int start = 0;
	struct task_struct *task;

	pr_info("stacks: %lu bytes, %s\n", THREAD_SIZE,
		object_is_on_stack((void *)&start) ? "on it" : "elsewhere");
	if (!strcmp(what, "init"))
		return endless(&start);
	if (!strcmp(what, "large"))
		return large();
	call_rcu(&head, callback);
	rcu_barrier();
	task = kthread_create(runner, NULL, "runner");
	if (IS_ERR(task))
		return PTR_ERR(task);
	get_task_struct(task);
	wake_up_process(task);
	while (READ_ONCE(task->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	pr_info("stacks: the thread returned %d\n", kthread_stop_put(task));
	return 0;
}

static void __exit stacks_exit(void)
{
}

module_init(stacks_init);
module_exit(stacks_exit);
MODULE_LICENSE("GPL");
