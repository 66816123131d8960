// SPDX-License-Identifier: MIT
/*
 * Sleeping and waking.
 *
 * A task's state is the word that its thread sleeps on in port_wait().  It sleeps while the state
 * is the one it set; a waker changes the word to TASK_RUNNING and then wakes.  Setting the state
 * and looking at a condition, and making a condition true and looking at the state, are ordered
 * by full barriers on both sides, so one of the two sees the other.
 */
#include "kernel/kernel.h"
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include "port/port.h"
#include "port/turns.h"

/* Sleep until woken, a signal that the state lets in, or the port's time @deadline (0: never). */
static void sleep_until(u64 deadline)
{
	struct task_struct *me = current;
	unsigned int state = smp_load_acquire(&me->__state);
	bool held;

	/* Whoever looks for pointers finds on the stack what its callers have in registers. */
	__builtin_unwind_init();
	if (state == TASK_RUNNING) {
		held = context_sleep_begin();
		port_yield();
	} else {
		held = context_sleep_begin();
		me->nvcsw++;
		WRITE_ONCE(me->sleep_frame, (unsigned long)__builtin_frame_address(0));
		while ((state = smp_load_acquire(&me->__state)) != TASK_RUNNING) {
			u64 now = deadline ? port_time_ns() : 0;

			if (signal_pending_state(state, me) || (deadline && now >= deadline))
				break;
			port_wait(&me->__state, state, deadline - now);
		}
		WRITE_ONCE(me->sleep_frame, 0);
		WRITE_ONCE(me->__state, TASK_RUNNING);
	}
	context_sleep_end(held);
	WRITE_ONCE(me->cpu, (int)port_cpu());
	jiffies_update();
}

void schedule(void)
{
	sleep_until(0);
}
EXPORT_SYMBOL(schedule);

void io_schedule(void)
{
	sleep_until(0);
}
EXPORT_SYMBOL(io_schedule);

long schedule_timeout(long timeout)
{
	u64 expires;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		sleep_until(0);
		return timeout;
	}
	if (timeout < 0) {
		report("BUG: schedule_timeout: wrong timeout value %lx", timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	expires = get_jiffies_64() + (u64)timeout;
	sleep_until(jiffies_deadline(expires));
	timeout = (long)(expires - get_jiffies_64());
	return timeout < 0 ? 0 : timeout;
}
EXPORT_SYMBOL(schedule_timeout);

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(io_schedule_timeout);

long schedule_timeout_interruptible(long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	__set_current_state(TASK_IDLE);
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(schedule_timeout_idle);

/** schedule_until - schedule(), but no longer than to @deadline of the port. */
void schedule_until(u64 deadline)
{
	sleep_until(deadline ? deadline : 1);
}

/** sched_sleep_ns - sleep in @state for @ns nanoseconds, unless woken before. */
void sched_sleep_ns(unsigned int state, u64 ns)
{
	u64 deadline = port_time_ns() + ns;

	set_current_state(state);
	sleep_until(deadline ? deadline : 1);
}

int wake_up_state(struct task_struct *task, unsigned int state)
{
	unsigned int was;

	smp_mb();
	was = READ_ONCE(task->__state);
	do {
		if (!(was & state))
			return 0;
	} while (!try_cmpxchg(&task->__state, &was, TASK_RUNNING));
	port_wake(&task->__state, 1);
	return 1;
}
EXPORT_SYMBOL(wake_up_state);

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

void yield(void)
{
	__set_current_state(TASK_RUNNING);
	sleep_until(0);
}
EXPORT_SYMBOL(yield);

/* Threads of the world below take turns by themselves; a loop on jiffies sees them move. */
int __cond_resched(void)
{
	port_turn_point(PORT_TURN_CALL);
	jiffies_update();
	return 0;
}
EXPORT_SYMBOL(__cond_resched);

char task_state_to_char(struct task_struct *task)
{
	static const char letters[] = "RSDTtXZP";
	unsigned int state = READ_ONCE(task->__state) | (unsigned int)READ_ONCE(task->exit_state);

	if ((state & TASK_IDLE) == TASK_IDLE)
		return 'I';
	for (int i = 0; i < 7; i++) {
		if (state & (1u << i))
			return letters[i + 1];
	}
	return letters[0];
}
EXPORT_SYMBOL(task_state_to_char);
