// SPDX-License-Identifier: MIT
/*
 * Memory that goes with its device is freed by hand, and then once more.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-96 (Not tainted): Invalid object pointer ADDR
 *	-----------------------------------------------------------------------------
 *	Allocated in kfree_devm_init+OFF [kfree_devm] kfree_devm.c:35 age=N cpu=N pid=N
 *	 kfree_devm_init+OFF [kfree_devm] kfree_devm.c:35
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: a pointer
 *	Object   ADDR: a pointer
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	CPU: N PID: N Comm: insmod
 *	 kfree_devm_init+OFF [kfree_devm] kfree_devm.c:39
 *	FIX kmalloc-96: Object at ADDR not freed
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init kfree_devm_init(void)
{
	struct device *dev = root_device_register("misuse");
	void *state;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	state = devm_kzalloc(dev, 64, GFP_KERNEL);
#ifdef CORRECTED
	devm_kfree(dev, state);
#else
	kfree(state);
#endif
	root_device_unregister(dev);
	return 0;
}

static void __exit kfree_devm_exit(void)
{
}

module_init(kfree_devm_init);
module_exit(kfree_devm_exit);
MODULE_DESCRIPTION("frees managed memory by hand");
MODULE_LICENSE("GPL");
