/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/guard/: some objects between pages that nobody may access.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 *	guard_start()		takes pages			pool.c
 *	  allocations		one of some is placed there	pool.c
 *	  a fault there		is told of, and goes on		report.c
 *	guard_stop()		gives the pages back
 */
#ifndef CHECK_GUARD_GUARD_H
#define CHECK_GUARD_GUARD_H

/* Derived: as slots are used in turn, thousands of objects are taken before one is used again. */
#define GUARD_EVERY 32

/**
 * guard_start - begin to place objects of modules; a machine runs, and an account is kept.
 * @every: each of so many, and the first of each place that takes some.
 * Return: 0; -ENOMEM where the machine has no pages for it; -EOPNOTSUPP in builds with the tiny
 * engine.
 */
int guard_start(unsigned int every);

/** guard_stop - end; modules are gone, the machine runs. */
void guard_stop(void);

#endif
