/* SPDX-License-Identifier: MIT */
#ifndef LINUX_INSTRUCTION_POINTER_H
#define LINUX_INSTRUCTION_POINTER_H

/** _RET_IP_ - where this function returns to: an address inside its caller. */
#define _RET_IP_ ((unsigned long)__builtin_return_address(0))
/** _THIS_IP_ - an address inside this function. */
#define _THIS_IP_                        \
	({                               \
		__label__ __here;        \
__here:                                  \
		(unsigned long)&&__here; \
	})

#endif
