// SPDX-License-Identifier: MIT
/*
 * Signals, as far as kernel code sees them: pending or not.
 *
 * Nothing is delivered; a task that sleeps interruptibly wakes, and its code asks
 * signal_pending().  Kernel threads ignore all that they did not allow.
 */
#include "kernel/kernel.h"
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

static bool valid(int sig)
{
	return sig >= 1 && sig <= BITS_PER_LONG;
}

int send_sig(int sig, struct task_struct *task, int priv)
{
	if (!valid(sig))
		return -EINVAL;
	if (test_bit(sig - 1, task->blocked.sig))
		return 0;
	set_bit(sig - 1, task->pending.signal.sig);
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	wake_up_state(task,
		      sig == SIGKILL ? TASK_INTERRUPTIBLE | TASK_WAKEKILL : TASK_INTERRUPTIBLE);
	return 0;
}
EXPORT_SYMBOL(send_sig);

void allow_signal(int sig)
{
	if (valid(sig))
		clear_bit(sig - 1, current->blocked.sig);
}
EXPORT_SYMBOL(allow_signal);

int force_sig(int sig)
{
	allow_signal(sig);
	return send_sig(sig, current, 1);
}
EXPORT_SYMBOL(force_sig);

void disallow_signal(int sig)
{
	if (valid(sig))
		set_bit(sig - 1, current->blocked.sig);
}
EXPORT_SYMBOL(disallow_signal);

void flush_signals(struct task_struct *task)
{
	WRITE_ONCE(task->pending.signal.sig[0], 0);
	clear_tsk_thread_flag(task, TIF_SIGPENDING);
}
EXPORT_SYMBOL(flush_signals);

int kernel_dequeue_signal(void)
{
	struct task_struct *me = current;
	unsigned long pending = READ_ONCE(me->pending.signal.sig[0]);
	int bit;

	if (!pending)
		return 0;
	bit = (int)__ffs(pending);
	clear_bit(bit, me->pending.signal.sig);
	if (!READ_ONCE(me->pending.signal.sig[0]))
		clear_tsk_thread_flag(me, TIF_SIGPENDING);
	return bit + 1;
}
EXPORT_SYMBOL(kernel_dequeue_signal);

bool signal_pending(struct task_struct *task)
{
	return unlikely(READ_ONCE(task->pending.signal.sig[0]) != 0);
}
EXPORT_SYMBOL(signal_pending);

bool fatal_signal_pending(struct task_struct *task)
{
	return unlikely(READ_ONCE(task->pending.signal.sig[0]) & (1ul << (SIGKILL - 1)));
}
EXPORT_SYMBOL(fatal_signal_pending);

/* Does a sleep in @state end because of what is pending? */
bool signal_pending_state(unsigned int state, struct task_struct *task)
{
	if (!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) || !signal_pending(task))
		return false;
	return (state & TASK_INTERRUPTIBLE) || fatal_signal_pending(task);
}
EXPORT_SYMBOL(signal_pending_state);
