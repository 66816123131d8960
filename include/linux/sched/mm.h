/* SPDX-License-Identifier: MIT */
/*
 * Scopes: a stretch of code in which every allocation is one of a lesser kind.
 *
 * A scope is set in the calling thread and seen by the allocators however deep they are called;
 * saving returns what this scope added, so scopes nest.  The bits are those of current->flags, so
 * that code which sets PF_MEMALLOC there by hand is understood too.
 */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/cleanup.h>
#include <linux/might_sleep.h>
#include <linux/sched/types.h>
#include <port/port.h>

#define MEMALLOC_SCOPES (PF_MEMALLOC | PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS | PF_MEMALLOC_PIN)

/**
 * memalloc_scope - the calling thread's word with the PF_MEMALLOC* bits.
 *
 * It is current->flags, and has other bits too; a thread that nobody asked for its task yet has a
 * word of its own, whose bits move when it gets one.
 */
static inline u32 *memalloc_scope(void)
{
	struct port_thread *t = port_self();

	return likely(t->task_flags) ? t->task_flags : &t->alloc_scope;
}

/** memalloc_flags - the PF_MEMALLOC* bits of the scopes that the calling thread is in. */
unsigned int memalloc_flags(void);

/** memalloc_flags_save - add PF_MEMALLOC* @flags to the scope; returns those that were added. */
unsigned int memalloc_flags_save(unsigned int flags);
/** memalloc_flags_restore - end the scope: @flags is what memalloc_flags_save() returned. */
void memalloc_flags_restore(unsigned int flags);

/* Allocations start no block I/O. */
static inline unsigned int memalloc_noio_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOIO);
}

static inline void memalloc_noio_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Allocations enter no file system. */
static inline unsigned int memalloc_nofs_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOFS);
}

static inline void memalloc_nofs_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Allocations do not reclaim, and may use all reserves: for those who free memory by it. */
static inline unsigned int memalloc_noreclaim_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC);
}

static inline void memalloc_noreclaim_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Allocations will be pinned for long: none from memory that must stay movable. */
static inline unsigned int memalloc_pin_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_PIN);
}

static inline void memalloc_pin_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/**
 * current_gfp_context - what is left of @gfp inside the scopes that the thread is in.
 *
 * A NOIO scope takes away both I/O and file systems, a NOFS scope file systems alone.
 */
static inline gfp_t current_gfp_context(gfp_t gfp)
{
#ifdef MODULE
	u32 scope = memalloc_flags();
#else
	u32 scope = *memalloc_scope();
#endif

	if (unlikely(scope & (PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS | PF_MEMALLOC_PIN))) {
		if (scope & PF_MEMALLOC_NOIO)
			gfp &= ~(__GFP_IO | __GFP_FS);
		else if (scope & PF_MEMALLOC_NOFS)
			gfp &= ~__GFP_FS;
		if (scope & PF_MEMALLOC_PIN)
			gfp &= ~__GFP_MOVABLE;
	}
	return gfp;
}

/** might_alloc - the check at the top of whatever may allocate with @gfp. */
static inline void might_alloc(gfp_t gfp)
{
	might_sleep_if(gfpflags_allow_blocking(gfp));
}

DEFINE_LOCK_GUARD_0(memalloc_noio, _T->flags = memalloc_noio_save(),
		    memalloc_noio_restore(_T->flags), unsigned int flags)
DEFINE_LOCK_GUARD_0(memalloc_nofs, _T->flags = memalloc_nofs_save(),
		    memalloc_nofs_restore(_T->flags), unsigned int flags)

#endif
