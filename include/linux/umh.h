/* SPDX-License-Identifier: MIT */
/* Programs that the kernel starts.  The machine has no file of one, so none is found. */
#ifndef _LINUX_UMH_H
#define _LINUX_UMH_H

#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/might_sleep.h>
#include <linux/workqueue.h>

#define UMH_NO_WAIT   0x00
#define UMH_WAIT_EXEC 0x01
#define UMH_WAIT_PROC 0x02
#define UMH_FREEZABLE 0x04
#define UMH_KILLABLE  0x08

/**
 * call_usermodehelper - start the program @path.
 * Return: -ENOENT, as there is none; 0 for who does not wait, and so is not told.
 */
static inline int call_usermodehelper(const char *path, char **argv, char **envp, int wait)
{
	might_sleep();
	return wait & (UMH_WAIT_EXEC | UMH_WAIT_PROC) ? -ENOENT : 0;
}

#endif
