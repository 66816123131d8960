/* SPDX-License-Identifier: MIT */
/**
 * DOC: The contract with the world below
 *
 * Everything above this header is portable and freestanding.  A port is one
 * folder that defines the functions below and fills in &struct port_info; the
 * build links exactly one.  port/none is the template: it compiles, and every
 * function in it says what a real one would do.
 *
 * Preconditions that hold for every call unless its comment says otherwise:
 *
 * - port_start() has returned 0 and port_stop() has not been called;
 * - addresses and lengths are whole pages, frames are frame numbers;
 * - a call may come from any thread and any context, and never sleeps;
 * - errors are negative errno values, and a failed call changed nothing.
 */
#ifndef PORT_PORT_H
#define PORT_PORT_H

#include <port/types.h>

/** enum machine_profile - what limits the machine's zones: see mm/boot/profile.c. */
enum machine_profile { PROFILE_PC64, PROFILE_PC32, PROFILE_NOMMU };

/* Derived: 64 virtual CPUs and 16 nodes keep every per-CPU and per-node table under a page. */
#if CONFIG_NODES_SHIFT
#define PORT_MAX_NODES 16
#else
#define PORT_MAX_NODES 1
#endif
#define PORT_MAX_RANGES (2 * PORT_MAX_NODES)

/*
 * Memory of a machine that can grow comes and goes in sections of eight largest blocks, 32 MiB with
 * pages of 4 KiB: few enough to have a bit each in the largest machine, small enough that a
 * machine that grows takes little more than it needs.
 */
#define PORT_SECTION_SHIFT (CONFIG_PAGE_SHIFT + CONFIG_MAX_ORDER + 3)
#define PORT_SECTION_BYTES (1ul << PORT_SECTION_SHIFT)

/* Calls kept of where atomic context was entered: a lock, its caller, and how that came about. */
#define PORT_ATOMIC_CALLS 8

/* Bytes of a thread's record kept for struct task_struct; asserted in kernel/task.c. */
#define PORT_TASK_ROOM 512

/* A machine with all the memory that the board has, where that is given. */
#define PORT_ALL_MEMORY (1ull << 63)

/**
 * struct machine_config - what machine to boot.
 * @profile: the layout of zones.
 * @memory: bytes of RAM over all nodes, or PORT_ALL_MEMORY; of a machine that can grow, at boot,
 *	where each node's share is rounded up to sections.
 * @max_memory: bytes of RAM that the machine may grow to, over all nodes; 0 for one that has all
 *	of @memory at boot.
 * @nodes: number of NUMA nodes, 1 to PORT_MAX_NODES.
 * @distance: how far node [row] is from node [column]: 10 to itself, more to others; all 0: the
 *	nodes stand in a ring.
 * @cpus: number of CPUs to simulate; 0 takes the world's own.
 * @movable: bytes of @memory, at its end, that hold movable pages alone (ZONE_MOVABLE).
 * @cma: bytes of @memory that a CMA area may claim as runs, and lends to movable pages meanwhile.
 * @no_grouping: do not keep kinds of pages apart (to see what that is good for).
 * @mem_profiling: note which call site takes which memory (mm/boot/tag_map.c).
 * @debug: slab_debug= of the kernel: LETTERS[,CACHES][;...], or NULL.
 * @slab_harden: caches whose free lists are hidden and checked, as a list of patterns; 1: all.
 * @slab_randomize: caches each of whose slabs hands its objects out in an order of its own.
 * @init_on_alloc, @init_on_free: caches whose objects are zeroed when they go out or come back.
 * @devices: register blocks on the bus, as docs/devices.md describes; or NULL.
 * @device_log: print each access of device memory.
 * @stack: bytes of a kernel stack: a power of two, a page at least; 0: 8 KiB, or a page.
 * @seed: threads take turns, in an order that follows from this number (port/turns.h); 0: they run
 *	as the world has them.
 * @quiet: print no boot log.
 */
struct machine_config {
	enum machine_profile profile;
	u64 memory;
	u64 max_memory;
	unsigned int nodes;
	u8 distance[PORT_MAX_NODES][PORT_MAX_NODES];
	unsigned int cpus;
	u64 movable, cma;
	const char *debug;
	const char *slab_harden, *slab_randomize;
	const char *init_on_alloc, *init_on_free;
	const char *devices;
	unsigned int stack;
	u64 seed;
	bool no_grouping;
	bool mem_profiling;
	bool device_log;
	bool quiet;
};

/**
 * struct port_range - a run of RAM: physical bytes [start, end) of one node.
 *
 * The ranges are those of the largest machine this one may become; which sections of them are used
 * is for mm to decide (mm/page/section.c).  No section has RAM of two nodes where it can grow.
 */
struct port_range {
	phys_addr_t start, end;
	int nid;
};

/* Pieces of a board's RAM that are the firmware's or the port's own. */
#define PORT_MAX_RESERVED 8

/**
 * struct port_interrupt - an interrupt that is the world's own affair, for /proc/interrupts.
 * @label: three letters; @what: what it is.
 * @count: how often @cpu has had it.
 */
struct port_interrupt {
	const char *label, *what;
	u32 (*count)(unsigned int cpu);
};

/**
 * struct port_info - what the world offers, as data; filled by port_start().
 * @reserved: physical bytes within @ranges that are not the machine's: it has struct pages for them
 *	and nothing else.
 * @page_offset: address of physical 0 in the direct map.
 * @direct_end: first physical address that the direct map does not reach.
 * @vmalloc_start: address space for mapped memory, [start, end); empty without an MMU.  The page
 *	below is mapped for nobody, as the one behind each area is.
 * @window_start: where the windows begin, the last addresses of vmalloc space.
 * @window_bytes: addresses of one window; frame f has its place f pages into each.
 * @nr_windows: how many there are; 0 where the world has none.
 * @kmap_start: address space for permanent and per-CPU kmap slots, [start, end).
 * @user_start: addresses that user memory may be given, [start, end), as low as the world lets them
 *	be; the kernel's own code reaches nothing at them.  Empty where the world has none.
 * @slot_base: per-CPU slot memory of CPU 0 (see port/slot.h).
 * @nr_cpus: CPUs of the machine: every port_cpu() is below this.
 * @nr_slot_cpus: slot memories there are.
 * @lockless_slots: port_slot_*() work without a lock; else mm takes a lock around a plain array.
 * @ram_zeroed: RAM that was never written reads as zeros.
 * @has_mmu: port_map() works.
 * @cpus_can_stop: port_cpu_stop() works: the CPUs are simulated, or the port can turn them off.
 * @stacks: port_stack_call() runs code on another stack (see port/stack.h).
 * @interrupts: @nr_interrupts of the world's own on these CPUs, where it has any.
 * @wall_offset: what to add to port_time_ns() for nanoseconds since 1970 UTC; 0 where unknown.
 */
struct port_info {
	struct port_range ranges[PORT_MAX_RANGES];
	unsigned int nr_ranges;
	struct port_range reserved[PORT_MAX_RESERVED];
	unsigned int nr_reserved;
	unsigned long page_offset;
	phys_addr_t direct_end;
	unsigned long vmalloc_start, vmalloc_end;
	unsigned long window_start, window_bytes;
	unsigned int nr_windows;
	unsigned long kmap_start, kmap_end;
	unsigned long user_start, user_end;
	char *slot_base;
	unsigned int nr_cpus, nr_slot_cpus;
	bool lockless_slots;
	bool ram_zeroed;
	bool has_mmu;
	bool cpus_can_stop;
	bool stacks;
	const struct port_interrupt *interrupts;
	unsigned int nr_interrupts;
	u64 wall_offset;
};

/** port - the running world's data; constant between port_start() and port_stop(). */
extern struct port_info port;

/**
 * struct port_placement - where a thread's pages come from, and who pays for them.
 * @nodes: the set of nodes of its policy.
 * @allowed: the nodes that it may use; 0: all.
 * @boot: the number of the machine that this is about; in another one it says nothing.
 * @policy: MPOL_*.
 * @last: the node of its last interleaved page.
 * @group: the group it charges, by number; 0: the machine's.
 * @interleaved: the request in progress is one for node @last by turn.
 */
struct port_placement {
	unsigned long nodes, allowed;
	u32 boot;
	u8 policy, last, group;
	bool interleaved;
};

struct port_stack;

/**
 * struct port_thread - what the core keeps for each thread of execution.
 * @preempt_count: nesting of sections that may not sleep; its fields are those of linux/preempt.h.
 * @irq_depth: 1 while this thread keeps interrupts off, else 0.
 * @irq_flags: what port_irq_save() gave when they went off.
 * @rcu_depth: nesting of RCU read-side sections, for reports.
 * @alloc_scope: PF_MEMALLOC* bits of a thread that has no @task; see memalloc_scope().
 * @task_flags: the word of @task that has them, or NULL.
 * @cpu: the CPU held while preempt_count is not 0, else -1.
 * @home_cpu: the simulated CPU this thread is placed on, or the one it is bound to, else -1.
 * @insists: it repeats a request until it is served: see mm_trace_insist().
 * @bound: it stays there; others go where a CPU is free.
 * @task: the modules' world's own record (struct task_struct).
 * @atomic_ip: where atomic context was entered, for reports.
 * @atomic_calls: the calls that led there, @atomic_nr of them from @atomic_ip on; where kept.
 * @place: mm/page's own: policy, fence and payer.
 * @stack: the stack that it runs on, and those that it left for that; NULL: its own.
 * @alloc_tag: the call site whose call of an allocator it is in (struct alloc_tag), or NULL.
 * @locks: the record of the locks that it holds, where they are followed; else NULL.
 * @guard: the guarded call that it is in, where the kernel catches faults itself; else NULL.
 * @lock_nest, @lock_subclass: what lock_nest() said of the next lock that it takes.
 * @task_room: memory for @task, so that the record of a thread the core did not start lives
 *	exactly as long as the thread.
 */
struct port_thread {
	u32 preempt_count;
	u32 irq_depth;
	u32 rcu_depth;
	u32 alloc_scope;
	int cpu;
	int home_cpu;
	bool bound;
	bool insists;
	void *task;
	u32 *task_flags;
	unsigned long atomic_ip;
	unsigned long atomic_calls[PORT_ATOMIC_CALLS];
	u32 atomic_nr;
	unsigned long irq_flags;
	struct port_placement place;
	struct port_stack *stack;
	void *alloc_tag;
	void *locks;
	void *guard;
	const void *lock_nest;
	u32 lock_subclass;
	u64 task_room[PORT_TASK_ROOM / sizeof(u64)];
};

/* ---- life ---------------------------------------------------------------------------------- */

/**
 * port_start - make RAM, address space and CPUs for a machine, and fill in @port.
 * Return: 0; -EINVAL for an impossible machine, -ENODEV for one that the board has not got,
 * -ENOMEM where the world refuses the memory, -EBUSY where a machine runs already.
 */
int port_start(const struct machine_config *config);

/** port_error - why the last port_start() failed, in one line. */
const char *port_error(void);

/** port_stop - give everything back; no pointer into the machine is valid afterwards. */
void port_stop(void);

/* ---- memory -------------------------------------------------------------------------------- */

/**
 * port_map - map @nr frames from @pfn on at kernel address @addr, readable and writable.
 * Replaces what was mapped there.
 *
 * The world may count mappings.  In a window a frame is mapped at its own place there alone, and
 * that uses up none of them.
 *
 * Return: 0, or -ENOMEM where the world's limit on mappings is reached.
 */
int port_map(unsigned long addr, unsigned long pfn, unsigned long nr);

/** port_unmap - make [@addr, @addr + @nr pages) fault again, on every CPU; cannot fail. */
void port_unmap(unsigned long addr, unsigned long nr);

/** port_warm - expect @nr frames from @pfn on to be written soon; a hint. */
void port_warm(unsigned long pfn, unsigned long nr);

/** port_release - give the contents of @nr frames back; they read as zeros when used again. */
void port_release(unsigned long pfn, unsigned long nr);

/* ---- CPUs ---------------------------------------------------------------------------------- */

/** port_self - this thread's record; never NULL. */
struct port_thread *port_self(void);

/** port_cpu - the CPU this thread runs on; stable only while a CPU is held. */
unsigned int port_cpu(void);

/**
 * port_cpu_hold - take the CPU this thread runs on: no other thread holds it until
 * port_cpu_release(), and port_cpu() does not change.  Not nested; waits for the holder.
 */
void port_cpu_hold(void);
void port_cpu_release(void);

/**
 * port_cpu_bind - keep this thread on @cpu from now on; -1: anywhere again.
 * The caller holds no CPU.
 * Return: 0; -EINVAL where there is no such CPU, or the world does not let the thread run there.
 */
int port_cpu_bind(int cpu);

/**
 * port_cpu_stop - port_cpu_release() of a CPU that goes out of use, until port_cpu_resume().
 *
 * Nobody holds it or comes to it from now on, and threads that were on it find themselves
 * elsewhere, bound ones too.  Somebody above keeps such calls apart, and leaves a CPU in use.  Only
 * where port.cpus_can_stop.
 */
void port_cpu_stop(void);

/** port_cpu_resume - port_cpu_hold() of @cpu, which was stopped and is in use again. */
void port_cpu_resume(unsigned int cpu);

/** port_irq_save - keep interrupts off this CPU; returns what port_irq_restore() needs. */
unsigned long port_irq_save(void);
void port_irq_restore(unsigned long flags);

/**
 * port_thread_start - start a thread that calls @fn(@arg) and ends when @fn returns.
 * The thread gets a record of its own (port_self()) and holds no CPU; nobody waits for its end,
 * so @fn tells by its own means when it is done with the machine.
 * @name: shown by the world's tools; need not outlive the call.
 * Return: 0, or -EAGAIN where the world refuses another thread, -ENOSYS where it has none.
 */
int port_thread_start(void (*fn)(void *arg), void *arg, const char *name);

/* ---- waiting and time ----------------------------------------------------------------------- */

/**
 * port_wait - sleep while *@word is @value, until port_wake() or for @timeout_ns (0: no limit).
 * May return early for no reason.
 * Return: 0, or -ETIMEDOUT.
 */
int port_wait(u32 *word, u32 value, u64 timeout_ns);

/** port_wake - wake at most @nr threads that sleep in port_wait() on @word. */
void port_wake(u32 *word, unsigned int nr);

/** port_yield - let another thread run; also the pause of a spin loop. */
void port_yield(void);

/** port_time_ns - nanoseconds since some fixed moment; never goes back. */
u64 port_time_ns(void);

/* ---- voice ---------------------------------------------------------------------------------- */

/** port_console - write text where a person sees it; valid before port_start(). */
void port_console(const char *text, size_t len);

/** port_panic - stop for good, after the reason was printed; valid before port_start(). */
void port_panic(void) __attribute__((noreturn));

/**
 * port_stack_trace - return addresses of the callers, innermost first.
 * @entries: where to; @nr: at most; @skip: how many of the innermost to leave out.
 * Return: how many were stored.
 */
unsigned int port_stack_trace(unsigned long *entries, unsigned int nr, unsigned int skip);

#endif
