/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/access/: what module code may access, looked at as it accesses it.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 *	a module loads, stores	instrument.c	what the compiler calls: a look at the shadow
 *	  calls memcpy(), ...	strings.c	the same for functions of the C library
 *	  copy_to_user(), ...	user.c		the same for the kernel's side of these copies
 *	  and may not		report.c	the report, once for each place
 *	    whose memory	describe.c	objects, blocks, areas, stacks, variables
 *	memory is born, dies	shadow.c	what the layers tell: mm/boot/access.h
 *	  was freed		kept.c		is held back for a while
 *	  events		owners.c	who took and gave what is no object of a cache
 *	a module comes, goes	globals.c	its variables
 */
#ifndef CHECK_ACCESS_ACCESS_H
#define CHECK_ACCESS_ACCESS_H

/**
 * access_start - check what instrumented modules access; before the machine boots.
 * @memory: bytes of RAM that it will have.
 * Return: 0; -ENOMEM where the host refuses the addresses for the shadow; -EOPNOTSUPP where the
 * build cannot have one.
 * Context: a listener to events is set, and stays set until access_stop().
 */
int access_start(unsigned long long memory);

/** access_stop - no machine runs any more. */
void access_stop(void);

#endif
