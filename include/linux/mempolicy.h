/* SPDX-License-Identifier: MIT */
/*
 * From which nodes a thread's pages come.
 *
 * A thread has one policy.  It decides for requests of pages that name no node: alloc_pages(),
 * __get_free_pages(); alloc_pages_node() and __GFP_THISNODE know better, and slabs come from the
 * node of the CPU.  In interrupts nobody's policy holds, and a new thread has MPOL_DEFAULT.
 *
 * In the kernel a policy is set by a system call, and these functions are what the call ends in.
 */
#ifndef _LINUX_MEMPOLICY_H
#define _LINUX_MEMPOLICY_H

#include <linux/gfp.h>
#include <linux/nodemask.h>

/**
 * enum - where to look first, and where at all.
 * @MPOL_DEFAULT: the CPU's node first, the others by distance from it.
 * @MPOL_PREFERRED: the lowest node of the set first, the others by distance from it.
 * @MPOL_BIND: the nodes of the set and no other, the nearest to the CPU first.  It holds for
 *	requests that may have the machine's highest zone; one for a lower zone (GFP_DMA; GFP_KERNEL
 *	where there is high memory) may have no such memory on these nodes, and goes where it must.
 * @MPOL_INTERLEAVE: page by page the next node of the set first.
 * @MPOL_LOCAL: as MPOL_DEFAULT.
 * @MPOL_PREFERRED_MANY: the nearest node of the set that is above its low mark, else as
 *	MPOL_DEFAULT.
 */
enum {
	MPOL_DEFAULT,
	MPOL_PREFERRED,
	MPOL_BIND,
	MPOL_INTERLEAVE,
	MPOL_LOCAL,
	MPOL_PREFERRED_MANY,
	MPOL_MAX
};

/* What do_get_mempolicy() is asked for. */
#define MPOL_F_NODE	    (1 << 0)
#define MPOL_F_MEMS_ALLOWED (1 << 2)

/**
 * do_set_mempolicy - the calling thread's policy from now on.
 * @mode: MPOL_*.
 * @flags: 0; the kernel's MPOL_F_* for other ways of following a changed cpuset are not there.
 * @nodes: the set; empty or NULL for MPOL_DEFAULT and MPOL_LOCAL.  MPOL_PREFERRED with no nodes is
 *	MPOL_LOCAL.  Nodes that the thread's cpuset does not allow, or without memory, fall out.
 *
 * When set_mems_allowed() changes what is allowed, the set moves along: its nodes keep their places
 * among those allowed.
 *
 * Return: 0; -EINVAL for an unknown mode or flags, a set where none may be, or none where one must.
 * Context: a thread; the policy is its own alone.
 */
long do_set_mempolicy(unsigned short mode, unsigned short flags, nodemask_t *nodes);

/**
 * do_get_mempolicy - what the calling thread's policy is.
 * @policy: MPOL_*; with MPOL_F_NODE, for a thread with MPOL_INTERLEAVE, the node of its next page.
 * @nmask: its set; with MPOL_F_MEMS_ALLOWED all nodes that its cpuset allows.  May be NULL.
 * @addr: 0: there is no user memory with policies of its own.
 * @flags: MPOL_F_*.
 * Return: 0; -EINVAL for @addr, unknown flags, or MPOL_F_NODE without MPOL_INTERLEAVE.
 */
long do_get_mempolicy(int *policy, nodemask_t *nmask, unsigned long addr, unsigned long flags);

#endif
