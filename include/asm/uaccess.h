/* SPDX-License-Identifier: MIT */
/* The name until 2.6 for linux/uaccess.h. */
#ifndef _ASM_UACCESS_H
#define _ASM_UACCESS_H

#include <linux/uaccess.h>

#endif
