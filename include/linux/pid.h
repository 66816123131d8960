/* SPDX-License-Identifier: MIT */
/* Numbers of tasks as objects.  Here a task is its own. */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/types.h>

struct pid;

enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID, PIDTYPE_MAX };

static inline struct pid *task_pid(struct task_struct *task)
{
	return (struct pid *)task;
}

static inline struct task_struct *pid_task(struct pid *pid, enum pid_type type)
{
	return (struct task_struct *)pid;
}

/** find_vpid - that of a number; NULL where no task has it.  Under rcu_read_lock(). */
static inline struct pid *find_vpid(int nr)
{
	return task_pid(find_task_by_vpid(nr));
}
#define find_pid_ns(nr, ns) find_vpid(nr)

static inline struct pid *get_pid(struct pid *pid)
{
	if (pid)
		get_task_struct(pid_task(pid, PIDTYPE_PID));
	return pid;
}

static inline void put_pid(struct pid *pid)
{
	if (pid)
		put_task_struct(pid_task(pid, PIDTYPE_PID));
}

static inline struct pid *find_get_pid(int nr)
{
	return get_pid(find_vpid(nr));
}

static inline struct pid *get_task_pid(struct task_struct *task, enum pid_type type)
{
	return get_pid(task_pid(task));
}

static inline struct task_struct *get_pid_task(struct pid *pid, enum pid_type type)
{
	return pid_task(get_pid(pid), type);
}

static inline pid_t pid_nr(struct pid *pid)
{
	return pid ? pid_task(pid, PIDTYPE_PID)->pid : 0;
}
#define pid_vnr(pid) pid_nr(pid)

/** kill_pid - send @sig to it. Return: 0, -ESRCH, -EINVAL. */
static inline int kill_pid(struct pid *pid, int sig, int priv)
{
	return pid ? send_sig(sig, pid_task(pid, PIDTYPE_PID), priv) : -ESRCH;
}

#endif
