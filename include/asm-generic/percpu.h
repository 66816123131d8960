/* SPDX-License-Identifier: MIT */
/*
 * The operations this_cpu_*() on a variable.
 *
 * Each is tried as one step of the world below (port/step.h).  Where that cannot be, the CPU is
 * held around plain accesses: that waits for whoever is in a section of its own on that CPU, is a
 * section of its own against every other this_cpu_*(), and what is reached belongs to the CPU held.
 */
#ifndef _ASM_GENERIC_PERCPU_H
#define _ASM_GENERIC_PERCPU_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <port/step_ops.h>

static_assert(PORT_STEP_SHIFT == PCPU_UNIT_SHIFT, "a step goes from copy to copy by units");

/*
 * One plain access to this CPU's copy, the result of which is the value before it.  In @change,
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

/* __percpu_held - __percpu_step() with the CPU held. */
#define __percpu_held(pcp, val, change)                       \
	({                                                    \
		typeof(pcp) __held_old;                       \
                                                              \
		preempt_disable_notrace();                    \
		__held_old = __percpu_step(pcp, val, change); \
		preempt_enable_notrace();                     \
		__held_old;                                   \
	})

#define __percpu_held_read(pcp)                      \
	({                                           \
		typeof(pcp) __held_value;            \
                                                     \
		preempt_disable_notrace();           \
		__held_value = *raw_cpu_ptr(&(pcp)); \
		preempt_enable_notrace();            \
		__held_value;                        \
	})

/* What a step is told of the variable that @p points to; and a value as a step has it. */
#define __percpu_of(p)	   per_cpu_ptr(p, 0), sizeof(*(p))
#define __percpu_bits(val) ((unsigned long)(val))

#define this_cpu_read(pcp)                                                   \
	({                                                                   \
		typeof(&(pcp)) __op_p = &(pcp);                              \
		typeof(pcp) __op_value;                                      \
		unsigned long __op_bits;                                     \
                                                                             \
		if (likely(port_step_read(__percpu_of(__op_p), &__op_bits))) \
			__op_value = (typeof(pcp))__op_bits;                 \
		else                                                         \
			__op_value = __percpu_held_read(*__op_p);            \
		__op_value;                                                  \
	})

/* __percpu_change - a step without a result, @held being how it is made with the CPU held. */
#define __percpu_change(step, pcp, val, held)                                    \
	do {                                                                     \
		typeof(&(pcp)) __op_p = &(pcp);                                  \
		typeof(pcp) __op_v = (val);                                      \
                                                                                 \
		if (unlikely(!step(__percpu_of(__op_p), __percpu_bits(__op_v)))) \
			__percpu_held(*__op_p, __op_v, held);                    \
	} while (0)

#define this_cpu_write(pcp, val) __percpu_change(port_step_write, pcp, val, *__step_p = __step_v)
#define this_cpu_add(pcp, val)	 __percpu_change(port_step_add, pcp, val, *__step_p += __step_v)
#define this_cpu_and(pcp, val)	 __percpu_change(port_step_and, pcp, val, *__step_p &= __step_v)
#define this_cpu_or(pcp, val)	 __percpu_change(port_step_or, pcp, val, *__step_p |= __step_v)

#define this_cpu_add_return(pcp, val)                                                              \
	({                                                                                         \
		typeof(&(pcp)) __op_p = &(pcp);                                                    \
		typeof(pcp) __op_v = (val), __op_sum;                                              \
		unsigned long __op_bits;                                                           \
                                                                                                   \
		if (likely(port_step_add_return(__percpu_of(__op_p), __percpu_bits(__op_v),        \
						&__op_bits)))                                      \
			__op_sum = (typeof(pcp))__op_bits;                                         \
		else                                                                               \
			__op_sum = __op_v + __percpu_held(*__op_p, __op_v, *__step_p += __step_v); \
		__op_sum;                                                                          \
	})

#define this_cpu_xchg(pcp, nval)                                                         \
	({                                                                               \
		typeof(&(pcp)) __op_p = &(pcp);                                          \
		typeof(pcp) __op_v = (nval), __op_old;                                   \
		unsigned long __op_bits;                                                 \
                                                                                         \
		if (likely(port_step_xchg(__percpu_of(__op_p), __percpu_bits(__op_v),    \
					  &__op_bits)))                                  \
			__op_old = (typeof(pcp))__op_bits;                               \
		else                                                                     \
			__op_old = __percpu_held(*__op_p, __op_v, *__step_p = __step_v); \
		__op_old;                                                                \
	})

#define this_cpu_cmpxchg(pcp, oval, nval)                                                         \
	({                                                                                        \
		typeof(&(pcp)) __op_p = &(pcp);                                                   \
		typeof(pcp) __op_o = (oval), __op_v = (nval), __op_old;                           \
		unsigned long __op_bits;                                                          \
                                                                                                  \
		if (likely(port_step_cmpxchg(__percpu_of(__op_p), __percpu_bits(__op_o),          \
					     __percpu_bits(__op_v), &__op_bits)))                 \
			__op_old = (typeof(pcp))__op_bits;                                        \
		else                                                                              \
			__op_old = __percpu_held(*__op_p, __op_v,                                 \
						 if (__step_old == __op_o) *__step_p = __step_v); \
		__op_old;                                                                         \
	})

#endif
