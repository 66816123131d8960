/* SPDX-License-Identifier: MIT */
/* What an interrupt handler says of the interrupt. */
#ifndef _LINUX_IRQRETURN_H
#define _LINUX_IRQRETURN_H

#include <linux/types.h>

/**
 * enum irqreturn - a handler's answer.
 * @IRQ_NONE: it was not this device's.
 * @IRQ_HANDLED: it was, and is dealt with.
 * @IRQ_WAKE_THREAD: the handler's thread has the rest to do.
 */
enum irqreturn {
	IRQ_NONE = 0,
	IRQ_HANDLED = 1,
	IRQ_WAKE_THREAD = 2,
};

typedef enum irqreturn irqreturn_t;

#define IRQ_RETVAL(handled) ((handled) ? IRQ_HANDLED : IRQ_NONE)

#endif
