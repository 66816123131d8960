// SPDX-License-Identifier: MIT
/*
 * Kernel threads.
 *
 * A thread's life: created asleep, in TASK_UNINTERRUPTIBLE; woken, it runs its function; the
 * function's result is stored and @exited completed, which is the last time the thread touches its
 * record; and @alive goes down, which is the last time it touches anything of the machine.
 *
 * The record goes when kthread_stop() has fetched the result and nobody else has a reference.  That
 * of a thread which nobody stopped stays, so that stopping it late is a report and not a use after
 * free; only the newest KEEP of them do.
 *
 *	on the list  <=>  created and not yet stopped
 *	exit_state is EXIT_ZOMBIE  =>  the function has returned
 *
 * kthread_exit() jumps out of whatever the function called, back to where it was called from.
 */
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/lock_watch.h"
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

enum { SHOULD_STOP, SHOULD_PARK, IS_PARKED };

/* Ended threads that nobody stopped: enough for any module's set of workers. */
#define KEEP 64

struct kthread {
	struct task_struct task;
	struct list_head link;
	int (*fn)(void *data);
	void *data;
	int cpu; /* to run on, or -1 */
	int result;
	unsigned long flags;
	struct completion exited, parked;
	void *leave[5]; /* where kthread_exit() goes */
};

static raw_spinlock_t list_lock;
static LIST_HEAD(threads);

static struct kthread *to_kthread(struct task_struct *task)
{
	return task->kthread;
}

/* The caller's own record; a thread that is no kthread asks for something only those have. */
static struct kthread *self(const char *what)
{
	struct kthread *me = current->kthread;

	if (unlikely(!me))
		report("BUG: %s called outside a kthread", what);
	return me;
}

void kthread_free(struct task_struct *task)
{
	kfree_untraced(to_kthread(task));
}

/* Off the list, and its memory after those who walk the list of tasks. */
static void forget(struct kthread *k)
{
	raw_spin_lock(&list_lock);
	list_del(&k->link);
	raw_spin_unlock(&list_lock);
	task_unlink(&k->task);
	synchronize_rcu();
	put_task_struct(&k->task);
}

/* The oldest of the ended threads, where there are more than @keep of them. */
static struct kthread *oldest_ended(unsigned int keep)
{
	struct kthread *k, *oldest = NULL;
	unsigned int ended = 0;

	raw_spin_lock(&list_lock);
	list_for_each_entry(k, &threads, link) {
		if (READ_ONCE(k->task.exit_state) != EXIT_ZOMBIE || !completion_done(&k->exited))
			continue;
		if (!oldest)
			oldest = k;
		ended++;
	}
	raw_spin_unlock(&list_lock);
	return ended > keep ? oldest : NULL;
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* Threads that may still touch the machine, if only to give a CPU back. */
static u32 alive;

/* The last of it: nothing behind this may need the machine. */
static void leave_machine(void)
{
	if (!__atomic_sub_fetch(&alive, 1, __ATOMIC_SEQ_CST))
		port_wake(&alive, 1);
}

static void end(struct kthread *me)
{
	context_reset(locks_left(me->task.comm, 0) ? NULL : me->task.comm);
	scope_reset(me->task.comm);
	WRITE_ONCE(me->task.exit_code, me->result);
	WRITE_ONCE(me->task.on_cpu, 0);
	WRITE_ONCE(me->task.__state, TASK_DEAD);
	WRITE_ONCE(me->task.exit_state, EXIT_ZOMBIE);
	complete_all(&me->exited);
	/* The record may be gone by now. */
	task_attach(NULL);
}

/* Apart from thread_main(), because a function that is jumped into must not have been inlined. */
static noinline void run(struct kthread *me)
{
	if (__builtin_setjmp(me->leave)) {
		kstack_jumped();
		return;
	}
	schedule();
	/* Where that CPU is gone, or the host has none like it for us, any will do. */
	if (me->cpu >= 0)
		port_cpu_bind(me->cpu);
	me->result = -EINTR;
	if (test_bit(SHOULD_STOP, &me->flags))
		return;
	if (test_bit(SHOULD_PARK, &me->flags))
		kthread_parkme();
	me->result = guard_thread(me->fn, me->data);
}

static void thread_main(void *arg)
{
	struct kthread *me = arg;

	task_attach(&me->task);
	run(me);
	guard_leave();
	kstack_thread_ends(&me->task);
	kstack_put(&me->task);
	end(me);
	leave_machine();
}

void kthread_exit(long result)
{
	struct kthread *me = self("kthread_exit()");

	BUG_ON(!me);
	me->result = (int)result;
	__builtin_longjmp(me->leave, 1);
}
EXPORT_SYMBOL(kthread_exit);

void do_exit(long code)
{
	kthread_exit(code);
}
EXPORT_SYMBOL(do_exit);

/** kthread_complete_and_exit - the last words of a thread that a module's exit waits for. */
void kthread_complete_and_exit(struct completion *comp, long code)
{
	if (comp)
		complete(comp);
	kthread_exit(code);
}
EXPORT_SYMBOL(kthread_complete_and_exit);

/* ---- making one ------------------------------------------------------------------------------ */

static struct task_struct *create(int (*fn)(void *data), void *data, int cpu, const char *name)
{
	struct kthread *k, *old;
	int error;

	might_sleep();
	old = oldest_ended(KEEP);
	if (old)
		forget(old);
	k = kmalloc_untraced(sizeof(*k), GFP_KERNEL | __GFP_ZERO);
	if (!k)
		return ERR_PTR(-ENOMEM);
	task_setup(&k->task, name, PF_KTHREAD);
	if (kstack_get(&k->task, NUMA_NO_NODE)) {
		kfree_untraced(k);
		return ERR_PTR(-ENOMEM);
	}
	k->task.kthread = k;
	memset(&k->task.blocked, 0xff, sizeof(k->task.blocked));
	k->task.__state = TASK_UNINTERRUPTIBLE;
	k->fn = fn;
	k->data = data;
	k->cpu = cpu;
	init_completion(&k->exited);
	init_completion(&k->parked);
	raw_spin_lock(&list_lock);
	list_add_tail(&k->link, &threads);
	raw_spin_unlock(&list_lock);
	task_link(&k->task);
	__atomic_fetch_add(&alive, 1, __ATOMIC_SEQ_CST);
	error = port_thread_start(thread_main, k, k->task.comm);
	if (error) {
		leave_machine();
		kstack_put(&k->task);
		forget(k);
		return ERR_PTR(error);
	}
	return &k->task;
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...)
{
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return create(threadfn, data, -1, name);
}
EXPORT_SYMBOL(kthread_create_on_node);

/* The format of the name has one %u, for the CPU. */
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt)
{
	char name[TASK_COMM_LEN];

	if (cpu >= port.nr_cpus)
		return ERR_PTR(-EINVAL);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(name, sizeof(name), namefmt, cpu);
#pragma GCC diagnostic pop
	return create(threadfn, data, (int)cpu, name);
}
EXPORT_SYMBOL(kthread_create_on_cpu);

void kthread_bind(struct task_struct *task, unsigned int cpu)
{
	struct kthread *k = to_kthread(task);

	if (WARN_ON(!k || cpu >= port.nr_cpus || READ_ONCE(task->__state) != TASK_UNINTERRUPTIBLE))
		return;
	k->cpu = (int)cpu;
	WRITE_ONCE(k->task.cpu, (int)cpu);
}
EXPORT_SYMBOL(kthread_bind);

/* The CPU of @mask to be on: -1 where any will do, -EINVAL where none is online. */
static int choose_cpu(const struct cpumask *mask)
{
	struct cpumask both;

	if (!cpumask_and(&both, mask, cpu_online_mask))
		return -EINVAL;
	return cpumask_equal(&both, cpu_online_mask) ? -1 : (int)cpumask_first(&both);
}

int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *mask)
{
	struct kthread *k = to_kthread(task);
	int cpu = choose_cpu(mask);

	if (cpu == -EINVAL)
		return cpu;
	if (task == current)
		return port_cpu_bind(cpu);
	if (!k || READ_ONCE(task->__state) != TASK_UNINTERRUPTIBLE)
		return -EINVAL;
	k->cpu = cpu;
	return 0;
}
EXPORT_SYMBOL(set_cpus_allowed_ptr);

void *kthread_data(struct task_struct *task)
{
	return to_kthread(task)->data;
}
EXPORT_SYMBOL(kthread_data);

void *kthread_func(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);

	return k ? (void *)k->fn : NULL;
}
EXPORT_SYMBOL(kthread_func);

/* ---- stopping -------------------------------------------------------------------------------- */

/* The kthread whose task this is, if it was created and not stopped; looks only at the list. */
static struct kthread *find(const struct task_struct *task)
{
	struct kthread *k, *found = NULL;

	raw_spin_lock(&list_lock);
	list_for_each_entry(k, &threads, link) {
		if (&k->task == task) {
			found = k;
			break;
		}
	}
	raw_spin_unlock(&list_lock);
	return found;
}

bool kthread_should_stop(void)
{
	struct kthread *me = self("kthread_should_stop()");

	return me && test_bit(SHOULD_STOP, &me->flags);
}
EXPORT_SYMBOL(kthread_should_stop);

int kthread_stop(struct task_struct *task)
{
	struct kthread *k = IS_ERR_OR_NULL(task) ? NULL : find(task);
	int result;

	might_sleep();
	if (!k) {
		report("BUG: kthread_stop() of %p, which is no kthread or was stopped before",
		       task);
		return -ESRCH;
	}
	/* Only a reference of the caller's keeps an ended thread's record on a kernel. */
	if (READ_ONCE(task->exit_state) == EXIT_ZOMBIE && refcount_read(&task->usage) == 1)
		report("BUG: kthread_stop() of %s/%d, which has ended already", task->comm,
		       task->pid);
	set_bit(SHOULD_STOP, &k->flags);
	kthread_unpark(task);
	wake_up_process(task);
	wait_for_completion(&k->exited);
	result = k->result;
	forget(k);
	return result;
}
EXPORT_SYMBOL(kthread_stop);

int kthread_stop_put(struct task_struct *task)
{
	int result = kthread_stop(task);

	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop_put);

/* ---- parking --------------------------------------------------------------------------------- */

bool kthread_should_park(void)
{
	struct kthread *me = self("kthread_should_park()");

	return me && test_bit(SHOULD_PARK, &me->flags);
}
EXPORT_SYMBOL(kthread_should_park);

void kthread_parkme(void)
{
	struct kthread *me = self("kthread_parkme()");

	if (!me)
		return;
	for (;;) {
		set_current_state(TASK_PARKED);
		if (!test_bit(SHOULD_PARK, &me->flags))
			break;
		if (!test_and_set_bit(IS_PARKED, &me->flags))
			complete(&me->parked);
		/* complete() took a lock, but changed no state. */
		schedule();
	}
	clear_bit(IS_PARKED, &me->flags);
	__set_current_state(TASK_RUNNING);
}
EXPORT_SYMBOL(kthread_parkme);

int kthread_park(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);

	if (!k || READ_ONCE(task->exit_state) == EXIT_ZOMBIE)
		return -ENOSYS;
	if (test_and_set_bit(SHOULD_PARK, &k->flags))
		return -EBUSY;
	if (current == task)
		return 0;
	wake_up_process(task);
	wait_for_completion(&k->parked);
	return 0;
}
EXPORT_SYMBOL(kthread_park);

void kthread_unpark(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);

	if (!k || !test_and_clear_bit(SHOULD_PARK, &k->flags))
		return;
	wake_up_state(task, TASK_PARKED);
}
EXPORT_SYMBOL(kthread_unpark);

/* ---- all of them ----------------------------------------------------------------------------- */

struct task_struct *kthread_running_in(unsigned long start, unsigned long end)
{
	struct task_struct *found = NULL;
	struct kthread *k;

	raw_spin_lock(&list_lock);
	list_for_each_entry(k, &threads, link) {
		unsigned long fn = (unsigned long)k->fn;

		if (READ_ONCE(k->task.exit_state) != EXIT_ZOMBIE && fn >= start && fn < end) {
			found = &k->task;
			break;
		}
	}
	raw_spin_unlock(&list_lock);
	return found;
}

void kthread_init(void)
{
	raw_spin_lock_init(&list_lock);
	INIT_LIST_HEAD(&threads);
}

/* Those that run on would run in a machine that is gone: wait for what can be stopped. */
void kthread_cleanup(void)
{
	struct kthread *k;
	u32 left;

	while ((k = list_first_entry_or_null(&threads, struct kthread, link))) {
		if (READ_ONCE(k->task.exit_state) != EXIT_ZOMBIE) {
			report("BUG: kthread %s/%d still runs when its world ends", k->task.comm,
			       k->task.pid);
			kthread_stop(&k->task);
			continue;
		}
		wait_for_completion(&k->exited);
		forget(k);
	}
	while ((left = __atomic_load_n(&alive, __ATOMIC_SEQ_CST)))
		port_wait(&alive, left, 0);
}

/* ---- the form before 3.9 --------------------------------------------------------------------- */

pid_t kernel_thread(int (*fn)(void *arg), void *arg, unsigned long flags)
{
	struct task_struct *task = kthread_run(fn, arg, "%s", current->comm);

	return IS_ERR(task) ? (pid_t)PTR_ERR(task) : task->pid;
}
EXPORT_SYMBOL(kernel_thread);

void daemonize(const char *name, ...)
{
	char comm[TASK_COMM_LEN];
	va_list args;

	va_start(args, name);
	vsnprintf(comm, sizeof(comm), name, args);
	va_end(args);
	set_task_comm(current, comm);
}
EXPORT_SYMBOL(daemonize);
