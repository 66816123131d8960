/* SPDX-License-Identifier: MIT */
/*
 * Inside check/context/: who holds which locks, and in which order locks are taken.
 *
 *	lock_watch() ── taken, released ──> held.c ── which class ──> class.c
 *	                                      │
 *	                                      └── may it be taken now? ──> order.c ──> report.c
 */
#ifndef CHECK_CONTEXT_CONTEXT_H
#define CHECK_CONTEXT_CONTEXT_H

#include <linux/sched.h>
#include <linux/types.h>

#include "base/report.h"

struct lock_class_key;

/* ---- classes: class.c ------------------------------------------------------------------------ */

/* Derived: ten times what a large module has, and a matrix of them would still be small. */
#define LOCK_CLASSES 1024
#define LOCK_EDGES   8192

/**
 * enum lock_usage - what is known of how locks of a class are taken, as bits.
 *
 * Taken by a handler of interrupts (IN), or by someone whom such a handler may interrupt (ON): a
 * class for which both are so is a deadlock that waits for its interrupt.  Shared holders do not
 * exclude each other, so they have bits of their own.
 */
enum lock_usage {
	IN_HARDIRQ,
	IN_HARDIRQ_SHARED,
	IN_SOFTIRQ,
	IN_SOFTIRQ_SHARED,
	ON_HARDIRQ,
	ON_HARDIRQ_SHARED,
	ON_SOFTIRQ,
	ON_SOFTIRQ_SHARED,
	LOCK_USAGES
};

struct lock_edge;

/**
 * struct lock_class - locks that are alike: from one line of source, or one static lock.
 *
 *	an edge is in @after of the one class and in @before of the other
 *
 * @key: the class's own address; NULL in one that is not in use.
 * @subclass: which of several levels of it (lock_nest()).
 * @name: as it was initialised, or NULL; @lock: the first lock of it, which has a name then.
 * @how: LOCK_SLEEPS or not.
 * @usage: bits of enum lock_usage; @usage_sites: the calls that first set each.
 * @after, @before: edges to classes that were taken while this was held, and the other way round.
 * @stamp, @by: of the search that last came here, and how it did.
 */
struct lock_class {
	const void *key;
	unsigned int subclass;
	const char *name;
	const void *lock;
	unsigned int how;
	u32 usage;
	u32 usage_sites[LOCK_USAGES];
	struct lock_edge *after, *before;
	u32 stamp;
	struct lock_edge *by;
};

/**
 * struct lock_edge - a lock of @to was taken while one of @from was held, first by @site.
 * @wrong: that was told; nothing follows from it any more.
 */
struct lock_edge {
	struct lock_class *from, *to;
	struct lock_edge *next_after, *next_before;
	u32 site;
	bool wrong;
};

/** classes_start - memory for them. Return: 0 or -ENOMEM. */
int classes_start(void);
void classes_stop(void);

/** class_name_lock - @lock was initialised as one of the class of @key; NULL: of none. */
void class_name_lock(const void *lock, const char *name, const struct lock_class_key *key);

/** class_of - the class of @lock, made if it is new; NULL where nothing is known of it. */
struct lock_class *class_of(const void *lock, unsigned int subclass, unsigned int how);

/** class_edge - the edge between two classes, or NULL. */
struct lock_edge *class_edge(const struct lock_class *from, const struct lock_class *to);

/** class_add_edge - make it. Return: it, or NULL where there are too many. */
struct lock_edge *class_add_edge(struct lock_class *from, struct lock_class *to, u32 site);

/** class_forget - those whose key is in [@start, @end) are no more. */
void class_forget(unsigned long start, unsigned long end);

/* ---- what is held: held.c -------------------------------------------------------------------- */

/* As many locks as one thread can hold: as on a kernel. */
#define LOCKS_HELD 48

/**
 * struct held - a lock that a thread has, or is about to have.
 * @how: LOCK_ bits.
 * @nest: a lock under which its class may be taken in any order, or NULL.
 * @ip, @site: where it was taken, and the calls that led there.
 */
struct held {
	const void *lock;
	struct lock_class *class;
	unsigned int how;
	const void *nest;
	unsigned long ip;
	u32 site;
};

/**
 * struct holder - a thread that holds locks: @held[0 .. @nr), in the order of taking.
 * @thread: it; NULL in a record that is not in use.
 */
struct holder {
	struct holder *next_free;
	struct port_thread *thread;
	int pid;
	char comm[TASK_COMM_LEN];
	unsigned int nr;
	struct held held[LOCKS_HELD];
};

/* ---- the order: order.c ---------------------------------------------------------------------- */

/* The longest chain that is told of. */
#define LOCK_PATH 16

enum finding_kind {
	FOUND_NOTHING,
	FOUND_RECURSION,    /* @next is of the class of @prev */
	FOUND_CIRCLE,	    /* @path leads from @next's class to @prev's */
	FOUND_INCONSISTENT, /* @next's class is used as @usage and as @other_usage */
	FOUND_UNSAFE_ORDER, /* @prev before @next: @safe, before @prev, and @unsafe, after @next */
	FOUND_INVERSION,    /* the same by @next's class being used as @usage now */
};

/** struct finding - what is wrong with taking @next. */
struct finding {
	enum finding_kind kind;
	struct held prev, next;
	const struct lock_edge *path[LOCK_PATH];
	unsigned int nr_path;
	enum lock_usage usage, other_usage;
	const struct lock_class *safe, *unsafe;
};

/**
 * order_check - may @next be taken by @holder?  What is learned of it is kept.
 * Return: false, with @found filled in.  Context: under the lock of held.c.
 */
bool order_check(const struct holder *holder, const struct held *next, struct finding *found);

/* ---- words: report.c ------------------------------------------------------------------------- */

/* Called without any lock of ours: @holder is the calling thread's. */
void report_finding(const struct finding *found, const struct holder *holder);
void report_left(const char *what, const struct holder *holder, unsigned int before);
void report_freed(const struct report_who *who, const struct held *held, const void *start,
		  size_t size);
void report_taken(const struct report_who *who, const struct held *held);

#endif
