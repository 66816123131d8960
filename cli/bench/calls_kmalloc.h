/* SPDX-License-Identifier: MIT */
/* loops.c with kmalloc() and kfree(). */
#include <linux/slab.h>

#define LOOPS		  loops_kmalloc
#define TAKE(work, bytes) kmalloc(bytes, GFP_KERNEL)
#define GIVE(work, p)	  kfree(p)
