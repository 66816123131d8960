/* SPDX-License-Identifier: MIT */
/* What someone who registers a callback keeps for the list it is in: base/callback.h. */
#ifndef _LINUX_CALLBACK_TYPES_H
#define _LINUX_CALLBACK_TYPES_H

#include <linux/types.h>

/** struct callback_entry - the place of a callback; zeroed by its owner, then not the owner's. */
struct callback_entry {
	struct list_head link;
	u64 id;
};

#endif
