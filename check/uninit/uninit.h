/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/uninit/: what module code reads before anybody has written it.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 *	a module loads, stores	instrument.c	what the compiler calls: where the shadow is
 *	  asks for memory	alloc.c		it holds nothing yet
 *	  calls memcpy(), ...	strings.c	what they read was written, what they write is
 *	  copy_to_user(), ...	user.c		nothing goes to a program that nobody wrote
 *	  calls the core	calls.c		which may write what it is given a pointer to
 *	    and how much	effects.c	functions of which more is known
 *	  is called by it	context.c	with arguments and a stack that are initialised
 *	    and reads it	report.c	the report, once for each place
 *	      where from	origin.c	who made these bytes, and who moved them
 *	memory is born, dies	shadow.c	the shadow, and the rule for all of this
 */
#ifndef CHECK_UNINIT_UNINIT_H
#define CHECK_UNINIT_UNINIT_H

/** uninit_can - does this build have what it takes? */
_Bool uninit_can(void);

/**
 * uninit_start - follow which bytes module code has written; before the machine boots.
 * @memory: bytes of RAM that it will have.
 * Return: 0; -ENOMEM where the host refuses memory or addresses; -E2BIG where the machine is too
 * large; -EOPNOTSUPP where the build or the processor has no such checks.
 * Context: there is a listener to events, and access_start() was not called.
 */
int uninit_start(unsigned long long memory);

/** uninit_stop - no machine runs any more. */
void uninit_stop(void);

#endif
