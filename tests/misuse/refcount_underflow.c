// SPDX-License-Identifier: MIT
/*
 * A reference is given back once too often.
 *
 * expect:
 *	------------[ cut here ]------------
 *	refcount_t: underflow; use-after-free.
 *	WARNING: CPU: N PID: N at base/refcount.c:N kref_put+OFF [refcount_underflow]
 *	CPU: N PID: N Comm: insmod
 *	 kref_put+OFF [refcount_underflow] include/linux/kref.h:N
 *	 act+OFF [refcount_underflow] refcount_underflow.c:35
 *	 refcount_underflow_init+OFF [refcount_underflow] refcount_underflow.c:41
 *	---[ end trace ADDR ]---
 */
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/slab.h>

struct device_state {
	struct kref users;
};

static struct device_state state;

static void gone(struct kref *users)
{
	pr_info("refcount_underflow: nobody uses it\n");
}

static noinline void act(void)
{
	kref_init(&state.users);
	kref_put(&state.users, gone);
#ifndef CORRECTED
	kref_put(&state.users, gone);
#endif
}

static int __init refcount_underflow_init(void)
{
	act();
	return 0;
}

static void __exit refcount_underflow_exit(void)
{
}

module_init(refcount_underflow_init);
module_exit(refcount_underflow_exit);
MODULE_DESCRIPTION("drops a reference too often");
MODULE_LICENSE("GPL");
