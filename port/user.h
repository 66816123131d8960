/* SPDX-License-Identifier: MIT */
/*
 * Programs: code that runs in the processor's mode for users, at addresses of its own.
 *
 * A port whose processor has such a mode offers what is here; kernel/process/ makes processes of
 * it, and is linked with those ports alone.
 *
 *	port_space_*()	  the page tables of a program; the kernel's part is the same in all
 *	port_user_run()	  the program goes on until it needs something, or may not go on
 *	port_user_copy()  the kernel reaches the program's memory by the program's own addresses
 *
 * The kernel's pages are not the user's to read, write or run; the user's pages are not the
 * kernel's to run, and where the processor can tell (SMAP), to read or write but by
 * port_user_copy().
 */
#ifndef PORT_USER_H
#define PORT_USER_H

#include <port/trap.h>
#include <port/types.h>

/* ---- address spaces -------------------------------------------------------------------------- */

enum { PORT_SPACE_WRITE = 1, PORT_SPACE_EXEC = 2 };

/**
 * struct port_space - the page tables of one program, from port.user_start to port.user_end.
 *
 *	@nr_tables = tables that were taken and not given back, with the root and those at @gone
 *	@stale_start < @stale_end  <=>  some CPU may still reach what was taken out between
 *
 * @take_table: a zeroed frame that the direct map reaches: its physical address; 0: there is none.
 * @give_table: takes it back.
 * @root: the first table.
 * @gone: tables that were taken out, each with the next one's address; 0 ends it.
 *
 * One thread uses a space.  Whoever changes it keeps others from doing so meanwhile, until it has
 * settled; others may look into it (port_space_find()) where nothing is taken out of it meanwhile.
 */
struct port_space {
	u64 (*take_table)(void);
	void (*give_table)(u64 frame);
	u64 root, gone;
	unsigned long stale_start, stale_end;
	unsigned long nr_tables;
};

/**
 * port_space_make - a space with nothing in it; the two functions of @space are filled in.
 * Return: 0 or -ENOMEM.
 */
int port_space_make(struct port_space *space);

/** port_space_free - give back the last table; nothing is mapped and nobody uses it. */
void port_space_free(struct port_space *space);

/**
 * port_space_map - have the page at @addr, where nothing is, show @frame.
 * @how: PORT_SPACE_*.
 * Return: 0 or -ENOMEM.
 */
int port_space_map(struct port_space *space, unsigned long addr, u64 frame, unsigned int how);

/** port_space_find - the frame at @addr; 0: none.  @how: what may be done there; or NULL. */
u64 port_space_find(const struct port_space *space, unsigned long addr, unsigned int *how);

/**
 * port_space_unmap - take pages out of [@*start, @end), and tables that have none left.
 * @start: moves on behind what was looked at.
 * @frames: has at most @nr of them afterwards, which are nobody else's before port_space_settle().
 * Return: how many; 0: there are none left.
 */
unsigned int port_space_unmap(struct port_space *space, unsigned long *start, unsigned long end,
			      u64 *frames, unsigned int nr);

/**
 * port_space_settle - what was taken out is reached by nobody any more: CPUs forget it, at most
 * once for all that, and its tables are given back.
 */
void port_space_settle(struct port_space *space);

/** port_space_use - the calling thread is in @space from now on; NULL: in none. */
void port_space_use(struct port_space *space);

/* ---- the program ----------------------------------------------------------------------------- */

#define PORT_USER_ARGS 6
/* Registers of every kind, as the port keeps them. */
#define PORT_USER_STATE 96

enum port_user_why {
	PORT_USER_INTERRUPT, /* an interrupt came, and was served: the program is not concerned */
	PORT_USER_CALL,	     /* it calls the kernel */
	PORT_USER_TRAP,	     /* it did what it may not do */
	PORT_USER_STEP,	     /* it made one step, or came to a breakpoint */
};

/**
 * struct port_user - a program while it does not run.
 * @why: it came back.
 * @trap: where it is, and what it did (PORT_USER_TRAP).
 * @vector, @error: the processor's own numbers for that.
 * @call, @args: what it asks for (PORT_USER_CALL).
 * @state: the port's.
 */
struct port_user {
	enum port_user_why why;
	struct port_trap trap;
	unsigned long vector, error;
	unsigned long call, args[PORT_USER_ARGS];
	u64 state[PORT_USER_STATE] __attribute__((aligned(16)));
};

/** port_user_begin - a program that is to begin at @ip with its stack at @sp. */
void port_user_begin(struct port_user *user, unsigned long ip, unsigned long sp);

/**
 * port_user_run - let it go on in the space that the calling thread uses, until it comes back.
 * Context: process, on the thread's own stack; holds no CPU.
 */
void port_user_run(struct port_user *user);

/** port_user_return - what its call has come to. */
void port_user_return(struct port_user *user, long value);

/* ---- its memory ------------------------------------------------------------------------------ */

/**
 * port_user_copy - copy @n bytes between the kernel's memory and the calling thread's space.
 * @write: to the user's @addr from @kernel, else the other way round.
 * The range lies below port.user_end.
 * Return: bytes at the end that were not copied, since something there could not be accessed.
 */
size_t port_user_copy(void *kernel, unsigned long addr, size_t n, bool write);

/**
 * port_user_fault - asked where port_user_copy() finds no page, or none that it may write.
 * Context: that of the copy.
 * Return: true where it is to be tried again.
 */
extern bool (*port_user_fault)(unsigned long addr, bool write);

#endif
