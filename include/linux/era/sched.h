/* SPDX-License-Identifier: MIT */
/* Names of early 2.6 for what a task may, and for signals by number. */
#ifndef _LINUX_ERA_SCHED_H
#define _LINUX_ERA_SCHED_H

#include <linux/capability.h>
#include <linux/era.h>

/* Until 2.6.31, and 2.6.26. */
#define find_task_by_pid(pid) find_task_by_vpid(pid)
#define suser()		      capable(CAP_SYS_ADMIN)

/*
 * What a thread was to share with who made it, until 3.9; threads of the kernel share all there is.
 */
#define CLONE_VM      0x00000100
#define CLONE_FS      0x00000200
#define CLONE_FILES   0x00000400
#define CLONE_SIGHAND 0x00000800
#define CLONE_KERNEL  (CLONE_FS | CLONE_FILES | CLONE_SIGHAND)

/** kernel_thread - a thread that runs @fn(@arg), and nobody stops. Return: its number, -ENOMEM. */
pid_t kernel_thread(int (*fn)(void *arg), void *arg, unsigned long flags);
/** daemonize - in such a thread: be called @name. */
void daemonize(const char *name, ...) __printf(1, 2);

/* Until 5.16, in a header that all had. */
struct completion;
void kthread_complete_and_exit(struct completion *comp, long code) __noreturn;
#define complete_and_exit(comp, code) kthread_complete_and_exit((comp), (code))

/** kill_proc - send @sig to the task with number @pid. Return: 0, -ESRCH, -EINVAL. */
static inline int kill_proc(pid_t pid, int sig, int priv)
{
	struct task_struct *task = find_task_by_vpid(pid);

	return task ? send_sig(sig, task, priv) : -ESRCH;
}

#endif
