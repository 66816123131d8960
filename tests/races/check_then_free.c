// SPDX-License-Identifier: MIT
/*
 * Two threads free what is there, if it is there: both look before either takes it away.
 *
 * finds: double-free
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

#define THREADS 2

static DECLARE_COMPLETION(dropped);
static void *buffer;

static void drop_buffer(void)
{
#ifdef CORRECTED
	kfree(xchg(&buffer, NULL));
#else
	if (READ_ONCE(buffer)) {
		kfree(buffer);
		WRITE_ONCE(buffer, NULL);
	}
#endif
}

static int drop(void *unused)
{
	drop_buffer();
	complete(&dropped);
	return 0;
}

static int __init race_init(void)
{
	buffer = kmalloc(100, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	for (unsigned int i = 0; i < THREADS; i++) {
		struct task_struct *task = kthread_run(drop, NULL, "drop/%u", i);

		if (IS_ERR(task))
			complete(&dropped);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		wait_for_completion(&dropped);
	return 0;
}

static void __exit race_exit(void)
{
	kfree(buffer);
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a buffer that two threads free");
