/* SPDX-License-Identifier: MIT */
/**
 * DOC: Per-CPU variables: how they are declared, and reached
 *
 * A __percpu pointer names one variable that exists once for each CPU.  It is not an address to
 * be used as such: CPU n's copy stands at a fixed distance from it,
 *
 *	address(p, n) = p + (n + 1) * PCPU_UNIT_SIZE
 *
 * the same for static variables of the core, static variables of modules, and memory from
 * alloc_percpu().  So one addition reaches any copy, a pointer to any of them may be handed from
 * module to module, and no table is read on the way.
 *
 * For static variables the pointer is the address of the variable as the compiler knows it: the
 * initial image, in the section PERCPU_SECTION, which nobody writes.  The linker script
 * mm/percpu/percpu.lds puts the copies' room right behind the image, in the section
 * PERCPU_ROOM_SECTION, which takes address space but no space in the file:
 *
 *	percpu_data | percpu_room
 *	image       | ...   CPU 0's copy   ...   CPU 1's copy   ...
 *	p             ...   p + 1 unit     ...   p + 2 units    ...
 *
 * Whoever links code with static per-CPU variables (a module, the test program) passes
 * -Wl,-T,mm/percpu/percpu.lds; the script adds to the linker's own and changes nothing where
 * there are no such variables.  Whoever loads such code calls percpu_module_add() before it runs.
 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/cache.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/threads.h>
#include <asm/page.h>

/* The largest per-CPU allocation there may be.  percpu.lds repeats the number that is usual. */
#define PCPU_UNIT_SHIFT CONFIG_PERCPU_SHIFT
#define PCPU_UNIT_SIZE	(1UL << PCPU_UNIT_SHIFT)

/* ---- static variables ------------------------------------------------------------------------ */

/* C identifiers, so that linkers and sanitizers treat the section as a table, not as variables. */
#define PERCPU_SECTION	    "percpu_data"
#define PERCPU_ROOM_SECTION "percpu_room"

#define DECLARE_PER_CPU_SECTION(type, name, sec) \
	extern __attribute__((section(PERCPU_SECTION sec))) __typeof__(type) name
#define DEFINE_PER_CPU_SECTION(type, name, sec) \
	__attribute__((section(PERCPU_SECTION sec))) __typeof__(type) name

#define DECLARE_PER_CPU(type, name) DECLARE_PER_CPU_SECTION(type, name, "")
#define DEFINE_PER_CPU(type, name)  DEFINE_PER_CPU_SECTION(type, name, "")

/* Before all others but whole pages. */
#define DECLARE_PER_CPU_FIRST(type, name) DECLARE_PER_CPU_SECTION(type, name, "_first")
#define DEFINE_PER_CPU_FIRST(type, name)  DEFINE_PER_CPU_SECTION(type, name, "_first")

/* Read and written by other CPUs too, so that it shares its cache lines with nothing. */
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "_aligned") ____cacheline_aligned_in_smp
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "_aligned") ____cacheline_aligned_in_smp
#define DECLARE_PER_CPU_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "_aligned") ____cacheline_aligned
#define DEFINE_PER_CPU_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "_aligned") ____cacheline_aligned
#define DECLARE_PER_CPU_CACHE_HOT(type, name) DECLARE_PER_CPU_SECTION(type, name, "_aligned")
#define DEFINE_PER_CPU_CACHE_HOT(type, name)  DEFINE_PER_CPU_SECTION(type, name, "_aligned")

/* Whole pages stand where the image begins, so that no room is lost before them. */
#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name) \
	DECLARE_PER_CPU_SECTION(type, name, "_pages") __attribute__((aligned(PAGE_SIZE)))
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) \
	DEFINE_PER_CPU_SECTION(type, name, "_pages") __attribute__((aligned(PAGE_SIZE)))

/* Read by many, hardly ever written: away from what is written all the time. */
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) DECLARE_PER_CPU_SECTION(type, name, "_read_mostly")
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)	DEFINE_PER_CPU_SECTION(type, name, "_read_mostly")

#define EXPORT_PER_CPU_SYMBOL(var)     EXPORT_SYMBOL(var)
#define EXPORT_PER_CPU_SYMBOL_GPL(var) EXPORT_SYMBOL_GPL(var)

/**
 * percpu_module_add - give the static per-CPU variables of loaded code a copy on each CPU.
 * @start: first byte of the image (section PERCPU_SECTION).
 * @size: its bytes; 0 is nothing to do.
 * @end: end of the room behind it (section PERCPU_ROOM_SECTION).
 *
 * Every copy is initialised from the image.  Called before the code runs, and undone by
 * percpu_module_del() when no code uses the variables any more.
 *
 * Return: 0; -EINVAL where the image is larger than a unit or the room does not hold the copies,
 * which is code that was linked without percpu.lds; -EEXIST where it overlaps what was added.
 * Context: process.
 */
int percpu_module_add(const void *start, size_t size, const void *end);

/** percpu_module_del - undo percpu_module_add(); what was never added is ignored. */
void percpu_module_del(const void *start);

/* ---- addresses ------------------------------------------------------------------------------- */

#define __verify_pcpu_ptr(ptr)                                               \
	do {                                                                 \
		const void __percpu *__vpp_verify = (typeof((ptr) + 0))NULL; \
		(void)__vpp_verify;                                          \
	} while (0)

/* per_cpu_offset - bytes from a __percpu pointer to @cpu's copy. */
#define per_cpu_offset(cpu) (((unsigned long)(cpu) + 1) << PCPU_UNIT_SHIFT)
#define __my_cpu_offset	    per_cpu_offset(raw_smp_processor_id())
#define my_cpu_offset	    __my_cpu_offset

/* The compiler must not know that the copy lies outside the object that @ptr points to. */
#define SHIFT_PERCPU_PTR(ptr, offset) RELOC_HIDE((typeof(*(ptr)) __kernel __force *)(ptr), (offset))

/** per_cpu_ptr - @cpu's copy of what the __percpu pointer @ptr names. */
#define per_cpu_ptr(ptr, cpu)                                 \
	({                                                    \
		__verify_pcpu_ptr(ptr);                       \
		SHIFT_PERCPU_PTR((ptr), per_cpu_offset(cpu)); \
	})

/** raw_cpu_ptr - the copy of the CPU this runs on, which may be another one an instant later. */
#define raw_cpu_ptr(ptr)                                  \
	({                                                \
		__verify_pcpu_ptr(ptr);                   \
		SHIFT_PERCPU_PTR((ptr), __my_cpu_offset); \
	})

/** this_cpu_ptr - the same, for a caller that stays on its CPU. */
#define this_cpu_ptr(ptr)                                                    \
	({                                                                   \
		__verify_pcpu_ptr(ptr);                                      \
		SHIFT_PERCPU_PTR((ptr), per_cpu_offset(smp_processor_id())); \
	})

/** per_cpu - the variable @var of @cpu, as an lvalue. */
#define per_cpu(var, cpu) (*per_cpu_ptr(&(var), cpu))

/* The spellings before 3.19. */
#define __get_cpu_var(var)     (*this_cpu_ptr(&(var)))
#define __raw_get_cpu_var(var) (*raw_cpu_ptr(&(var)))

/**
 * get_cpu_var - this CPU's copy of @var as an lvalue; put_cpu_var() ends its use.
 *
 * In between the caller may not sleep, and nothing else runs in such a section on this CPU.
 */
#define get_cpu_var(var)              \
	(*({                          \
		preempt_disable();    \
		this_cpu_ptr(&(var)); \
	}))
#define put_cpu_var(var)          \
	do {                      \
		(void)&(var);     \
		preempt_enable(); \
	} while (0)

/** get_cpu_ptr - the same for a __percpu pointer; put_cpu_ptr() ends its use. */
#define get_cpu_ptr(var)           \
	({                         \
		preempt_disable(); \
		this_cpu_ptr(var); \
	})
#define put_cpu_ptr(var)          \
	do {                      \
		(void)(var);      \
		preempt_enable(); \
	} while (0)

/* ---- operations ------------------------------------------------------------------------------ */

/*
 * Three families, by what the caller knows:
 *
 *	this_cpu_OP	nothing: the operation is one step on one CPU, against all that runs there
 *	__this_cpu_OP	it holds the CPU (get_cpu(), preempt_disable(), a spinlock, ...)
 *	raw_cpu_OP	it does not mind a lost update or another CPU's copy
 *
 * The first is defined in <asm/percpu.h>, from steps of the world below (port/step.h); the other
 * two are plain accesses.  Operands are integers and pointers of up to 8 bytes; a value is computed
 * before the step begins.
 */
#include <asm/percpu.h>

#define this_cpu_sub(pcp, val)	      this_cpu_add(pcp, -(typeof(pcp))(val))
#define this_cpu_inc(pcp)	      this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp)	      this_cpu_sub(pcp, 1)
#define this_cpu_sub_return(pcp, val) this_cpu_add_return(pcp, -(typeof(pcp))(val))
#define this_cpu_inc_return(pcp)      this_cpu_add_return(pcp, 1)
#define this_cpu_dec_return(pcp)      this_cpu_sub_return(pcp, 1)

/* __percpu_try - the try_cmpxchg() form of @cmpxchg: on failure *@ovalp is what was found. */
#define __percpu_try(cmpxchg, pcp, ovalp, nval)                                  \
	({                                                                       \
		typeof(ovalp) __try_ovalp = (ovalp);                             \
		typeof(*__try_ovalp) __try_old = *__try_ovalp;                   \
		typeof(*__try_ovalp) __try_seen = cmpxchg(pcp, __try_old, nval); \
                                                                                 \
		*__try_ovalp = __try_seen;                                       \
		__try_seen == __try_old;                                         \
	})
#define this_cpu_try_cmpxchg(pcp, ovalp, nval) __percpu_try(this_cpu_cmpxchg, pcp, ovalp, nval)

#define raw_cpu_read(pcp)	     (*raw_cpu_ptr(&(pcp)))
#define raw_cpu_write(pcp, val)	     ((void)(*raw_cpu_ptr(&(pcp)) = (val)))
#define raw_cpu_add(pcp, val)	     ((void)(*raw_cpu_ptr(&(pcp)) += (val)))
#define raw_cpu_and(pcp, val)	     ((void)(*raw_cpu_ptr(&(pcp)) &= (val)))
#define raw_cpu_or(pcp, val)	     ((void)(*raw_cpu_ptr(&(pcp)) |= (val)))
#define raw_cpu_add_return(pcp, val) (*raw_cpu_ptr(&(pcp)) += (val))
#define raw_cpu_xchg(pcp, nval)	     __percpu_step(pcp, nval, *__step_p = __step_v)
#define raw_cpu_cmpxchg(pcp, oval, nval) \
	__percpu_step2(pcp, oval, nval, *__step_p = __step_old == __step_o ? __step_v : __step_old)

#define raw_cpu_sub(pcp, val)		      raw_cpu_add(pcp, -(typeof(pcp))(val))
#define raw_cpu_inc(pcp)		      raw_cpu_add(pcp, 1)
#define raw_cpu_dec(pcp)		      raw_cpu_sub(pcp, 1)
#define raw_cpu_sub_return(pcp, val)	      raw_cpu_add_return(pcp, -(typeof(pcp))(val))
#define raw_cpu_inc_return(pcp)		      raw_cpu_add_return(pcp, 1)
#define raw_cpu_dec_return(pcp)		      raw_cpu_sub_return(pcp, 1)
#define raw_cpu_try_cmpxchg(pcp, ovalp, nval) __percpu_try(raw_cpu_cmpxchg, pcp, ovalp, nval)

#define __this_cpu_read(pcp)			 raw_cpu_read(pcp)
#define __this_cpu_write(pcp, val)		 raw_cpu_write(pcp, val)
#define __this_cpu_add(pcp, val)		 raw_cpu_add(pcp, val)
#define __this_cpu_sub(pcp, val)		 raw_cpu_sub(pcp, val)
#define __this_cpu_inc(pcp)			 raw_cpu_inc(pcp)
#define __this_cpu_dec(pcp)			 raw_cpu_dec(pcp)
#define __this_cpu_and(pcp, val)		 raw_cpu_and(pcp, val)
#define __this_cpu_or(pcp, val)			 raw_cpu_or(pcp, val)
#define __this_cpu_add_return(pcp, val)		 raw_cpu_add_return(pcp, val)
#define __this_cpu_sub_return(pcp, val)		 raw_cpu_sub_return(pcp, val)
#define __this_cpu_inc_return(pcp)		 raw_cpu_inc_return(pcp)
#define __this_cpu_dec_return(pcp)		 raw_cpu_dec_return(pcp)
#define __this_cpu_xchg(pcp, nval)		 raw_cpu_xchg(pcp, nval)
#define __this_cpu_cmpxchg(pcp, oval, nval)	 raw_cpu_cmpxchg(pcp, oval, nval)
#define __this_cpu_try_cmpxchg(pcp, ovalp, nval) raw_cpu_try_cmpxchg(pcp, ovalp, nval)

#endif
