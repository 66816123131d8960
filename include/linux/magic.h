/* SPDX-License-Identifier: MIT */
#ifndef LINUX_MAGIC_H
#define LINUX_MAGIC_H

/* What statfs() calls the file systems a module may meet. */
#define PROC_SUPER_MAGIC    0x9fa0
#define RAMFS_MAGIC	    0x858458f6
#define TMPFS_MAGIC	    0x01021994
#define SYSFS_MAGIC	    0x62656572
#define DEBUGFS_MAGIC	    0x64626720
#define ANON_INODE_FS_MAGIC 0x09041934
#define DEVPTS_SUPER_MAGIC  0x1cd1
#define EXT4_SUPER_MAGIC    0xEF53

#include <linux/poison.h>

#endif
