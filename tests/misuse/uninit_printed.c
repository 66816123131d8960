// SPDX-License-Identifier: MIT
/*
 * A member that nobody has set is printed.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in show+OFF [uninit_printed]
 *	 show+OFF [uninit_printed] uninit_printed.c:26
 *	 uninit_printed_init+OFF [uninit_printed] uninit_printed.c:39
 *	Uninit was created at:
 *	 uninit_printed_init+OFF [uninit_printed] uninit_printed.c:31
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

struct sensor {
	int number, degrees;
};

static noinline void show(const struct sensor *sensor)
{
	pr_info("sensor %d: %d degrees\n", sensor->number, sensor->degrees);
}

static int __init uninit_printed_init(void)
{
	struct sensor *sensor = kmalloc(sizeof(*sensor), GFP_KERNEL);

	if (!sensor)
		return -ENOMEM;
	sensor->number = 1;
#ifdef CORRECTED
	sensor->degrees = 21;
#endif
	show(sensor);
	kfree(sensor);
	return 0;
}

static void __exit uninit_printed_exit(void)
{
}

module_init(uninit_printed_init);
module_exit(uninit_printed_exit);
MODULE_DESCRIPTION("a member that nobody has set is printed");
MODULE_LICENSE("GPL");
