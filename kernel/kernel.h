/* SPDX-License-Identifier: MIT */
/*
 * The modules' world, for the folders above: its life, its log, its threads.
 *
 * What modules themselves call is in include/linux.  loader.h is the entrance of the loader.
 *
 *	world_init()		tasks, time, log		world.c
 *	  log_init()		the ring of messages		printk.c
 *	  time_init()		clocks				time.c
 *	  task_init()		the calling thread's task	task.c
 *	  kstack_init()		kernel stacks			kstack.c, whose header this includes
 *	world_exit()		the same backwards
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <linux/types.h>
#include "base/base.h"
#include "base/textbuf.h"
#include "kernel/kstack.h"

struct task_struct;

/* ---- life ------------------------------------------------------------------------------------ */

/**
 * world_init - set up the modules' world; the machine runs.
 *
 * The calling thread becomes the task "insmod" of the world.
 * Return: 0; -ENOMEM where the machine has no memory for kernel stacks.
 */
int world_init(void);

/** big_lock_init - nobody has lock_kernel(). */
void big_lock_init(void);

/** utsname_set_release - the release that modules are told they run on; before world_init(). */
void utsname_set_release(unsigned int major, unsigned int patchlevel, unsigned int sublevel);

/**
 * world_exit - end it, before machine_halt(); by the thread that called world_init().
 * Callbacks of RCU that wait are run first.
 */
void world_exit(void);

/* ---- log: printk.c --------------------------------------------------------------------------- */

/**
 * struct log_line - a message of the log, as a line.
 * @seq: its number; the first since log_init() has 0.
 * @ns: nanoseconds since boot.
 * @level: 0 to 7.
 * @len: bytes of @text, which has no newline and ends with a NUL.
 */
struct log_line {
	u64 seq;
	u64 ns;
	int level;
	unsigned int len;
	char text[1024];
};

/**
 * log_read - the first message from number @seq on.
 * @line: filled in; @line->seq is more than @seq where messages were dropped.
 * Return: true, or false where there is none yet.
 */
bool log_read(u64 seq, struct log_line *line);

/** log_next - the number that the next message will have. */
u64 log_next(void);

/** log_dropped - messages that the ring lost to newer ones. */
u64 log_dropped(void);

/** log_format - @line as dmesg prints it, "[    0.000123] text\n"; returns the length. */
unsigned int log_format(const struct log_line *line, char *buf, unsigned int size);

/** log_clear - forget all messages; numbers go on. */
void log_clear(void);

/**
 * log_set_console - where messages of a level below console_loglevel go as they come.
 * @write: gets whole lines as dmesg prints them; NULL for nowhere.
 */
void log_set_console(void (*write)(const char *text, size_t len));

void log_init(void);
void log_exit(void);

/* ---- time: time.c ---------------------------------------------------------------------------- */

void time_init(void);
void time_exit(void);

/**
 * jiffies_tick - from now on @jiffies moves by itself, whoever calls anything.
 * Return: 0; -EAGAIN where the world below refuses the thread.
 */
int jiffies_tick(void);

/** jiffies_update - bring @jiffies up to the clock, and return it. */
unsigned long jiffies_update(void);

/** jiffies_deadline - the port's time at which jiffies becomes @j. */
u64 jiffies_deadline(u64 j);

/** time_since_boot - nanoseconds since world_init(); 0 before it. */
u64 time_since_boot(void);

/* ---- tasks: task.c, sched.c, kthread.c ------------------------------------------------------- */

void task_init(void);
void task_exit(void);
void task_setup(struct task_struct *task, const char *comm, unsigned int flags);
void task_attach(struct task_struct *task);
void task_link(struct task_struct *task);
void task_unlink(struct task_struct *task);

/**
 * task_describe - the name of a task that may be gone, or may never have been one.
 * @comm: TASK_COMM_LEN bytes for it; "<none>" for NULL, "<unknown>" where it is not known.
 * Return: its pid, or -1.
 */
pid_t task_describe(const void *task, char *comm);

/** sched_sleep_ns - sleep in @state for @ns nanoseconds, unless woken before. */
void sched_sleep_ns(unsigned int state, u64 ns);

/** schedule_until - schedule(), but no longer than to @deadline of the port. */
void schedule_until(u64 deadline);

void kthread_init(void);
void kthread_cleanup(void);
void kthread_free(struct task_struct *task);

/**
 * kthread_running_in - a kthread that runs a function in [@start, @end), or NULL.
 * For those who are about to unload the code there.
 */
struct task_struct *kthread_running_in(unsigned long start, unsigned long end);

/* ---- tasks that wait in vain: hung_task.c ---------------------------------------------------- */

/**
 * hung_task_end - end the run; does not return.  NULL: the machine panics.
 * @endless: tasks could go on, but have for too long.
 */
extern void (*hung_task_end)(bool endless);

void hung_task_init(void);
void hung_task_exit(void);

/* ---- background.c ---------------------------------------------------------------------------- */

/**
 * background_enter_world, background_leave_world - the core's calls of modules' code are guarded
 * between the two.
 */
void background_enter_world(void);
void background_leave_world(void);

/**
 * background_call - call @fn(@arg), which calls @entry of a module's, guarded.
 * @what: it is, for who is told of what it has left behind.
 * Return: false where it crashed or came back in another context, which is told and put right.
 */
bool background_call(const char *what, const void *entry, void (*fn)(void *arg), void *arg);

/**
 * background_forget - the code in [@start, @end) is called no more, whatever it has registered.
 * @crashed: it had no chance to take that back; else each is a mistake of @module.
 */
void background_forget(const char *module, unsigned long start, unsigned long end, bool crashed);

/* ---- cpu.c ----------------------------------------------------------------------------------- */

void cpu_init(void);

/** cpuhp_forget - no state calls code in [@start, @end) any more; @say is told of each that did. */
void cpuhp_forget(unsigned long start, unsigned long end,
		  void (*say)(const char *what, const char *name, void *arg), void *arg);

/* ---- active.c -------------------------------------------------------------------------------- */

/**
 * active_freed - memory is about to be freed: timers and work in it that are in use by the core are
 * told of, and taken out of use.  Context: any.
 */
void active_freed(const void *addr, size_t size);

/* ---- interrupts: irq.c, irq_show.c, interrupt.c ---------------------------------------------- */

/**
 * irq_raise - interrupt @irq comes; one that comes again before it is served comes once.
 * Context: any.
 * Return: 0; -EINVAL where there is no such interrupt, -ENOENT where nobody has requested it.
 */
int irq_raise(unsigned int irq);

/**
 * irq_raise_and_wait - and wait until its handlers have run.
 * Context: process; sleeps.
 * Return: as irq_raise(); -EAGAIN where it is disabled, and so waits.
 */
int irq_raise_and_wait(unsigned int irq);

/**
 * interrupt_settle - sleep until what interrupts have left for later is done: threads, softirqs,
 * work; not timers.  Gives up after a while.
 */
void interrupt_settle(void);

void interrupts_show(struct textbuf *t);
void softirqs_show(struct textbuf *t);

/* ---- dma_mapping.c --------------------------------------------------------------------------- */

struct device;

/** dma_alloc_untraced - dma_alloc_attrs() for who gives it on, and raises events of his own. */
void *dma_alloc_untraced(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp);
void dma_free_untraced(void *addr, size_t size);

/* ---- core_thread.c --------------------------------------------------------------------------- */

/**
 * struct core_thread - a thread of the world itself, asleep while there is nothing to do.
 * @name: of the task.
 * @run: does what there is to do; returns for how many nanoseconds to sleep then, unless kicked:
 *	0: not at all, CORE_THREAD_IDLE: until kicked.
 * @work: changes with each kick.
 * @stop: it is to end.
 * @state: whether it runs.
 */
struct core_thread {
	const char *name;
	u64 (*run)(struct core_thread *t);
	u32 work, stop, state;
};

#define CORE_THREAD_IDLE (~0ull)

void core_thread_init(struct core_thread *t, const char *name, u64 (*run)(struct core_thread *t));

/** core_thread_kick - there is work for @t, which is started where it was not. Context: any. */
void core_thread_kick(struct core_thread *t);

/** core_thread_runs - false where the port has no threads, or none was needed yet. */
bool core_thread_runs(const struct core_thread *t);

/** core_thread_stop - end @t, where it runs, and wait for that. */
void core_thread_stop(struct core_thread *t);

/* ---- radix_tree.c ---------------------------------------------------------------------------- */

void radix_tree_init(void);
void radix_tree_exit(void);

/* ---- percpu_refill.c ------------------------------------------------------------------------- */

void percpu_refill_init(void);
void percpu_refill_exit(void);

/* ---- rcu.c ----------------------------------------------------------------------------------- */

struct callback_head;

void rcu_init(void);
void rcu_exit(void);

/**
 * rcu_try_grace_period - a grace period, where nobody is in its way right now.
 * Return: false where a reader is; no grace period has ended then.  Context: any.
 */
bool rcu_try_grace_period(void);

/* What kfree_rcu() may free begins less than that before its rcu_head. */
#define RCU_HEAD_OFFSETS 4096ul

/** call_rcu_kvfree - kvfree(@ptr) after a grace period; @head is in it. */
void call_rcu_kvfree(struct callback_head *head, void *ptr);

/* ---- kfree_rcu.c ----------------------------------------------------------------------------- */

void kfree_rcu_init(void);
void kfree_rcu_exit(void);

/** kfree_rcu_cpu_dead - @cpu is gone: what was queued there is freed with the rest. May sleep. */
void kfree_rcu_cpu_dead(unsigned int cpu);

/* ---- locks: lock.c --------------------------------------------------------------------------- */

/**
 * lock_report - say that a lock was misused, as the kernel does.
 * @kind: "spinlock", "mutex", ...
 * @what: "already unlocked", "wrong owner", ...
 * @lock: the lock; @magic: the word that marks it as initialised.
 * @owner: the task it belongs to, or what stands in its place: any value is good.
 * @cpu: where it was taken, or -1.
 */
void lock_report(const char *kind, const char *what, const void *lock, u32 magic, const void *owner,
		 int cpu);

/**
 * lock_wait - sleep in atomic context while *@word, a lock's, is @value.
 * @suspected: false at first; the same variable for every call of one wait.
 * Return: true when this has become too long, once: to be reported.  May return early.
 */
bool lock_wait(u32 *word, u32 value, bool *suspected);

#endif
