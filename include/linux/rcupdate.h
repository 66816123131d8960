/* SPDX-License-Identifier: MIT */
/*
 * Read-copy-update.
 *
 * A read-side section is a section with preemption off (kernel/rcu.c says why), so spinlocks and
 * sections with softirqs or interrupts off are ones, too.  What a reader finds through
 * rcu_dereference() stays until it leaves; who removes something waits for a grace period before
 * freeing it: synchronize_rcu() waits, call_rcu() has a function called after it.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/cleanup.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <asm/barrier.h>

void __rcu_read_lock(void);
void __rcu_read_unlock(void);

#define rcu_read_lock()			__rcu_read_lock()
#define rcu_read_unlock()		__rcu_read_unlock()
#define rcu_read_lock_bh()		local_bh_disable()
#define rcu_read_unlock_bh()		local_bh_enable()
#define rcu_read_lock_sched()		preempt_disable()
#define rcu_read_unlock_sched()		preempt_enable()
#define rcu_read_lock_sched_notrace()	preempt_disable()
#define rcu_read_unlock_sched_notrace() preempt_enable()

/**
 * rcu_read_lock_held, rcu_read_lock_sched_held, rcu_read_lock_any_held - is the caller a reader?
 * Return: true in any section that a grace period waits for, which is wherever the caller may not
 * be preempted.
 */
int rcu_read_lock_held(void);
int rcu_read_lock_sched_held(void);
int rcu_read_lock_any_held(void);
/** rcu_read_lock_bh_held - is the caller in a softirq, or keeps them or interrupts off? */
int rcu_read_lock_bh_held(void);
/** rcu_is_watching - true: here a grace period waits for readers on all CPUs. */
bool rcu_is_watching(void);

/**
 * synchronize_rcu - wait until all read-side sections that began before have ended.
 * Context: process; sleeps.  In a read-side section it is reported and does not wait for itself.
 */
void synchronize_rcu(void);

/**
 * call_rcu - have @func(@head) called after a grace period.
 * @head: in the object that was removed; the core's until then.
 * @func: called in softirq context.
 *
 * Context: any.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);

/**
 * rcu_barrier - wait until all callbacks that were queued before have been called.
 *
 * Memory that kfree_rcu() frees has no callback: kvfree_rcu_barrier() waits for it.
 *
 * Context: process; sleeps.
 */
void rcu_barrier(void);

/**
 * kvfree_call_rcu - free @ptr after a grace period; what kfree_rcu() calls.
 * @head: inside the object, in its first 4 KiB; NULL where it has none, and the caller may sleep.
 * @ptr: of kmalloc(), any cache, vmalloc() or kvmalloc().
 *
 * Context: any, with a @head; else process, may sleep.
 */
void kvfree_call_rcu(struct rcu_head *head, void *ptr);

/**
 * kvfree_rcu_barrier - wait until all that kfree_rcu() was given before has been freed.
 * Context: process; sleeps.
 */
void kvfree_rcu_barrier(void);

/* There is one flavour, and it is always in a hurry. */
static inline void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

static inline void call_rcu_hurry(struct rcu_head *head, rcu_callback_t func)
{
	call_rcu(head, func);
}

#define synchronize_rcu_bh()	      synchronize_rcu()
#define synchronize_sched()	      synchronize_rcu()
#define synchronize_sched_expedited() synchronize_rcu()
#define synchronize_kernel()	      synchronize_rcu()
#define call_rcu_bh(head, func)	      call_rcu(head, func)
#define call_rcu_sched(head, func)    call_rcu(head, func)
#define rcu_barrier_bh()	      rcu_barrier()
#define rcu_barrier_sched()	      rcu_barrier()

/* ---- grace periods by name ------------------------------------------------------------------- */

/**
 * get_state_synchronize_rcu - name the next grace period that begins.
 * Return: for poll_state_synchronize_rcu() and cond_synchronize_rcu().  Nobody sees to it that the
 * grace period comes: start_poll_synchronize_rcu() does.
 * Context: any.
 */
unsigned long get_state_synchronize_rcu(void);

/**
 * start_poll_synchronize_rcu - have a grace period begin, without waiting for it.
 * Return: its name.
 * Context: any.
 */
unsigned long start_poll_synchronize_rcu(void);

/**
 * poll_state_synchronize_rcu - has the grace period called @oldstate ended?
 * Return: true, and what readers did before they left is visible to the caller.
 * Context: any.
 */
bool poll_state_synchronize_rcu(unsigned long oldstate);

/**
 * cond_synchronize_rcu - synchronize_rcu(), unless the grace period called @oldstate has ended.
 * Context: process; may sleep.
 */
void cond_synchronize_rcu(unsigned long oldstate);

/* The name of one that has ended: no other is called so. */
#define RCU_GP_COMPLETED 1ul

static inline unsigned long get_completed_synchronize_rcu(void)
{
	return RCU_GP_COMPLETED;
}

static inline bool same_state_synchronize_rcu(unsigned long oldstate1, unsigned long oldstate2)
{
	return oldstate1 == oldstate2;
}

static inline unsigned long start_poll_synchronize_rcu_expedited(void)
{
	return start_poll_synchronize_rcu();
}

static inline void cond_synchronize_rcu_expedited(unsigned long oldstate)
{
	cond_synchronize_rcu(oldstate);
}

/** struct rcu_gp_oldstate - a grace period's name for those who want all of it: here it is one. */
struct rcu_gp_oldstate {
	unsigned long rgos_norm;
};

static inline void get_state_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp)
{
	rgosp->rgos_norm = get_state_synchronize_rcu();
}

static inline void start_poll_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp)
{
	rgosp->rgos_norm = start_poll_synchronize_rcu();
}

static inline void start_poll_synchronize_rcu_expedited_full(struct rcu_gp_oldstate *rgosp)
{
	start_poll_synchronize_rcu_full(rgosp);
}

static inline bool poll_state_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp)
{
	return poll_state_synchronize_rcu(rgosp->rgos_norm);
}

static inline void cond_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp)
{
	cond_synchronize_rcu(rgosp->rgos_norm);
}

static inline void cond_synchronize_rcu_expedited_full(struct rcu_gp_oldstate *rgosp)
{
	cond_synchronize_rcu_full(rgosp);
}

static inline void get_completed_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp)
{
	rgosp->rgos_norm = get_completed_synchronize_rcu();
}

static inline bool same_state_synchronize_rcu_full(struct rcu_gp_oldstate *rgosp1,
						   struct rcu_gp_oldstate *rgosp2)
{
	return same_state_synchronize_rcu(rgosp1->rgos_norm, rgosp2->rgos_norm);
}

/* ---- freeing --------------------------------------------------------------------------------- */

/*
 * kfree_rcu - free @ptr, whose member @rhf is a struct rcu_head, after a grace period.
 * With one argument there is no such member, and the caller may be made to sleep.  The head lies
 * in the first 4 KiB of the object, of whatever size.
 */
#define __kfree_rcu_2(ptr, rhf)                                          \
	do {                                                             \
		typeof(ptr) __freed = (ptr);                             \
                                                                         \
		BUILD_BUG_ON(offsetof(typeof(*__freed), rhf) >= 4096);   \
		if (__freed)                                             \
			kvfree_call_rcu(&__freed->rhf, (void *)__freed); \
	} while (0)
#define __kfree_rcu_1(ptr)                                      \
	do {                                                    \
		typeof(ptr) __freed = (ptr);                    \
                                                                \
		if (__freed)                                    \
			kvfree_call_rcu(NULL, (void *)__freed); \
	} while (0)
#define __kfree_rcu_n(_1, _2, which, ...) which

#define kfree_rcu(...) __kfree_rcu_n(__VA_ARGS__, __kfree_rcu_2, __kfree_rcu_1, )(__VA_ARGS__)

#define kvfree_rcu(...)		   kfree_rcu(__VA_ARGS__)
#define kfree_rcu_mightsleep(ptr)  __kfree_rcu_1(ptr)
#define kvfree_rcu_mightsleep(ptr) __kfree_rcu_1(ptr)

/* ---- pointers -------------------------------------------------------------------------------- */

#define RCU_INITIALIZER(v) (typeof(*(v)) *)(v)

/* Publish: whoever sees the pointer sees what was stored through it before. */
#define rcu_assign_pointer(p, v)      smp_store_release(&(p), (typeof(p))(v))
#define RCU_INIT_POINTER(p, v)	      WRITE_ONCE(p, (typeof(p))(v))
#define RCU_POINTER_INITIALIZER(p, v) .p = (v)
#define rcu_access_pointer(p)	      READ_ONCE(p)
#define unrcu_pointer(p)	      (p)

/* Subscribe.  The check is that a reader is one, or @c says why it need not be. */
#define rcu_dereference_check(p, c)                                       \
	({                                                                \
		WARN_ONCE(!(c) && !rcu_read_lock_any_held(),              \
			  "suspicious rcu_dereference_check() usage!\n"); \
		smp_load_acquire(&(p));                                   \
	})
#define rcu_dereference(p)		  rcu_dereference_check(p, 0)
#define rcu_dereference_bh(p)		  rcu_dereference_check(p, 0)
#define rcu_dereference_sched(p)	  rcu_dereference_check(p, 0)
#define rcu_dereference_bh_check(p, c)	  rcu_dereference_check(p, c)
#define rcu_dereference_sched_check(p, c) rcu_dereference_check(p, c)
#define rcu_dereference_raw(p)		  smp_load_acquire(&(p))
#define rcu_dereference_raw_check(p)	  rcu_dereference_raw(p)
#define rcu_dereference_raw_notrace(p)	  rcu_dereference_raw(p)
#define rcu_dereference_protected(p, c)                                             \
	({                                                                          \
		WARN_ONCE(!(c), "suspicious rcu_dereference_protected() usage!\n"); \
		(p);                                                                \
	})
#define rcu_replace_pointer(rcu_ptr, ptr, c)                                   \
	({                                                                     \
		typeof(ptr) __old = rcu_dereference_protected((rcu_ptr), (c)); \
                                                                               \
		rcu_assign_pointer((rcu_ptr), (ptr));                          \
		__old;                                                         \
	})
#define rcu_swap_protected(rcu_ptr, ptr, c)                         \
	do {                                                        \
		(ptr) = rcu_replace_pointer((rcu_ptr), (ptr), (c)); \
	} while (0)
#define rcu_pointer_handoff(p) (p)

#define RCU_LOCKDEP_WARN(c, s) WARN_ONCE((c), "%s\n", s)

/* Nothing to do: the objects need no initialisation of their own. */
static inline void init_rcu_head(struct rcu_head *head)
{
}

static inline void destroy_rcu_head(struct rcu_head *head)
{
}

#define init_rcu_head_on_stack(head)	init_rcu_head(head)
#define destroy_rcu_head_on_stack(head) destroy_rcu_head(head)

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif
