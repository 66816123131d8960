// SPDX-License-Identifier: MIT
/*
 * Device registers with ioremap().
 *
 * The lesson: registers are not memory.  Claim their addresses, so that no second driver uses them;
 * map them; reach them by readl() and writel() alone, never by a pointer.  A field of a register
 * is changed by reading all of it, masking the field out, or-ing the new value in, and writing all
 * of it back.  The block of registers stands in for the hardware: it is declared when the machine
 * is made, and --device-log shows what a logic analyser on the bus would see.
 *
 *	$ ashlar run --device 'gpio@0xfe200000+4,ctrl@0=0x300' --device-log gpio.c
 *	[    0.084249] device: readl gpio+0x0 (ctrl) = 0x00000300 by gpio_init+0x86/0xf5 [gpio] \
 *	        gpio.c:44
 *	[    0.085905] device: writel gpio+0x0 (ctrl) = 0x00000303 by gpio_init+0x99/0xf5 \
 *	        [gpio] gpio.c:44
 *	[    0.093335] device: readl gpio+0x0 (ctrl) = 0x00000303 by gpio_init+0xab/0xf5 [gpio] \
 *	        gpio.c:50
 *	[    0.115717] device: writel gpio+0x0 (ctrl) = 0x00000103 by gpio_init+0xc8/0xf5 \
 *	        [gpio] gpio.c:54
 *	[    0.115780] device: readl gpio+0x0 (ctrl) = 0x00000103 by gpio_init+0xda/0xf5 [gpio] \
 *	        gpio.c:68
 *	[    0.115781] gpio: control register is 0x103
 */
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/module.h>

#define GPIO_BASE 0xfe200000
#define GPIO_SIZE 4

#define CTRL_ENABLE    BIT(0)
#define CTRL_OUTPUT    BIT(1)
#define CTRL_DRIVE     GENMASK(9, 8) /* strength of the output, in steps of 4 mA */
#define CTRL_DRIVE_8MA 1

static void __iomem *ctrl;

/* Or in what is to be on; the rest stays. */
static void gpio_turn_on(u32 bits)
{
	writel(readl(ctrl) | bits, ctrl);
}

/* Mask the field out, then set it. */
static void gpio_set_drive(u32 step)
{
	u32 value = readl(ctrl);

	value &= ~CTRL_DRIVE;
	value |= FIELD_PREP(CTRL_DRIVE, step);
	writel(value, ctrl);
}

static int __init gpio_init(void)
{
	if (!request_mem_region(GPIO_BASE, GPIO_SIZE, "gpio"))
		return -EBUSY;
	ctrl = ioremap(GPIO_BASE, GPIO_SIZE);
	if (!ctrl) {
		release_mem_region(GPIO_BASE, GPIO_SIZE);
		return -ENOMEM;
	}
	gpio_turn_on(CTRL_ENABLE | CTRL_OUTPUT);
	gpio_set_drive(CTRL_DRIVE_8MA);
	pr_info("gpio: control register is %#x\n", readl(ctrl));
	return 0;
}

static void __exit gpio_exit(void)
{
	iounmap(ctrl);
	release_mem_region(GPIO_BASE, GPIO_SIZE);
}

module_init(gpio_init);
module_exit(gpio_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("The control register of a GPIO block");
