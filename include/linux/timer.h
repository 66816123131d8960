/* SPDX-License-Identifier: MIT */
/*
 * Timers: a function called in softirq context once jiffies is what was asked, or soon after.
 *
 * Both forms of the function live side by side: since 4.14 it is given the timer, and timer_setup()
 * and DEFINE_TIMER(name, function) make one of this kind; before, it was given timer->data, and so
 * is that of init_timer(), setup_timer() and DEFINE_TIMER(name, function, expires, data).
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/debugobjects.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/ktime.h>
#include <linux/rbtree_types.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct timer_queue;

#define TIMER_MAGIC 0x54696d72u

/* Functions of both forms can be assigned to one that says nothing of its argument. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
typedef void (*timer_function_t)();
#pragma GCC diagnostic pop

/**
 * struct timer_list - a timer.
 * @queue: the one it is in; NULL while it is not armed.
 * @expires: in jiffies.
 * @function: what is called, with the timer or with @data: both kinds can be assigned.
 * @flags: TIMER_*, and the CPU it was armed on.
 * @magic: TIMER_MAGIC once it was initialised.
 * @due: when it will run: @expires, or the next jiffy where that has passed.
 * @node: in @queue, by @due.
 */
struct timer_list {
	struct timer_queue *queue;
	unsigned long expires;
	timer_function_t function;
	unsigned long data;
	u32 flags;
	u32 magic;
	unsigned long due;
	struct rb_node node;
	struct active_object active;
};

/* DEFERRABLE and PINNED are as good as given: a machine never idles with a timer due. */
#define TIMER_CPUMASK	 0x0003ffffu
#define TIMER_DEFERRABLE 0x00080000u
#define TIMER_PINNED	 0x00100000u
#define TIMER_IRQSAFE	 0x00200000u
#define TIMER_SHUTDOWN	 0x01000000u /* it is never to be armed again */
#define TIMER_DATA	 0x02000000u /* its function is given @data */
#define TIMER_OF_WORK	 0x04000000u /* the delayed work that it is in is what is in use */

#define __TIMER_INITIALIZER(_function, _flags)                                   \
	{                                                                        \
		.function = (_function), .flags = (_flags), .magic = TIMER_MAGIC \
	}
#define __TIMER_DATA_INITIALIZER(_function, _expires, _data)                     \
	{                                                                        \
		.function = (_function), .expires = (_expires), .data = (_data), \
		.flags = TIMER_DATA, .magic = TIMER_MAGIC                        \
	}
#define TIMER_INITIALIZER(_function, _expires, _data) \
	__TIMER_DATA_INITIALIZER(_function, _expires, _data)

/** DEFINE_TIMER - a variable: (name, function), or (name, function, expires, data). */
#define DEFINE_TIMER(...)		       __DEFINE_TIMER(__VA_ARGS__, 4, 3, 2, )(__VA_ARGS__)
#define __DEFINE_TIMER(_1, _2, _3, _4, n, ...) __DEFINE_TIMER_##n
#define __DEFINE_TIMER_2(_name, _function) \
	struct timer_list _name = __TIMER_INITIALIZER(_function, 0)
#define __DEFINE_TIMER_4(_name, _function, _expires, _data) \
	struct timer_list _name = __TIMER_DATA_INITIALIZER(_function, _expires, _data)

/**
 * timer_init_key, timer_init_data - timer_setup(); and setup_timer(), as before 4.15, whose
 * @function is given @data.
 * @function: NULL: what init_timer() finds in @timer is left there, to be filled in afterwards.
 */
void timer_init_key(struct timer_list *timer, void (*function)(struct timer_list *),
		    unsigned int flags);
void timer_init_data(struct timer_list *timer, void (*function)(unsigned long), unsigned long data,
		     unsigned int flags);

/**
 * timer_setup - make @timer ready to be armed.
 * @callback: called with @timer in softirq context.
 * @flags: TIMER_*; IRQSAFE: with interrupts off, so that timer_delete_sync() may be called in them.
 */
#define timer_setup(timer, callback, flags)	     timer_init_key((timer), (callback), (flags))
#define timer_setup_on_stack(timer, callback, flags) timer_setup((timer), (callback), (flags))

/** destroy_timer_on_stack - the memory of @timer, which is not armed, is about to go. */
void destroy_timer_on_stack(struct timer_list *timer);

#define timer_container_of(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)
#define from_timer(var, callback_timer, timer_fieldname) \
	timer_container_of(var, callback_timer, timer_fieldname)

/* The forms before 4.15. */
#define init_timer(timer)	      timer_init_data((timer), NULL, 0, 0)
#define init_timer_on_stack(timer)    init_timer(timer)
#define init_timer_deferrable(timer)  timer_init_data((timer), NULL, 0, TIMER_DEFERRABLE)
#define init_timer_pinned(timer)      timer_init_data((timer), NULL, 0, TIMER_PINNED)
#define setup_timer(timer, fn, data)  timer_init_data((timer), (fn), (data), 0)
#define setup_timer_on_stack(t, f, d) setup_timer(t, f, d)
#define setup_deferrable_timer(timer, fn, data) \
	timer_init_data((timer), (fn), (data), TIMER_DEFERRABLE)
#define setup_pinned_timer(timer, fn, data) timer_init_data((timer), (fn), (data), TIMER_PINNED)

/** timer_pending - is it armed, and its function not called yet? */
static inline int timer_pending(const struct timer_list *timer)
{
	return __atomic_load_n(&timer->queue, __ATOMIC_RELAXED) != NULL;
}

/**
 * add_timer, add_timer_local, add_timer_global - arm @timer for @timer->expires, in jiffies.
 *
 * It is not armed, or that is reported.  Here all three arm it on this CPU.  In Linux, from 6.8, an
 * unpinned one goes elsewhere by the first, none does by the second, and any may by the third.
 * Context: any.
 */
void add_timer(struct timer_list *timer);
void add_timer_local(struct timer_list *timer);
void add_timer_global(struct timer_list *timer);

/** add_timer_on - the same on @cpu. */
void add_timer_on(struct timer_list *timer, int cpu);

/**
 * mod_timer - arm @timer for @expires, whether it is armed or not.
 * Return: 1 where it was armed, 0 where it was not, or was shut down.
 * Context: any.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);
/** mod_timer_pending - the same, but only where it is armed. */
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
/** timer_reduce - the same, but only where that is earlier. */
int timer_reduce(struct timer_list *timer, unsigned long expires);
#define mod_timer_pinned(timer, expires) mod_timer((timer), (expires))

/**
 * timer_delete - disarm @timer; its function may still run.
 * Return: 1 where it was armed, else 0.
 * Context: any.
 */
int timer_delete(struct timer_list *timer);

/**
 * timer_delete_sync - disarm @timer, and wait for its function where that runs.
 * Nobody may arm it meanwhile, but its function.
 * Return: 1 where it was armed, else 0.
 * Context: any but hard interrupts (with TIMER_IRQSAFE these too), and not under a lock that the
 * function takes.
 */
int timer_delete_sync(struct timer_list *timer);
/** timer_delete_sync_try - -1 where its function runs elsewhere, and nothing is done. */
int timer_delete_sync_try(struct timer_list *timer);

/**
 * timer_shutdown, timer_shutdown_sync - timer_delete() and timer_delete_sync() for ever: arming
 * @timer does nothing from now on, until it is set up again.
 *
 * So a timer and work that arm each other can be ended.
 * Return: 1 where it was armed, else 0.
 * Context: as theirs.
 */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

#define del_timer(timer)	     timer_delete(timer)
#define del_timer_sync(timer)	     timer_delete_sync(timer)
#define del_singleshot_timer_sync(t) timer_delete_sync(t)
#define try_to_del_timer_sync(timer) timer_delete_sync_try(timer)

#endif
