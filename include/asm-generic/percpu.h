/* SPDX-License-Identifier: MIT */
/*
 * The port_this_cpu_* primitives where a world offers none of its own.
 *
 * The CPU is held around a plain access.  That excludes every thread that is in a section of its
 * own on that CPU, and every other port_this_cpu_*; and what is reached belongs to the CPU held.
 */
#ifndef _ASM_GENERIC_PERCPU_H
#define _ASM_GENERIC_PERCPU_H

#include <linux/compiler.h>
#include <linux/preempt.h>

/*
 * One step on this CPU's copy, the result of which is the value before it.  In @change,
 * __step_p is the copy, __step_old its value, __step_v the operand.
 */
#define __percpu_step(pcp, val, change)                        \
	({                                                     \
		typeof(pcp) __step_v = (val);                  \
		typeof(&(pcp)) __step_p = raw_cpu_ptr(&(pcp)); \
		typeof(pcp) __step_old = *__step_p;            \
                                                               \
		change;                                        \
		__step_old;                                    \
	})
/* The same with a second operand, __step_o. */
#define __percpu_step2(pcp, oval, nval, change)   \
	({                                        \
		typeof(pcp) __step_o = (oval);    \
                                                  \
		__percpu_step(pcp, nval, change); \
	})

/* __percpu_held - __percpu_step() with the CPU held; @result is of the same names. */
#define __percpu_held(pcp, val, change, result)                          \
	({                                                               \
		typeof(pcp) __step_v = (val), __step_old, __step_result; \
		typeof(&(pcp)) __step_p;                                 \
                                                                         \
		preempt_disable_notrace();                               \
		__step_p = raw_cpu_ptr(&(pcp));                          \
		__step_old = *__step_p;                                  \
		change;                                                  \
		__step_result = (result);                                \
		preempt_enable_notrace();                                \
		__step_result;                                           \
	})

#ifndef port_this_cpu_read
#define port_this_cpu_read(pcp)                      \
	({                                           \
		typeof(pcp) __read_value;            \
                                                     \
		preempt_disable_notrace();           \
		__read_value = *raw_cpu_ptr(&(pcp)); \
		preempt_enable_notrace();            \
		__read_value;                        \
	})
#endif

#ifndef port_this_cpu_write
#define port_this_cpu_write(pcp, val)                 \
	do {                                          \
		typeof(pcp) __write_value = (val);    \
                                                      \
		preempt_disable_notrace();            \
		*raw_cpu_ptr(&(pcp)) = __write_value; \
		preempt_enable_notrace();             \
	} while (0)
#endif

/* __percpu_change - @op= on this CPU's copy with the CPU held; no result. */
#define __percpu_change(pcp, val, op)               \
	do {                                        \
		typeof(pcp) __change_v = (val);     \
                                                    \
		preempt_disable_notrace();          \
		*raw_cpu_ptr(&(pcp)) op __change_v; \
		preempt_enable_notrace();           \
	} while (0)

#ifndef port_this_cpu_add
#define port_this_cpu_add(pcp, val) __percpu_change(pcp, val, +=)
#endif

#ifndef port_this_cpu_and
#define port_this_cpu_and(pcp, val) __percpu_change(pcp, val, &=)
#endif

#ifndef port_this_cpu_or
#define port_this_cpu_or(pcp, val) __percpu_change(pcp, val, |=)
#endif

#ifndef port_this_cpu_add_return
#define port_this_cpu_add_return(pcp, val) \
	__percpu_held(pcp, val, *__step_p = __step_old + __step_v, *__step_p)
#endif

#ifndef port_this_cpu_xchg
#define port_this_cpu_xchg(pcp, nval) __percpu_held(pcp, nval, *__step_p = __step_v, __step_old)
#endif

#ifndef port_this_cpu_cmpxchg
#define port_this_cpu_cmpxchg(pcp, oval, nval)                                             \
	({                                                                                 \
		typeof(pcp) __step_o = (oval);                                             \
                                                                                           \
		__percpu_held(pcp, nval, if (__step_old == __step_o) *__step_p = __step_v, \
			      __step_old);                                                 \
	})
#endif

#endif
