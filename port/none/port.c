// SPDX-License-Identifier: MIT
/*
 * The port to nothing: the template for a new one.
 *
 * It compiles for any processor and links with the core.  A machine on it has no memory, so
 * port_start() refuses; what a real port would do stands with each function.  Copy the folder,
 * and replace the bodies from the top down: after the console, a failing test can say so.
 */
#include <linux/errno.h>
#include <port/port.h>
#include <port/slot.h>
#include <port/stack.h>

struct port_info port;

static struct port_thread only_thread = { .cpu = -1, .home_cpu = -1 };

/*
 * Fill in @port: the ranges of RAM from the boot loader, the base of the direct map, the addresses
 * kept for vmalloc and kmap, the CPUs and their slot memory.  Where RAM cannot be chosen, @config
 * says only the profile.
 */
int port_start(const struct machine_config *config)
{
	return -ENOSYS;
}

const char *port_error(void)
{
	return "this port has no memory";
}

/* Undo port_start(); on bare metal there is nobody to give anything back to. */
void port_stop(void)
{
}

/* Write page-table entries for the run and make this CPU see them. */
int port_map(unsigned long addr, unsigned long pfn, unsigned long nr)
{
	return -ENOSYS;
}

/* Clear the entries, then flush the translations of every CPU. */
void port_unmap(unsigned long addr, unsigned long nr)
{
}

/* A hint; a port whose RAM is always there does nothing. */
void port_warm(unsigned long pfn, unsigned long nr)
{
}

/* A port that owns its RAM does nothing, and says in ram_zeroed what untouched RAM reads as. */
void port_release(unsigned long pfn, unsigned long nr)
{
}

/* The record of the running thread: a per-CPU pointer that the context switch sets. */
struct port_thread *port_self(void)
{
	return &only_thread;
}

/* The number of this CPU, from a segment register or a hardware register. */
unsigned int port_cpu(void)
{
	return 0;
}

/* With one thread a CPU, no preemption is all it takes: turn the scheduler off. */
void port_cpu_hold(void)
{
	only_thread.cpu = 0;
}

void port_cpu_release(void)
{
	only_thread.cpu = -1;
}

/* Tell the scheduler; with one CPU there is nothing to choose. */
int port_cpu_bind(int cpu)
{
	return cpu <= 0 ? 0 : -EINVAL;
}

/* Move its threads away, then turn the CPU off by the firmware; with one CPU there is no way. */
void port_cpu_stop(void)
{
}

/* Turn the CPU on, and move there; what it runs first is the caller's, with interrupts masked. */
void port_cpu_resume(unsigned int cpu)
{
}

/* Mask interrupts, and return what the mask was. */
unsigned long port_irq_save(void)
{
	return only_thread.irq_depth++;
}

void port_irq_restore(unsigned long flags)
{
	only_thread.irq_depth = (u32)flags;
}

/* Make a stack and a record, and give them to the scheduler. */
int port_thread_start(void (*fn)(void *arg), void *arg, const char *name)
{
	return -ENOSYS;
}

/* With a scheduler: queue the thread on @word.  Without one: spin until it changes. */
int port_wait(u32 *word, u32 value, u64 timeout_ns)
{
	return -ETIMEDOUT;
}

/* Make queued threads runnable. */
void port_wake(u32 *word, unsigned int nr)
{
}

/* The pause instruction, or the scheduler. */
void port_yield(void)
{
}

/* A counter of the processor or the board, scaled to nanoseconds. */
u64 port_time_ns(void)
{
	return 0;
}

/* A serial line, or semihosting. */
void port_console(const char *text, size_t len)
{
}

/* Print nothing more; stop the board, or leave the emulator with a status. */
void port_panic(void)
{
	for (;;)
		port_yield();
}

/* Follow the frame pointers within the thread's stack. */
unsigned int port_stack_trace(unsigned long *entries, unsigned int nr, unsigned int skip)
{
	return 0;
}

/* Move the stack pointer and call, in a frame that a trace can pass; see port/host/stack.c. */
void port_stack_call(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	fn(arg);
}

/* Where every stack is a kernel's there is no other. */
void port_stack_own(void (*fn)(void *arg), void *arg)
{
	fn(arg);
}

/* Interrupt every CPU that may be inside an operation, and wait until each has answered. */
void port_slot_fence(void)
{
}
