// SPDX-License-Identifier: MIT
/*
 * A notifier of memory is still registered when its module goes.
 *
 * expect:
 *	BUG: module leak_notifier was removed with its memory notifier  still registered
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/notifier.h>

static int seen(struct notifier_block *self, unsigned long action, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block block = { .notifier_call = seen };

static int __init leak_notifier_init(void)
{
	return register_memory_notifier(&block);
}

static void __exit leak_notifier_exit(void)
{
#ifdef CORRECTED
	unregister_memory_notifier(&block);
#endif
}

module_init(leak_notifier_init);
module_exit(leak_notifier_exit);
MODULE_DESCRIPTION("leaves a notifier behind");
MODULE_LICENSE("GPL");
