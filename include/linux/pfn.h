/* SPDX-License-Identifier: MIT */
/* Frame numbers: PFN_UP() and its kind stand in <asm/page.h>. */
#ifndef _LINUX_PFN_H
#define _LINUX_PFN_H

#include <asm/page.h>

#endif
