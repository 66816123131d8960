// SPDX-License-Identifier: MIT
/*
 * Another range of bus addresses is released than was claimed.
 *
 * expect:
 *	BUG: Trying to free nonexistent resource <ADDR-ADDR>
 *	CPU: N PID: N Comm: insmod
 *	 release_region_other_init+OFF [release_region_other] release_region_other.c:18
 */
#include <linux/ioport.h>
#include <linux/module.h>

static int __init release_region_other_init(void)
{
	if (!request_mem_region(0xfe200000, 0x1000, "gpio"))
		return -EBUSY;
#ifndef CORRECTED
	release_mem_region(0xfe200000, 0x100);
#endif
	release_mem_region(0xfe200000, 0x1000);
	return 0;
}

static void __exit release_region_other_exit(void)
{
}

module_init(release_region_other_init);
module_exit(release_region_other_exit);
MODULE_DESCRIPTION("releases what it did not claim");
MODULE_LICENSE("GPL");
