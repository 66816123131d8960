// SPDX-License-Identifier: MIT
/* Fifty places that take memory, each on a line of its own, and one way back. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void *taken[50];
static unsigned int nr;

static void give_back(void)
{
	while (nr)
		kvfree(taken[--nr]);
}

#define TAKE(request)                  \
	do {                           \
		taken[nr] = (request); \
		if (!taken[nr])        \
			goto none;     \
		nr++;                  \
	} while (0)

static int __init fifty_init(void)
{
	TAKE(kmalloc(16, GFP_KERNEL));
	TAKE(kzalloc(40, GFP_KERNEL));
	TAKE(vmalloc(64));
	TAKE(kvmalloc(88, GFP_KERNEL));
	TAKE(kcalloc(112, 3, GFP_KERNEL));
	TAKE(kmalloc(136, GFP_KERNEL));
	TAKE(kzalloc(160, GFP_KERNEL));
	TAKE(vmalloc(184));
	TAKE(kvmalloc(208, GFP_KERNEL));
	TAKE(kcalloc(232, 3, GFP_KERNEL));
	TAKE(kmalloc(256, GFP_KERNEL));
	TAKE(kzalloc(280, GFP_KERNEL));
	TAKE(vmalloc(304));
	TAKE(kvmalloc(328, GFP_KERNEL));
	TAKE(kcalloc(352, 3, GFP_KERNEL));
	TAKE(kmalloc(376, GFP_KERNEL));
	TAKE(kzalloc(400, GFP_KERNEL));
	TAKE(vmalloc(424));
	TAKE(kvmalloc(448, GFP_KERNEL));
	TAKE(kcalloc(472, 3, GFP_KERNEL));
	TAKE(kmalloc(496, GFP_KERNEL));
	TAKE(kzalloc(520, GFP_KERNEL));
	TAKE(vmalloc(544));
	TAKE(kvmalloc(568, GFP_KERNEL));
	TAKE(kcalloc(592, 3, GFP_KERNEL));
	TAKE(kmalloc(616, GFP_KERNEL));
	TAKE(kzalloc(640, GFP_KERNEL));
	TAKE(vmalloc(664));
	TAKE(kvmalloc(688, GFP_KERNEL));
	TAKE(kcalloc(712, 3, GFP_KERNEL));
	TAKE(kmalloc(736, GFP_KERNEL));
	TAKE(kzalloc(760, GFP_KERNEL));
	TAKE(vmalloc(784));
	TAKE(kvmalloc(808, GFP_KERNEL));
	TAKE(kcalloc(832, 3, GFP_KERNEL));
	TAKE(kmalloc(856, GFP_KERNEL));
	TAKE(kzalloc(880, GFP_KERNEL));
	TAKE(vmalloc(904));
	TAKE(kvmalloc(928, GFP_KERNEL));
	TAKE(kcalloc(952, 3, GFP_KERNEL));
	TAKE(kmalloc(976, GFP_KERNEL));
	TAKE(kzalloc(1000, GFP_KERNEL));
	TAKE(vmalloc(1024));
	TAKE(kvmalloc(1048, GFP_KERNEL));
	TAKE(kcalloc(1072, 3, GFP_KERNEL));
	TAKE(kmalloc(1096, GFP_KERNEL));
	TAKE(kzalloc(1120, GFP_KERNEL));
	TAKE(vmalloc(1144));
	TAKE(kvmalloc(1168, GFP_KERNEL));
	TAKE(kcalloc(1192, 3, GFP_KERNEL));
	return 0;
none:
	give_back();
	return -ENOMEM;
}

static void __exit fifty_exit(void)
{
	give_back();
}

module_init(fifty_init);
module_exit(fifty_exit);
MODULE_LICENSE("GPL");
