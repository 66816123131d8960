// SPDX-License-Identifier: MIT
/*
 * What all locks share: how misuse is told, and who follows them (lock_watch.h).
 *
 * The rule for surviving is the same everywhere: a lock that was never initialised is initialised
 * and used; taking again what one holds counts as nested; giving back what is free does nothing;
 * giving back another's lock frees it, since its holder is most likely gone.  Each is one report.
 *
 * Who waits in atomic context holds its CPU, and when all CPUs are held by waiters whose locks
 * never come, the rest of the machine could not even say so.  So a waiter that waited too long
 * says it once, and from then on waits without its CPU.
 */
#include "kernel/kernel.h"
#include "kernel/lock_watch.h"
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include "port/port.h"
#include "port/turns.h"

/* Derived: ten seconds are a million times the longest section that makes sense. */
#define SUSPECT_NS (10ull * NSEC_PER_SEC)

#define ALL_MARKS                                                      \
	(struct lock_marks)                                            \
	{                                                              \
		SPINLOCK_MAGIC, RWLOCK_MAGIC, MUTEX_MAGIC, RWSEM_MAGIC \
	}

/* The magic of no lock. */
#define NO_MARK 0x5ca1ab1eu

struct lock_marks lock_marks = ALL_MARKS;
static const struct lock_watcher *watcher;

void lock_watch(const struct lock_watcher *new)
{
	watcher = new;
	lock_marks = new ? (struct lock_marks){ NO_MARK, NO_MARK, NO_MARK, NO_MARK } : ALL_MARKS;
}

void lock_named(const void *lock, const char *name, const struct lock_class_key *key)
{
	if (unlikely(watcher))
		watcher->named(lock, name, key);
}

void lock_taken(const void *lock, unsigned int how, unsigned long ip)
{
	port_turn_at(ip);
	if (watcher)
		watcher->taken(lock, how, ip);
}

bool lock_missed(void)
{
	port_turn_relax();
	return false;
}

bool lock_released(const void *lock, unsigned long ip)
{
	return !watcher || watcher->released(lock, ip);
}

unsigned int locks_held(void)
{
	return watcher ? watcher->held() : 0;
}

bool locks_left(const char *what, unsigned int before)
{
	return watcher && watcher->left(what, before);
}

void locks_forget(unsigned long start, unsigned long end)
{
	if (watcher)
		watcher->forget(start, end);
}

/**
 * lock_nest - the next lock that the caller takes is one of several of its class.
 * @subclass: which: those of lower number are taken first.
 * @nest: where this lock is held, they may be taken in any order; or NULL.
 */
void lock_nest(unsigned int subclass, const void *nest)
{
	struct port_thread *t = port_self();

	if (!watcher)
		return;
	t->lock_subclass = subclass;
	t->lock_nest = nest;
}
EXPORT_SYMBOL(lock_nest);

/** lock_set_class - @lock is of the class of @key, not of where it was initialised. */
void lock_set_class(const void *lock, const char *name, const struct lock_class_key *key)
{
	lock_named(lock, name, key);
}
EXPORT_SYMBOL(lock_set_class);

void lock_report(const char *kind, const char *what, const void *lock, u32 magic, const void *owner,
		 int cpu)
{
	char comm[TASK_COMM_LEN];
	pid_t pid = task_describe(owner, comm);

	report_begin("BUG: %s %s on CPU#%u, %s/%d", kind, what, port_cpu(), current->comm,
		     current->pid);
	pr_err(" lock: %pS, .magic: %08x, .owner: %s/%d, .owner_cpu: %d\n", lock, magic, comm, pid,
	       cpu);
	if (watcher)
		watcher->describe(lock);
	report_end();
}

bool lock_wait(u32 *word, u32 value, bool *suspected)
{
	if (!*suspected) {
		*suspected = port_wait(word, value, SUSPECT_NS);
		return *suspected;
	}
	context_lend_cpu();
	port_wait(word, value, 0);
	context_take_cpu_back();
	return false;
}
