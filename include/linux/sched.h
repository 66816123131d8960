/* SPDX-License-Identifier: MIT */
/*
 * Tasks and sleeping.
 *
 * A task is a thread of the world below, with the record that kernel code expects of it.  Its
 * state is the word it sleeps on: schedule() sleeps while the state is not TASK_RUNNING, and
 * waking a task is setting that word.  So the rule of the kernel is the rule here: set the state
 * first, then look at what is waited for, then schedule().
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/kernel.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/might_sleep.h>
#include <linux/thread_info.h>
#include <linux/cred.h>
#include <linux/refcount.h>
#include <linux/signal.h>
#include <linux/spinlock_types.h>
#include <linux/sched/types.h>
#include <linux/sched/mm.h>
#include <asm/barrier.h>
#include <asm/current.h>
#include <asm/processor.h>

/** mm_segment_t - KERNEL_DS or USER_DS: see <linux/uaccess.h>. */
typedef struct {
	unsigned long seg;
} mm_segment_t;

struct tty_struct;

/** struct signal_struct - what threads of a process share: the terminal, which none has. */
struct signal_struct {
	struct tty_struct *tty;
};

struct mm_struct;
struct files_struct;
struct fs_struct;
struct kstack;
struct user_reach;
struct kthread;

/**
 * struct task_struct - a thread.
 * @thread_info: flags of its own, see <linux/thread_info.h>.
 * @__state: TASK_*, and the word it sleeps on; @state is its name before 5.14.
 * @stack: the low end of its kernel stack, THREAD_SIZE bytes; NULL where it has none.
 * @usage: references; the record of a kthread lives until the last is gone.
 * @flags: PF_*.
 * @on_cpu: true while its thread exists.
 * @prio: priority, as are @static_prio, @normal_prio and @rt_priority; the world below schedules.
 * @policy: SCHED_NORMAL.
 * @tasks: all tasks, beginning with init_task.
 * @mm: the address space of users, as is @active_mm; NULL for who reaches none, as a kthread.
 * @exit_state: 0, or EXIT_ZOMBIE once the thread has ended.
 * @exit_code: what it ended with.
 * @pid: number of the thread, and @tgid of its process.
 * @parent: who started it, as is @real_parent.
 * @group_leader: itself.
 * @nvcsw: how often it slept; @nivcsw stays 0, for the world below preempts unseen.
 * @start_time: nanoseconds since boot when it was made.
 * @min_flt: page faults on user memory, of which there is none; as @maj_flt.
 * @cred: on whose behalf it acts, as is @real_cred.
 * @comm: its name.
 * @alloc_lock: see task_lock().
 * @pending: signals that are; @blocked: those that are ignored.
 * @cpu: the CPU it was last seen on.
 * @kthread: the rest of a kernel thread's record, or NULL.
 * @kstack: that of its stack, or NULL.
 * @pagefault_disabled: how often pagefault_disable() was called.
 * @use_crashes: calls of files that crashed: kernel/files/use.c.
 * @signal: what threads of a process share; here all tasks.
 * @lock_depth: how often lock_kernel() was called.
 * @addr_limit: what it takes for user memory, until 5.17: set_fs().
 * @uid: on whose behalf it acts, until 2.6.28, as those behind it.
 * @sleep_frame: while it sleeps, the innermost frame of its stack; else 0.
 * @user_reach: how to reach user memory that is not the machine's, or NULL: kernel/files/user.c.
 * @bio_list: bios that wait for the driver it is in: kernel/block/submit.c.
 */
struct task_struct {
	struct thread_info thread_info;
	union {
		unsigned int __state;
		unsigned int state;
	};
	void *stack;
	refcount_t usage;
	unsigned int flags;
	int on_cpu;
	int prio, static_prio, normal_prio;
	unsigned int rt_priority;
	unsigned int policy;
	struct list_head tasks;
	struct mm_struct *mm, *active_mm;
	int exit_state;
	int exit_code;
	pid_t pid, tgid;
	struct task_struct *real_parent, *parent, *group_leader;
	unsigned long nvcsw, nivcsw;
	u64 start_time;
	unsigned long min_flt, maj_flt;
	const struct cred *real_cred, *cred;
	char comm[TASK_COMM_LEN];
	spinlock_t alloc_lock;
	struct sigpending pending;
	sigset_t blocked;
	int cpu;
	struct kthread *kthread;
	struct kstack *kstack;
	int pagefault_disabled;
	unsigned int use_crashes;
	struct signal_struct *signal;
	unsigned int lock_depth;
	mm_segment_t addr_limit;
	uid_t uid, euid, suid, fsuid;
	gid_t gid, egid, sgid, fsgid;
	unsigned long sleep_frame;
	struct user_reach *user_reach;
	struct bio_list *bio_list;
};

/** init_task - pid 0, where the list of tasks begins and ends; nothing runs as it. */
extern struct task_struct init_task;

/* ---- state ----------------------------------------------------------------------------------- */

#define __set_current_state(value)   WRITE_ONCE(current->__state, (value))
#define set_current_state(value)     smp_store_mb(current->__state, (value))
#define set_special_state(value)     set_current_state(value)
#define get_current_state()	     READ_ONCE(current->__state)
#define __set_task_state(tsk, value) WRITE_ONCE((tsk)->__state, (value))
#define set_task_state(tsk, value)   smp_store_mb((tsk)->__state, (value))

#define task_is_running(task) (READ_ONCE((task)->__state) == TASK_RUNNING)
#define task_is_stopped(task) ((READ_ONCE((task)->__state) & __TASK_STOPPED) != 0)
#define task_is_traced(task)  ((READ_ONCE((task)->__state) & __TASK_TRACED) != 0)

/** task_state_to_char - the letter ps shows for a task. */
char task_state_to_char(struct task_struct *task);

/* ---- sleeping and waking --------------------------------------------------------------------- */

#define MAX_SCHEDULE_TIMEOUT LONG_MAX

/**
 * schedule, io_schedule - sleep until woken, if the caller's state says so; else let others run.
 *
 * With the state TASK_INTERRUPTIBLE a signal ends the sleep, with TASK_KILLABLE SIGKILL does.  The
 * state is TASK_RUNNING afterwards.  The caller sets it first, and then looks at what it waits for:
 * the other way round it may miss the wake-up.  io_schedule() waits for a device; here nobody
 * counts such sleeps apart.
 *
 * Context: process; "scheduling while atomic" is reported elsewhere.
 */
void schedule(void);
void io_schedule(void);

/**
 * schedule_timeout, io_schedule_timeout - the same for at most @timeout jiffies.
 * @timeout: MAX_SCHEDULE_TIMEOUT: without end.  A negative one is reported, and does not sleep.
 *
 * In the state TASK_RUNNING, which callers forget to change, this does not wait.
 * Return: jiffies that were left, 0 when the time was up; without end, MAX_SCHEDULE_TIMEOUT.
 * Context: process.
 */
long schedule_timeout(long timeout);
long io_schedule_timeout(long timeout);

/**
 * schedule_timeout_interruptible, schedule_timeout_killable, schedule_timeout_uninterruptible,
 * schedule_timeout_idle - schedule_timeout() in the state of that name, which they set.
 */
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);

/**
 * wake_up_state, wake_up_process - wake @task where it sleeps in a state of the mask @state, or in
 * TASK_INTERRUPTIBLE or TASK_UNINTERRUPTIBLE.
 *
 * What was written before is seen by the task when it wakes.  The caller sees to it that the task
 * is there still.
 * Return: 1 where it slept, else 0.
 * Context: any.
 */
int wake_up_process(struct task_struct *task);
int wake_up_state(struct task_struct *task, unsigned int state);

/** yield - let others run first.  Context: process. */
void yield(void);

int __cond_resched(void);
#define cond_resched()            \
	({                        \
		might_sleep();    \
		__cond_resched(); \
	})
#define cond_resched_lock(lock)    \
	({                         \
		spin_unlock(lock); \
		__cond_resched();  \
		spin_lock(lock);   \
		1;                 \
	})

/* The world below preempts by itself: nobody is asked to give way. */
static inline bool need_resched(void)
{
	return false;
}

/* ---- tasks ----------------------------------------------------------------------------------- */

static inline pid_t task_pid_nr(struct task_struct *task)
{
	return task->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *task)
{
	return task->tgid;
}

static inline pid_t task_ppid_nr(const struct task_struct *task)
{
	return task->real_parent ? task->real_parent->tgid : 0;
}

#define task_pid_vnr(task)  task_pid_nr(task)
#define task_tgid_vnr(task) task_tgid_nr(task)

static inline bool is_global_init(struct task_struct *task)
{
	return task->tgid == 1;
}

static inline bool is_idle_task(const struct task_struct *task)
{
	return (task->flags & PF_IDLE) != 0;
}

static inline int task_nice(const struct task_struct *task)
{
	return PRIO_TO_NICE(task->static_prio);
}

static inline unsigned int task_cpu(const struct task_struct *task)
{
	return (unsigned int)READ_ONCE(task->cpu);
}

/* Priorities are kept and shown; the world below runs all threads alike. */

/**
 * set_user_nice - @nice from -20, first of all, to 19, last; a number beyond that changes nothing.
 * Takes effect where the policy is SCHED_NORMAL.
 */
void set_user_nice(struct task_struct *task, long nice);

/**
 * sched_set_fifo, sched_set_fifo_low, sched_set_normal - the policy of @task: real time, before
 * most others of that kind or after all of them; or none, with @nice.  From 5.9.
 */
void sched_set_fifo(struct task_struct *task);
void sched_set_fifo_low(struct task_struct *task);
void sched_set_normal(struct task_struct *task, int nice);

/**
 * sched_setscheduler, sched_setscheduler_nocheck - set policy and priority, as before 5.9.
 * @policy: SCHED_FIFO or SCHED_RR with a priority from 1 to 99, another one with 0.
 *
 * Whether the caller may is asked by neither: module code acts for root.
 * Return: 0, or -EINVAL.
 */
int sched_setscheduler(struct task_struct *task, int policy, const struct sched_param *param);
int sched_setscheduler_nocheck(struct task_struct *task, int policy,
			       const struct sched_param *param);

struct cpumask;
/**
 * set_cpus_allowed_ptr - have @task run on CPUs of @mask only; of several it is given one.
 * Return: 0; -EINVAL where none of @mask is online, or for a task that runs already and is not the
 * caller.
 */
int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *mask);

void __set_task_comm(struct task_struct *task, const char *name, bool exec);
#define set_task_comm(task, name) __set_task_comm(task, name, false)
char *__get_task_comm(char *buf, size_t size, struct task_struct *task);
#define get_task_comm(buf, task) __get_task_comm(buf, sizeof(buf), task)

/** find_task_by_vpid - the task of the list with number @pid, or NULL; under rcu_read_lock(). */
struct task_struct *find_task_by_vpid(pid_t pid);

/* ---- time it took ---------------------------------------------------------------------------- */

/**
 * sched_clock, local_clock, cpu_clock - nanoseconds since boot, for measuring what runs.
 *
 * In Linux the clocks of two CPUs may differ; here all are one.
 * Context: any.
 */
u64 sched_clock(void);
u64 local_clock(void);
u64 cpu_clock(int cpu);
#define running_clock() local_clock()

#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>

/* What modules have always had through this header; last, since some of it needs the above. */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timex.h>
#include <linux/wait.h>
#include <linux/era/sched.h>

#endif
