// SPDX-License-Identifier: MIT
/*
 * Tasks: the records of threads.
 *
 * Three kinds, by where the record lives:
 *
 *	init_task	static; pid 0, the head of the list of tasks
 *	kernel threads	from the machine's memory; see kthread.c
 *	all others	in the thread's own memory (struct port_thread), made when first asked for
 *
 * The list holds init_task, the thread that set the world up, and the kernel threads: tasks whose
 * end is known.  Others come and go with the host program's threads.
 */
#include "kernel/kernel.h"
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "base/lock.h"
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

_Static_assert(sizeof(struct task_struct) <= PORT_TASK_ROOM, "a task fits into a thread's record");

/* Beyond the numbers of what a boot starts, so that no task looks like one of those. */
#define FIRST_PID 1000

struct task_struct init_task = {
	.tasks = LIST_HEAD_INIT(init_task.tasks),
};
EXPORT_SYMBOL(init_task);

const struct cred init_cred = {};
EXPORT_SYMBOL(init_cred);
static struct signal_struct init_signals;

/**
 * struct identity - credentials that some task has committed.
 *
 * Files and whoever else has looked keep pointing to them when the task has long gone, and nobody
 * counts them; so they stay as long as the world, each of them once.
 */
struct identity {
	struct list_head link;
	struct cred cred;
};

static struct lock identities_lock;
static LIST_HEAD(identities);

struct cred *prepare_creds(void)
{
	return kmemdup(current_cred(), sizeof(struct cred), GFP_KERNEL);
}
EXPORT_SYMBOL(prepare_creds);

/* Under the lock. */
static const struct cred *find_identity(const struct cred *cred)
{
	struct identity *i;

	list_for_each_entry(i, &identities, link)
		if (memcmp(&i->cred, cred, sizeof(*cred)) == 0)
			return &i->cred;
	return NULL;
}

static const struct cred *keep_identity(const struct cred *cred)
{
	struct identity *new = kmalloc_untraced(sizeof(*new), GFP_KERNEL | __GFP_NOFAIL);
	const struct cred *kept;

	new->cred = *cred;
	lock_acquire(&identities_lock);
	kept = find_identity(cred);
	if (!kept) {
		list_add(&new->link, &identities);
		kept = &new->cred;
		new = NULL;
	}
	lock_release(&identities_lock);
	kfree_untraced(new);
	return kept;
}

int commit_creds(struct cred *new)
{
	current->cred = current->real_cred = keep_identity(new);
	kfree(new);
	return 0;
}
EXPORT_SYMBOL(commit_creds);

void abort_creds(struct cred *new)
{
	kfree(new);
}
EXPORT_SYMBOL(abort_creds);

bool capable(int cap)
{
	return cap >= 0 && cap <= CAP_LAST_CAP && uid_eq(current_euid(), GLOBAL_ROOT_UID);
}
EXPORT_SYMBOL(capable);

static void forget_identities(void)
{
	struct identity *i, *next;

	list_for_each_entry_safe(i, next, &identities, link)
		kfree_untraced(i);
	INIT_LIST_HEAD(&identities);
}

static raw_spinlock_t list_lock;
static atomic_t next_pid = ATOMIC_INIT(FIRST_PID);

/**
 * task_setup - fill in a record from nothing.
 * @task: the record.
 * @comm: its name, cut to TASK_COMM_LEN - 1 bytes.
 * @flags: PF_*.
 */
void task_setup(struct task_struct *task, const char *comm, unsigned int flags)
{
	memset(task, 0, sizeof(*task));
	task->flags = flags;
	task->pid = task == &init_task ? 0 : atomic_fetch_inc(&next_pid);
	task->tgid = task->pid;
	task->prio = task->static_prio = task->normal_prio = DEFAULT_PRIO;
	task->policy = SCHED_NORMAL;
	task->group_leader = task;
	task->real_parent = task->parent = &init_task;
	task->cred = task->real_cred = &init_cred;
	task->signal = &init_signals;
	task->on_cpu = 1;
	task->start_time = local_clock();
	refcount_set(&task->usage, 1);
	INIT_LIST_HEAD(&task->tasks);
	spin_lock_init(&task->alloc_lock);
	strscpy(task->comm, comm, sizeof(task->comm));
}

void task_link(struct task_struct *task)
{
	raw_spin_lock(&list_lock);
	list_add_tail_rcu(&task->tasks, &init_task.tasks);
	raw_spin_unlock(&list_lock);
}

/* Its memory may go only after a grace period. */
void task_unlink(struct task_struct *task)
{
	raw_spin_lock(&list_lock);
	list_del_rcu(&task->tasks);
	raw_spin_unlock(&list_lock);
}

/**
 * task_attach - make @task the one that the calling thread runs as.
 * @task: takes over the scopes of allocation that a thread without a task is in; or NULL, and the
 *	old one is not looked at: the thread is at its end.
 */
void task_attach(struct task_struct *task)
{
	struct port_thread *thread = port_self();

	/* Others may be looking at a task that is known already. */
	if (task && thread->alloc_scope)
		task->flags |= thread->alloc_scope;
	thread->alloc_scope = 0;
	thread->task = task;
	thread->task_flags = task ? &task->flags : NULL;
}

static noinline struct task_struct *adopt(struct port_thread *thread)
{
	struct task_struct *task = (struct task_struct *)thread->task_room;

	task_setup(task, "thread", 0);
	task_attach(task);
	return task;
}

struct task_struct *get_current(void)
{
	struct port_thread *thread = port_self();

	return likely(thread->task) ? thread->task : adopt(thread);
}
EXPORT_SYMBOL(get_current);

static void identify(struct report_who *who)
{
	const struct task_struct *task = port_self()->task;

	if (!task)
		task = &init_task;
	who->pid = task->pid;
	who->comm = task->comm;
}

pid_t task_describe(const void *task, char *comm)
{
	struct task_struct *known;
	pid_t pid = -1;

	strscpy(comm, task ? "<unknown>" : "<none>", TASK_COMM_LEN);
	if (!task)
		return pid;
	rcu_read_lock();
	if (task == current) {
		strscpy(comm, current->comm, TASK_COMM_LEN);
		pid = current->pid;
	}
	for_each_process(known)
	{
		if (known != task)
			continue;
		strscpy(comm, known->comm, TASK_COMM_LEN);
		pid = known->pid;
	}
	rcu_read_unlock();
	return pid;
}

void task_init(void)
{
	struct port_thread *thread = port_self();

	raw_spin_lock_init(&list_lock);
	lock_init(&identities_lock);
	INIT_LIST_HEAD(&identities);
	atomic_set(&next_pid, FIRST_PID);
	task_setup(&init_task, "swapper/0", PF_KTHREAD | PF_IDLE);
	task_attach(NULL);
	task_link(adopt(thread));
	set_task_comm(thread->task, "insmod");
	report_identify = identify;
}

void task_exit(void)
{
	report_identify = NULL;
	task_unlink(current);
	INIT_LIST_HEAD(&init_task.tasks);
	current->cred = current->real_cred = &init_cred;
	forget_identities();
}

/* ---- what modules ask of tasks --------------------------------------------------------------- */

void __set_task_comm(struct task_struct *task, const char *name, bool exec)
{
	task_lock(task);
	strscpy_pad(task->comm, name, sizeof(task->comm));
	task_unlock(task);
}
EXPORT_SYMBOL(__set_task_comm);

char *__get_task_comm(char *buf, size_t size, struct task_struct *task)
{
	task_lock(task);
	strscpy(buf, task->comm, size);
	task_unlock(task);
	return buf;
}
EXPORT_SYMBOL(__get_task_comm);

struct task_struct *find_task_by_vpid(pid_t pid)
{
	struct task_struct *task;

	for_each_process(task)
	{
		if (task->pid == pid)
			return task;
	}
	return NULL;
}
EXPORT_SYMBOL(find_task_by_vpid);

void __put_task_struct(struct task_struct *task)
{
	if (task->kthread)
		kthread_free(task);
}
EXPORT_SYMBOL(__put_task_struct);

/* Priorities are kept and shown; the world below runs all threads alike. */
void set_user_nice(struct task_struct *task, long nice)
{
	if (nice < MIN_NICE || nice > MAX_NICE)
		return;
	task->static_prio = NICE_TO_PRIO((int)nice);
	if (task->policy == SCHED_NORMAL)
		task->prio = task->normal_prio = task->static_prio;
}
EXPORT_SYMBOL(set_user_nice);

int sched_setscheduler(struct task_struct *task, int policy, const struct sched_param *param)
{
	bool real_time = policy == SCHED_FIFO || policy == SCHED_RR;
	int priority = param->sched_priority;

	if (policy < 0 || policy > SCHED_IDLE || policy == 4)
		return -EINVAL;
	if (real_time ? priority < 1 || priority >= MAX_RT_PRIO : priority != 0)
		return -EINVAL;
	task->policy = (unsigned int)policy;
	task->rt_priority = (unsigned int)priority;
	task->prio = task->normal_prio = real_time ? MAX_RT_PRIO - 1 - priority : task->static_prio;
	return 0;
}
EXPORT_SYMBOL(sched_setscheduler);

int sched_setscheduler_nocheck(struct task_struct *task, int policy,
			       const struct sched_param *param)
{
	return sched_setscheduler(task, policy, param);
}
EXPORT_SYMBOL(sched_setscheduler_nocheck);

void sched_set_fifo(struct task_struct *task)
{
	struct sched_param param = { .sched_priority = MAX_RT_PRIO / 2 };

	sched_setscheduler(task, SCHED_FIFO, &param);
}
EXPORT_SYMBOL(sched_set_fifo);

void sched_set_fifo_low(struct task_struct *task)
{
	struct sched_param param = { .sched_priority = 1 };

	sched_setscheduler(task, SCHED_FIFO, &param);
}
EXPORT_SYMBOL(sched_set_fifo_low);

void sched_set_normal(struct task_struct *task, int nice)
{
	struct sched_param param = { .sched_priority = 0 };

	sched_setscheduler(task, SCHED_NORMAL, &param);
	set_user_nice(task, nice);
}
EXPORT_SYMBOL(sched_set_normal);
