/* SPDX-License-Identifier: MIT */
/*
 * Entrance of port/bare: what all images for bare metal have in common, and what each board brings.
 *
 *	board's entry ──> bare_start()			main.c
 *	                    threads_init()		the scheduler		thread.c
 *	                    main(argc, argv)		the words of the boot loader's command line
 *	board's interrupts ─> thread_tick(), thread_preempt()
 *	board's faults ────> bare_trap()		trap.c
 *
 * What a board must have is declared in the second half, and by its <port/board.h>, which brings
 * what is inline: struct bare_cpu's address, interrupts on and off.
 */
#ifndef PORT_BARE_BARE_H
#define PORT_BARE_BARE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <port/bare_exit.h>
#include <port/port.h>
#include <port/slot.h>
#include <port/stack.h>
#include <port/trap.h>

#define BARE_PAGE	(1ul << CONFIG_PAGE_SHIFT)
#define BARE_RAM_RANGES 16
/* Bytes of a thread's own stack, and of the others that stack_take() gives. */
#define BARE_STACK_BYTES (16ul << 10)

/* ---- threads --------------------------------------------------------------------------------- */

enum thread_state { THREAD_READY, THREAD_RUNNING, THREAD_WAITING, THREAD_DEAD };

/**
 * struct thread - a thread, and what it sleeps on.
 *
 *	@state == THREAD_READY    <=>  it is in the queue, by @link
 *	@state == THREAD_WAITING  <=>  it is on the list of its @word, by @link
 *	@deadline != 0             =>  it is in the list of deadlines, by @timer
 *
 * @record: what port_self() returns.
 * @sp: where its registers are while it does not run.
 * @own: its own stack.
 * @word: what it sleeps on.
 * @woken: it was woken, so its time had not come.
 * @idle: it runs where no other can.
 * @machine: the one whose CPU its record names.
 * @space, @user: the program's that it runs, if any (port/user.h).
 * @user_sp: while that runs, where the processor finds this thread's stack.
 * @own_parts: see stack.c.
 */
struct thread {
	struct port_thread record;
	unsigned long sp;
	enum thread_state state;
	struct list_head link, timer;
	u32 *word;
	u64 deadline;
	bool woken, idle;
	u32 machine;
	struct port_space *space;
	struct port_user *user;
	unsigned long user_sp;
	struct port_stack own, own_parts[2];
	void (*fn)(void *arg);
	void *arg;
	char name[16];
};

/* Interrupts that a CPU is asked for by others, or by its timer. */
enum bare_interrupt { BARE_TICK, BARE_KICK, BARE_FENCE, BARE_FORGET, BARE_INTERRUPTS };

/**
 * struct bare_cpu - what a CPU knows about itself; <port/board.h> finds it.
 * @self: its own address, first, for processors that find this by a segment.
 * @current: the thread that runs.
 * @number: of the CPU.
 * @resched: another thread is to run as soon as nothing is in its way.
 * @board: two words of the board's own.
 * @online: it runs.
 * @kicked: it is idle, and has been told that it need not be.
 * @idle: what it runs where nothing can.
 * @slots: bytes from CPU 0's slot memory to this CPU's.
 * @copies: bytes from CPU 0's copies of per-CPU variables to this CPU's.
 * @steps: steps may be made here (port/step.h): the CPU is real, and nobody holds it.
 * @had: interrupts of each kind, so far.
 *
 * All but @online is changed on this CPU alone, or with the scheduler's lock.
 */
struct bare_cpu {
	struct bare_cpu *self;
	struct thread *current;
	u32 number;
	bool resched, online, kicked;
	unsigned long board[2];
	struct thread *idle;
	unsigned long slots, copies;
	u32 steps;
	u32 had[BARE_INTERRUPTS];
};

extern struct bare_cpu bare_cpus[CONFIG_NR_CPUS];
extern unsigned int bare_nr_cpus;

#include <port/board.h>

/** board_switch_user - @next is about to run instead of @before: programs' spaces and stacks. */
#ifdef BOARD_HAS_USER_MODE
void board_switch_user(const struct thread *before, const struct thread *next);
#else
static inline void board_switch_user(const struct thread *before, const struct thread *next)
{
}
#endif

/** bare_lock - spin for @word, with interrupts off. Return: what bare_unlock() is to be given. */
static inline unsigned long bare_lock(u32 *word)
{
	unsigned long flags = board_irq_save();

	while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE))
		board_pause();
	return flags;
}

static inline void bare_unlock(u32 *word, unsigned long flags)
{
	__atomic_store_n(word, 0, __ATOMIC_RELEASE);
	board_irq_restore(flags);
}

/* What CPUs want of each other: nothing, on a board that has one. */
#ifdef BOARD_HAS_OTHER_CPUS

/** board_kick - interrupt @cpu. */
void board_kick(unsigned int cpu);
/** board_fence - every other CPU has been interrupted, or was idle, when this returns. */
void board_fence(void);
/** board_idling - the idle thread is to run on this CPU, or no more; interrupts are off. */
void board_idling(bool idle);
/** board_stop_others - no other CPU goes any further when this returns. */
void board_stop_others(void);
/** board_tell_others - print where the CPUs were that board_stop_others() stopped. */
void board_tell_others(void);

#else

static inline void board_kick(unsigned int cpu)
{
}

static inline void board_fence(void)
{
}

static inline void board_idling(bool idle)
{
}

static inline void board_stop_others(void)
{
}

static inline void board_tell_others(void)
{
}

#endif

static __always_inline struct thread *current_thread(void)
{
	return board_current();
}

/** bare_had - the calling CPU has had an interrupt; interrupts are off. */
static inline void bare_had(enum bare_interrupt which)
{
	u32 *had = &board_cpu()->had[which];

	WRITE_ONCE(*had, *had + 1);
}

void threads_init(void);

/** thread_adopt_cpu - what runs is the idle thread of this CPU from now on. */
void thread_adopt_cpu(unsigned int cpu, unsigned long low, unsigned long high);
void thread_idle_loop(void) __noreturn;

/** thread_none_on - does @cpu run its idle thread?  It may be another one when this returns. */
bool thread_none_on(unsigned int cpu);

/** thread_tick - the timer's interrupt: wake whose time has come; interrupts are off. */
void thread_tick(void);

/** thread_preempt - the end of an interrupt: let another run, if it is to. */
void thread_preempt(void);

/** thread_resched - the same outside of interrupts, where a CPU was just given back. */
void thread_resched(void);

/** thread_entered - the first thing that a new thread does. */
void thread_entered(void);

/** thread_init - a record that is new, of a thread with the stack [@low, @high). */
void thread_init(struct thread *t, unsigned long low, unsigned long high);

/** room_take - a new record and its stack; interrupts are off. Return: NULL: no room. */
struct thread *room_take(void);
/** room_give - free both; interrupts are off, and the scheduler's lock is not held. */
void room_give(struct thread *t);

void cpus_free(void);
void cpus_start(const struct machine_config *config);
bool cpus_simulated(void);

/**
 * cpus_only - the only CPU that @t may run on, since it holds it or is bound to it; else -1.
 * Simulated CPUs are nowhere.
 */
int cpus_only(const struct thread *t);

/* ---- the port's own memory ------------------------------------------------------------------- */

/** struct ram_range - RAM as the boot loader tells of it. */
struct ram_range {
	u64 start, end;
};

/**
 * struct bare_ram - all RAM, sorted; and what of it is not the machine's.
 * @kept_start, @kept_end: the image, and behind it the port's own frames; set by kept_place().
 * @firmware: a part of one of the ranges that is the firmware's, or nothing; set by the board.
 */
struct bare_ram {
	struct ram_range range[BARE_RAM_RANGES];
	unsigned int nr;
	u64 kept_start, kept_end;
	struct ram_range firmware;
};

extern struct bare_ram bare_ram;
extern unsigned long bare_direct; /* address of physical 0, also while no machine runs */

/** bare_at - where @physical is in the direct map. */
static inline void *bare_at(u64 physical)
{
	return (void *)(bare_direct + (unsigned long)physical);
}

void ram_add(u64 start, u64 end);
u64 ram_bytes(void);

/**
 * kept_place - where the image is to be, with the port's own frames behind it.
 * @image_bytes: how large it is; @limit: it must end below.
 * Return: the physical address.
 */
u64 kept_place(u64 image_bytes, u64 limit);

/** kept_take - a zeroed frame of the port's own: its physical address; 0: none is left. */
u64 kept_take(void);
void kept_give(u64 frame);

/** pages_map - map @frame at @addr; the table's frames are the port's. Return: 0 or -ENOMEM. */
int pages_map(unsigned long addr, u64 frame, unsigned long nr);

/** pages_unmap - unmap [@addr, @addr + @nr pages); @give: the frames go back to the port. */
void pages_unmap(unsigned long addr, unsigned long nr, bool give);

/** lazy_take - @bytes of addresses whose frames come when they are touched; NULL: no room. */
void *lazy_take(size_t bytes);
void lazy_give(void *p, size_t bytes);

/** lazy_fault - was @addr such an address?  It has a frame then. */
bool lazy_fault(unsigned long addr);

/** stack_take - a stack of BARE_STACK_BYTES above a page that is never mapped. Return: or 0. */
unsigned long stack_take(void);

/* ---- faults and the end ---------------------------------------------------------------------- */

/** bare_trap - serve a fault; returns where to go on at, in @trap, or not at all. */
void bare_trap(struct port_trap *trap);

/** sequence_resume - where to go on after an interrupt at @ip: see port/sequence_bare.h. */
unsigned long sequence_resume(unsigned long ip);
void sequences_init(void);

/** bare_start - everything, once the board can print and has told of its RAM. Does not return. */
void bare_start(const char *command_line) __noreturn;

/** bare_say - print, without a machine: %s, %x (unsigned long), %u (unsigned long). */
void bare_say(const char *fmt, ...);

/** bare_refuse - why port_start() does, for port_error(). Return: @err. */
int bare_refuse(int err, const char *fmt, ...) __printf(2, 3);

/** bare_stop_others - this CPU goes on alone, and has the voice. */
void bare_stop_others(void);

/** bare_end - leave the emulator, or stop the board. */
void bare_end(int status) __noreturn;

int main(int argc, char **argv);

/* ---- what a board brings --------------------------------------------------------------------- */

/**
 * struct board_space - addresses of the board.
 * @kernel_start: the lowest that is not users'; from here on all address spaces are alike.
 * @vmalloc_start, ...: as in struct port_info.
 * @lazy_start: for lazy_take().
 * @stack_start: for the stacks of threads.
 */
struct board_space {
	unsigned long kernel_start;
	u64 direct_bytes;
	unsigned long vmalloc_start, vmalloc_end;
	unsigned long kmap_start, kmap_end;
	unsigned long lazy_start, lazy_end;
	unsigned long stack_start, stack_end;
	unsigned long user_start, user_end;
};

extern struct board_space board_space;

/** board_direct_map - RAM has its addresses from now on; kept_take() works. */
void board_direct_map(void);

/* Boards with page tables have these from tables.c, for their <port/entry.h>. */
int board_map(unsigned long addr, u64 frame, unsigned long nr);
/** board_unmap - @freed is called for each frame that was mapped, after the flush; or NULL. */
void board_unmap(unsigned long addr, unsigned long nr, void (*freed)(u64 frame));

/** board_is_mapped - does an access at @addr go through? */
bool board_is_mapped(unsigned long addr);

/** board_protect - may anybody access these mapped pages, or does who does so get a fault? */
void board_protect(unsigned long addr, unsigned long nr, bool open);

/** board_start - interrupts, clock and other CPUs. */
void board_start(void);
u64 board_time_ns(void);
/** board_alarm - have thread_tick() called at @when, or before; interrupts are off. */
void board_alarm(u64 when);
/** board_put - print a character; one line at a time comes, if the voice is not taken for long. */
void board_put(u8 c);
void board_exit(int status);
void board_halt(void) __noreturn;

/** board_switch - note this thread's registers at *@from, go on with those at @to. */
void board_switch(unsigned long *from, unsigned long to);
/** board_new_stack - a stack that board_switch() can go to; calls @fn(). Return: its @sp. */
unsigned long board_new_stack(unsigned long top, void (*fn)(void));
/** board_stack_call - call @fn(@arg) with the stack pointer at @top; *@left notes the old one. */
void board_stack_call(void (*fn)(void *arg), void *arg, unsigned long top, unsigned long *left);

#endif
