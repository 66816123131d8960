// SPDX-License-Identifier: MIT
/*
 * Clocks, and jiffies.
 *
 * All times are the port's, less what it was when the world was set up:
 *
 *	ktime_get()	= port_time_ns() - boot
 *	ktime_get_real() = port_time_ns() + port.wall_offset
 *	jiffies		= INITIAL_JIFFIES + ktime_get() / TICK_NSEC
 *
 * jiffies is a variable, which modules read in loops without calling anything.  So a thread of the
 * port, the ticker, brings it up to date at every tick, from when the first module comes that looks
 * at it; and because that thread may be late on a busy host, so does everything that sleeps or asks
 * for the time in jiffies.
 */
#include "kernel/kernel.h"
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include "port/port.h"
#include "port/turns.h"

unsigned long volatile jiffies = INITIAL_JIFFIES;
EXPORT_SYMBOL(jiffies);
u64 volatile jiffies_64 = INITIAL_JIFFIES;
EXPORT_SYMBOL(jiffies_64);

/* The port's time when the world was set up; only while @running. */
static u64 boot;
static bool running;

/* What the ticker sleeps on, 0 while it is to go on; and whether it was started, and is there. */
static u32 ticker_stop, ticker_runs;

u64 time_since_boot(void)
{
	return READ_ONCE(running) ? port_time_ns() - boot : 0;
}

static u64 jiffies_now(void)
{
	return INITIAL_JIFFIES + div_u64(time_since_boot(), TICK_NSEC);
}

u64 get_jiffies_64(void)
{
	u64 now = jiffies_now(), seen = __atomic_load_n(&jiffies_64, __ATOMIC_RELAXED);

	/* Only forwards: another thread may have read the clock after this one. */
	while (now > seen) {
		if (__atomic_compare_exchange_n(&jiffies_64, &seen, now, false, __ATOMIC_SEQ_CST,
						__ATOMIC_RELAXED)) {
			__atomic_store_n(&jiffies, (unsigned long)now, __ATOMIC_SEQ_CST);
			return now;
		}
	}
	return seen;
}
EXPORT_SYMBOL(get_jiffies_64);

unsigned long jiffies_update(void)
{
	return (unsigned long)get_jiffies_64();
}

u64 jiffies_deadline(u64 j)
{
	return boot + (j - INITIAL_JIFFIES) * TICK_NSEC;
}

static void tick(void *unused)
{
	set_task_comm(current, "ticker");
	while (!READ_ONCE(ticker_stop)) {
		u64 next = jiffies_deadline(get_jiffies_64() + 1), now = port_time_ns();

		if (next > now)
			port_wait(&ticker_stop, 0, next - now);
	}
	__atomic_store_n(&ticker_runs, 0, __ATOMIC_SEQ_CST);
	port_wake(&ticker_runs, 1);
}

int jiffies_tick(void)
{
	int error;

	/* There, who gives out turns says when time goes on: hung_task.c. */
	if (port_turns)
		return 0;
	if (__atomic_exchange_n(&ticker_runs, 1, __ATOMIC_SEQ_CST))
		return 0;
	error = port_thread_start(tick, NULL, "ticker");
	if (error)
		__atomic_store_n(&ticker_runs, 0, __ATOMIC_SEQ_CST);
	return error;
}

void time_init(void)
{
	boot = port_time_ns();
	jiffies_64 = INITIAL_JIFFIES;
	jiffies = INITIAL_JIFFIES;
	ticker_stop = ticker_runs = 0;
	WRITE_ONCE(running, true);
}

void time_exit(void)
{
	__atomic_store_n(&ticker_stop, 1, __ATOMIC_SEQ_CST);
	port_wake(&ticker_stop, 1);
	while (__atomic_load_n(&ticker_runs, __ATOMIC_SEQ_CST))
		port_wait(&ticker_runs, 1, 0);
	WRITE_ONCE(running, false);
}

/* ---- reading the clocks ---------------------------------------------------------------------- */

u64 ktime_get_ns(void)
{
	return port_time_ns() - boot;
}
EXPORT_SYMBOL(ktime_get_ns);

ktime_t ktime_get(void)
{
	return (ktime_t)ktime_get_ns();
}
EXPORT_SYMBOL(ktime_get);

/* What MONOTONIC shows as @mono, REALTIME shows so. */
static ktime_t to_real(u64 mono)
{
	return (ktime_t)(port.wall_offset ? mono + boot + port.wall_offset : mono);
}

ktime_t ktime_get_real(void)
{
	return to_real(ktime_get_ns());
}
EXPORT_SYMBOL(ktime_get_real);

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return offs == TK_OFFS_BOOT ? ktime_get() : ktime_get_real();
}
EXPORT_SYMBOL(ktime_get_with_offset);

/* The coarse clocks step at ticks. */
static u64 last_tick(void)
{
	u64 now = ktime_get_ns();
	u32 rest;

	div_u64_rem(now, TICK_NSEC, &rest);
	return now - rest;
}

ktime_t ktime_get_coarse(void)
{
	return (ktime_t)last_tick();
}
EXPORT_SYMBOL(ktime_get_coarse);

ktime_t ktime_get_coarse_real(void)
{
	return to_real(last_tick());
}
EXPORT_SYMBOL(ktime_get_coarse_real);

time64_t ktime_get_seconds(void)
{
	return div_s64(ktime_get(), NSEC_PER_SEC);
}
EXPORT_SYMBOL(ktime_get_seconds);

time64_t ktime_get_real_seconds(void)
{
	return div_s64(ktime_get_real(), NSEC_PER_SEC);
}
EXPORT_SYMBOL(ktime_get_real_seconds);

void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get());
}
EXPORT_SYMBOL(ktime_get_ts64);

void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_real());
}
EXPORT_SYMBOL(ktime_get_real_ts64);

void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_coarse());
}
EXPORT_SYMBOL(ktime_get_coarse_ts64);

void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(ktime_get_coarse_real());
}
EXPORT_SYMBOL(ktime_get_coarse_real_ts64);

u64 ktime_get_mono_fast_ns(void)
{
	return ktime_get_ns();
}
EXPORT_SYMBOL(ktime_get_mono_fast_ns);

u64 ktime_get_real_fast_ns(void)
{
	return (u64)ktime_get_real();
}
EXPORT_SYMBOL(ktime_get_real_fast_ns);

u64 sched_clock(void)
{
	return time_since_boot();
}
EXPORT_SYMBOL(sched_clock);

u64 local_clock(void)
{
	return time_since_boot();
}
EXPORT_SYMBOL(local_clock);

u64 cpu_clock(int cpu)
{
	return time_since_boot();
}
EXPORT_SYMBOL(cpu_clock);

/* ---- the functions before 5.0 ---------------------------------------------------------------- */

void do_gettimeofday(struct timeval *tv)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	tv->tv_sec = (time_t)now.tv_sec;
	tv->tv_usec = now.tv_nsec / NSEC_PER_USEC;
}
EXPORT_SYMBOL(do_gettimeofday);

void getnstimeofday(struct timespec *ts)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	ts->tv_sec = (time_t)now.tv_sec;
	ts->tv_nsec = now.tv_nsec;
}
EXPORT_SYMBOL(getnstimeofday);

struct timespec current_kernel_time(void)
{
	struct timespec64 now;
	struct timespec old;

	ktime_get_coarse_real_ts64(&now);
	old.tv_sec = (time_t)now.tv_sec;
	old.tv_nsec = now.tv_nsec;
	return old;
}
EXPORT_SYMBOL(current_kernel_time);
