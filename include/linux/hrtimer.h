/* SPDX-License-Identifier: MIT */
/*
 * Timers by the nanosecond: a function called at a time of a clock, or soon after.
 *
 * It is called in a hard interrupt, with interrupts off, or in softirq context (HRTIMER_MODE_SOFT),
 * and says whether the timer is to run again, at the time it has been forwarded to.
 */
#ifndef _LINUX_HRTIMER_H
#define _LINUX_HRTIMER_H

#include <linux/debugobjects.h>
#include <linux/ktime.h>
#include <linux/rbtree_types.h>
#include <linux/time.h>
#include <linux/timer.h>
#include <linux/types.h>

struct hrtimer_queue;

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00,
	HRTIMER_MODE_REL = 0x01,
	HRTIMER_MODE_PINNED = 0x02, /* on this CPU, as all are */
	HRTIMER_MODE_SOFT = 0x04,
	HRTIMER_MODE_HARD = 0x08, /* as without */

	HRTIMER_MODE_ABS_PINNED = HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED = HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT = HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT = HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT = HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT = HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_HARD = HRTIMER_MODE_ABS | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_HARD = HRTIMER_MODE_REL | HRTIMER_MODE_HARD,
};

enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };

#define HRTIMER_MAGIC 0x68725469u

/**
 * struct hrtimer - a timer.
 * @queue: the one it is in; NULL while it is not armed.
 * @function: what is called.
 * @expires: the latest time of its clock at which it is due; @soft_expires: the earliest.
 * @clock: CLOCK_*.
 * @soft: it is called in softirq context.
 * @due: @expires, as the port has it; @soft_due: @soft_expires.
 * @node: in @queue, by @due.
 */
struct hrtimer {
	struct hrtimer_queue *queue;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	ktime_t expires, soft_expires;
	clockid_t clock;
	u32 magic;
	bool soft;
	u64 due, soft_due;
	struct rb_node node;
	struct active_object active;
};

/**
 * hrtimer_setup - make @timer ready.
 * @function: called with @timer.
 * @clock_id: CLOCK_MONOTONIC, CLOCK_REALTIME or CLOCK_BOOTTIME.
 * @mode: HRTIMER_MODE_*; whether SOFT is what counts.
 */
void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode);
/** hrtimer_init - the form before 6.15: the caller assigns @timer->function. */
void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode);
#define hrtimer_setup_on_stack(timer, fn, clock, mode) hrtimer_setup((timer), (fn), (clock), (mode))
#define hrtimer_init_on_stack(timer, clock, mode)      hrtimer_init((timer), (clock), (mode))
/** destroy_hrtimer_on_stack - @timer, a local variable, goes: reported if it is armed. */
void destroy_hrtimer_on_stack(struct hrtimer *timer);

/** hrtimer_update_function - have @timer, which is not armed, call another one. */
void hrtimer_update_function(struct hrtimer *timer,
			     enum hrtimer_restart (*function)(struct hrtimer *));

/**
 * hrtimer_start_range_ns - arm @timer, whether it is armed or not.
 * @time: of its clock, or from now (HRTIMER_MODE_REL).
 * @delta_ns: how much later will do.
 * Context: any.
 */
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 delta_ns,
			    const enum hrtimer_mode mode);

static inline void hrtimer_start(struct hrtimer *timer, ktime_t time, const enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, time, 0, mode);
}

/** hrtimer_restart - arm it for the time that it has. */
void hrtimer_restart(struct hrtimer *timer);
/** hrtimer_start_expires - the same; @mode matters no more, as the time is one of its clock. */
void hrtimer_start_expires(struct hrtimer *timer, enum hrtimer_mode mode);

/**
 * hrtimer_cancel - disarm @timer, and wait for its function where that runs.
 * Return: 1 where it was armed, else 0.
 * Context: any but its function, and not under a lock that this takes.
 */
int hrtimer_cancel(struct hrtimer *timer);
/** hrtimer_try_to_cancel - the same, but -1 where its function runs, and nothing is done. */
int hrtimer_try_to_cancel(struct hrtimer *timer);

/**
 * hrtimer_forward - put the time of @timer, not armed, off by as many @interval as lead past @now.
 * Return: how many.
 */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval);
/** hrtimer_cb_get_time - what the clock of @timer says now. */
ktime_t hrtimer_cb_get_time(const struct hrtimer *timer);

static inline u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	return hrtimer_forward(timer, hrtimer_cb_get_time(timer), interval);
}

/** hrtimer_active - is it armed, or runs its function? */
bool hrtimer_active(const struct hrtimer *timer);
/** hrtimer_callback_running - does its function run just now, on any CPU? */
bool hrtimer_callback_running(const struct hrtimer *timer);

static inline bool hrtimer_is_queued(const struct hrtimer *timer)
{
	return __atomic_load_n(&timer->queue, __ATOMIC_RELAXED) != NULL;
}

/** hrtimer_get_remaining - time until @timer is due, below 0 where that has passed. */
ktime_t hrtimer_get_remaining(const struct hrtimer *timer);

static inline ktime_t hrtimer_get_expires(const struct hrtimer *timer)
{
	return timer->expires;
}

static inline ktime_t hrtimer_get_softexpires(const struct hrtimer *timer)
{
	return timer->soft_expires;
}

static inline s64 hrtimer_get_expires_ns(const struct hrtimer *timer)
{
	return ktime_to_ns(timer->expires);
}

static inline void hrtimer_set_expires(struct hrtimer *timer, ktime_t time)
{
	timer->expires = timer->soft_expires = time;
}

static inline void hrtimer_set_expires_range_ns(struct hrtimer *timer, ktime_t time, u64 delta)
{
	timer->soft_expires = time;
	timer->expires = ktime_add_safe(time, (ktime_t)delta);
}

static inline void hrtimer_add_expires(struct hrtimer *timer, ktime_t time)
{
	timer->expires = ktime_add_safe(timer->expires, time);
	timer->soft_expires = ktime_add_safe(timer->soft_expires, time);
}

static inline void hrtimer_add_expires_ns(struct hrtimer *timer, u64 ns)
{
	hrtimer_add_expires(timer, ns_to_ktime(ns));
}

/**
 * schedule_hrtimeout, schedule_hrtimeout_range - sleep, in the caller's state, until @expires.
 * @expires: of CLOCK_MONOTONIC, or from now (HRTIMER_MODE_REL); NULL: for ever.
 * @delta: nanoseconds within which waking will do; here none is put off for that.
 * Return: 0; -EINTR where the caller was woken before.
 */
int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode);
int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode);

#endif
