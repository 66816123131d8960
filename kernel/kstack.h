/* SPDX-License-Identifier: MIT */
/* Kernel stacks: what the world's files enter them by.  The theory is in kstack.c. */
#ifndef KERNEL_KSTACK_H
#define KERNEL_KSTACK_H

#include <linux/list.h>
#include <linux/types.h>
#include "port/stack.h"

struct crash;
struct task_struct;
struct textbuf;

/** enum kstack_kind - how code comes to run on a kernel stack. */
enum kstack_kind {
	KSTACK_INIT,	 /* the init function of a module, and setters of its parameters */
	KSTACK_EXIT,	 /* its exit function */
	KSTACK_THREAD,	 /* a kthread's function */
	KSTACK_TEST,	 /* a case of its KUnit suites */
	KSTACK_FILE,	 /* an operation of a file */
	KSTACK_CALLBACK, /* what the core calls from a thread of its own */
	KSTACK_SOFTIRQ,	 /* on the stack of interrupts: callbacks of RCU */
	KSTACK_HARDIRQ,	 /* there too: an interrupt handler */
	KSTACK_KINDS
};

/**
 * struct kstack - a stack of the machine's memory.
 *
 *	on.high - on.low = THREAD_SIZE
 *	while nobody is on it, and marks are kept: all of it but its last word is KSTACK_FILL
 *
 * @on: where it lies; the world below keeps there who is on it.
 * @link: in the list of all.
 * @kind, @entry: what was called on it last; @entry NULL: what is not recorded.
 * @busy: of an interrupt stack: someone is on it.
 * @retired: something crashed on it, and others may still know addresses of what was there.
 */
struct kstack {
	struct port_stack on;
	struct list_head link;
	enum kstack_kind kind;
	const void *entry;
	u32 busy;
	bool retired;
};

/* What a word is that nobody has written to. */
#define KSTACK_FILL 0x57acf111u

/* ---- kstack.c: memory and calls -------------------------------------------------------------- */

/**
 * kstack_init - make the stacks of interrupts, and one for the calling thread.
 * Return: 0 or -ENOMEM.
 */
int kstack_init(void);

/** kstack_exit - free all that is left; nobody is on any. */
void kstack_exit(void);

/** kstack_check - prove what is said of all stacks. Return: how many invariants are broken. */
int kstack_check(void);

/**
 * kstack_get - give @task a stack.
 * @node: where its memory is to be, or NUMA_NO_NODE.
 * Return: 0, -ENOMEM; 0 without one where the port cannot switch stacks.
 */
int kstack_get(struct task_struct *task, int node);

/** kstack_put - take it back; the thread is not on it. */
void kstack_put(struct task_struct *task);

/**
 * kstack_call - call @fn(@arg) on the calling task's stack.
 * @entry: the function to record the depth of; NULL: none.
 * Who is on a kernel stack already stays there, and is recorded with what was called first; a
 * thread without one calls on the stack it has.
 */
void kstack_call(enum kstack_kind kind, const void *entry, void (*fn)(void *arg), void *arg);

/** kstack_guard_call - kstack_call() in a guard_call(). Return: NULL, or the crash. */
const struct crash *kstack_guard_call(enum kstack_kind kind, const void *entry,
				      void (*fn)(void *arg), void *arg);

/**
 * run_on_irq_stack - call @fn(@arg) on the stack of interrupts of this CPU.
 * @entry: the handler, for the record of depths.
 * A handler that interrupts another goes on on the same stack.
 *
 * Context: interrupt or softirq, so that the caller holds the CPU.
 */
void run_on_irq_stack(enum kstack_kind kind, const void *entry, void (*fn)(void *arg), void *arg);

/**
 * kstack_crashed - the caller has jumped out of a crash.
 * @from: the stack that it was on, @to: the one the thread is on again; NULL: its own.
 * @full: @from was used to its end, if by a frame that was not written to.
 */
void kstack_crashed(const struct port_stack *from, const struct port_stack *to, bool full);

/** kstack_jumped - the thread has jumped back to its own stack, as kthread_exit() does. */
void kstack_jumped(void);

/* ---- kstack_marks.c: how deep they were used ------------------------------------------------- */

/** kstack_keep_marks - stacks are filled, and depths recorded. Set before world_init(). */
extern bool kstack_keep_marks;

/** kstack_tell - the log says when a thread ends that has used more than all before. */
extern bool kstack_tell;

/** struct kstack_mark - what is known of an entry point; bytes. */
struct kstack_mark {
	enum kstack_kind kind;
	const void *entry;
	unsigned long used, calls;
};

void kstack_marks_init(void);

/** kstack_note - @stack was left: record how deep it was used, or all of it; make it as new. */
void kstack_note(struct kstack *stack, bool full);

/** kstack_fill - @stack has not been used. */
void kstack_fill(struct kstack *stack);

/** kstack_used - bytes of @stack that were written since it was filled. */
unsigned long kstack_used(const struct kstack *stack);

/** kstack_find_mark - what is known of @entry. Return: false where it was never called. */
bool kstack_find_mark(enum kstack_kind kind, const void *entry, struct kstack_mark *mark);

/** kstack_forget - functions in [@start, @end) are about to go; their names are kept. */
void kstack_forget(unsigned long start, unsigned long end);

/** kstack_thread_ends - say so, where it is asked for and @task has used more than all before. */
void kstack_thread_ends(const struct task_struct *task);

/** kstack_marks_show - the table of all entry points, the deepest first. */
void kstack_marks_show(struct textbuf *t);

#endif
