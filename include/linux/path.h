/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PATH_H
#define _LINUX_PATH_H

struct dentry;
struct vfsmount;

/** struct path - a name and the mount it is in, of which there is one: @mnt is NULL. */
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

#endif
