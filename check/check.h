/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/: what finds mistakes in modules.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 *	check_start()		listens to the allocators' events	leak.c
 *	  module removed	lists what it did not give back		leak_report.c
 *	check_stop()
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

/**
 * check_start - begin to keep account of every allocation; no machine runs yet.
 * @say: prints one line, given without its newline.
 * Return: 0, or -ENOMEM where the host refuses the memory for the account.
 */
int check_start(void (*say)(const char *line));

/** check_stop - forget everything; no machine runs any more. */
void check_stop(void);

/** check_leaks - allocations that modules did not give back, so far. */
unsigned long check_leaks(void);

/**
 * check_scan - look for memory of modules that is live and to which nothing leads any more.
 * Each place that took some is reported.  Return: how many allocations; -1 where the host has no
 * memory for it.  Context: process; modules' code does not run, or sleeps.
 */
long check_scan(void);

/**
 * check_host_alloc - memory of the host, zeroed, in whole pages: the machine's is what is watched.
 * Return: it, or NULL.  check_host_free() gives it back, and takes NULL.
 */
void *check_host_alloc(unsigned long size);

/**
 * check_host_reserve - memory of the host at an address of choice, zeroed, which costs nothing
 * before it is written to; check_host_free() gives it back.
 * Return: it, or NULL where something is there already or the host refuses so many addresses.
 */
void *check_host_reserve(unsigned long addr, unsigned long size);
void check_host_free(void *p, unsigned long size);

/** check_host_code - the same, of which processors take instructions. */
void *check_host_code(unsigned long size);

/** check_host_protect - may anybody access these whole pages, or does who does so get a fault? */
void check_host_protect(void *p, unsigned long size, _Bool open);

#endif
