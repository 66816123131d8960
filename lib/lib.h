/* SPDX-License-Identifier: MIT */
/*
 * Entrance of lib/: the core as a library for C programs, include/ashlar/ashlar.h.
 *
 *	ashlar_boot	host.c		locks, environment, defaults
 *	  lib_boot	machine.c	the machine, and the names its reports use
 *	kmalloc, ...	functions.c	what is inline for modules, as functions
 *
 * host.c stands on the C library and sees no kernel header, machine.c and functions.c the reverse;
 * this is what they share.
 *
 * A machine comes with the first call that needs one.  No fast path asks: where none runs, the
 * tables that fast paths read lead them to their slow halves, and those call machine_ready()
 * (mm/boot/boot.h), which asks machine_demand() here.
 */
#ifndef LIB_LIB_H
#define LIB_LIB_H

#include <port/port.h>

/* ---- machine.c, for host.c ------------------------------------------------------------------- */

int lib_boot(const struct machine_config *config);
void lib_halt(void);
bool lib_running(void);
const char *lib_error(void);
int lib_check(void);
unsigned long lib_reports(void);

/** lib_show - a file of /proc, as ashlar_show() has it; the machine runs. */
long lib_show(const char *name, char *buf, size_t size);

/* ---- host.c, for mm and machine.c ------------------------------------------------------------ */

/** machine_demand - see mm/boot/boot.h. */
int machine_demand(void);

/** lib_name_address - snprintf() the name of a code address; see printf_resolve_t. */
int lib_name_address(char *buf, size_t size, unsigned long address, char kind);
/** lib_name_process - who runs; the name stays valid. */
void lib_name_process(int *pid, const char **name);

/* ---- environment.c --------------------------------------------------------------------------- */

/**
 * environment_config - fill what is 0 or NULL in @config from the environment and the host.
 * @profile_given: config->profile is the caller's choice.
 * @reason: where to say why it cannot be done; @size: bytes there.
 * Return: 0 or -EINVAL.
 */
int environment_config(struct machine_config *config, bool profile_given, char *reason,
		       size_t size);

#endif
