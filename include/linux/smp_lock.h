/* SPDX-License-Identifier: MIT */
/* The lock of all, until 2.6.39; file_operations.ioctl() is called under it. */
#ifndef _LINUX_SMP_LOCK_H
#define _LINUX_SMP_LOCK_H

/** lock_kernel - take it; who has it may take it again. Context: may sleep. */
void lock_kernel(void);
/** unlock_kernel - undo one lock_kernel(); warned of where there was none. */
void unlock_kernel(void);
/** kernel_locked - has the caller taken it? */
int kernel_locked(void);

#endif
