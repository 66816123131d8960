/* SPDX-License-Identifier: MIT */
/*
 * Objects that are in use by the core while their memory is the caller's: armed timers, queued
 * work.  The core knows all of them, by address, so that freeing one, or initialising it again, is
 * found out: kernel/active.c.
 */
#ifndef _LINUX_DEBUGOBJECTS_H
#define _LINUX_DEBUGOBJECTS_H

#include <linux/rbtree_types.h>
#include <linux/types.h>

struct active_type;

/**
 * struct active_object - what the core keeps in such an object; meaningful while it is in use.
 * @node: by address.
 * @type: what the object is.
 * @armed_at: who put it into use.
 */
struct active_object {
	struct rb_node node;
	const struct active_type *type;
	unsigned long armed_at;
};

#endif
