// SPDX-License-Identifier: MIT
/*
 * The library's machine, on the C library's side: its life, under one lock.
 *
 * lib.h shows who calls whom.  The lock is held while a machine boots, so that of several threads
 * with a first call one boots and the others wait; machine_ready() lets the booting thread itself
 * pass, which allocates as the layers come up.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ashlar/ashlar.h>

#include "lib/lib.h"

static pthread_mutex_t life = PTHREAD_MUTEX_INITIALIZER;
/* Why there is no machine, and that the first call that wanted one was told so. */
static char reason[256];
static bool refused;

/* ---- booting --------------------------------------------------------------------------------- */

static int take_config(struct machine_config *to, bool *profile_given,
		       const struct ashlar_config *from)
{
	struct ashlar_config given = { 0 };
	size_t size = from->size ? from->size : sizeof(given);

	/* A program built with a later header may know fields that this library does not. */
	if (size < sizeof(given.size)) {
		snprintf(reason, sizeof(reason), "ashlar_config.size is %zu", size);
		return -EINVAL;
	}
	for (size_t i = sizeof(given); i < size; i++)
		if (((const char *)from)[i]) {
			snprintf(reason, sizeof(reason),
				 "the configuration has fields that libashlar " ASHLAR_VERSION
				 " does not know");
			return -EINVAL;
		}
	memcpy(&given, from, size < sizeof(given) ? size : sizeof(given));
	*profile_given = given.profile != ASHLAR_DEFAULT;
	switch (given.profile) {
	case ASHLAR_DEFAULT:
	case ASHLAR_PC64:
		to->profile = PROFILE_PC64;
		break;
	case ASHLAR_PC32:
		to->profile = PROFILE_PC32;
		break;
	case ASHLAR_NOMMU:
		to->profile = PROFILE_NOMMU;
		break;
	default:
		snprintf(reason, sizeof(reason), "there is no profile %d", (int)given.profile);
		return -EINVAL;
	}
	to->memory = given.memory;
	to->max_memory = given.max_memory;
	to->movable = given.movable;
	to->cma = given.cma;
	to->no_grouping = given.no_grouping;
	to->nodes = given.nodes;
	to->cpus = given.cpus;
	/* The kernel would take an empty text for all the usual checks. */
	to->debug = given.debug && !*given.debug ? "-" : given.debug;
	to->slab_harden = given.harden;
	to->slab_randomize = given.randomize;
	to->init_on_alloc = given.init_on_alloc;
	to->init_on_free = given.init_on_free;
	to->quiet = given.quiet;
	return 0;
}

/* Under the lock. */
static int boot(const struct ashlar_config *config)
{
	struct machine_config machine = { .quiet = true };
	bool profile_given = false;
	int err = 0;

	reason[0] = 0;
	if (config)
		err = take_config(&machine, &profile_given, config);
	if (!err)
		err = environment_config(&machine, profile_given, reason, sizeof(reason));
	if (err)
		return err;
	err = lib_boot(&machine);
	if (err)
		snprintf(reason, sizeof(reason), "%s", lib_error());
	return err;
}

int ashlar_boot(const struct ashlar_config *config)
{
	int err;

	pthread_mutex_lock(&life);
	if (lib_running()) {
		snprintf(reason, sizeof(reason), "a machine runs already in this process");
		err = -EBUSY;
	} else {
		err = boot(config);
		refused = false;
	}
	pthread_mutex_unlock(&life);
	return err;
}

void ashlar_halt(void)
{
	pthread_mutex_lock(&life);
	lib_halt();
	pthread_mutex_unlock(&life);
}

/**
 * machine_demand - somebody needs memory and no machine runs: boot the default one.
 * Return: 0, or -errno after one line on standard error.
 */
int machine_demand(void)
{
	int err = 0;

	pthread_mutex_lock(&life);
	if (refused) {
		err = -ENOMEM;
	} else if (!lib_running()) {
		err = boot(NULL);
		if (err) {
			fprintf(stderr, "ashlar: no machine: %s\n", reason);
			refused = true;
		}
	}
	pthread_mutex_unlock(&life);
	return err;
}

/* ---- questions ------------------------------------------------------------------------------- */

bool ashlar_running(void)
{
	return lib_running();
}

const char *ashlar_error(void)
{
	return reason;
}

int ashlar_check(void)
{
	return lib_running() ? lib_check() : 0;
}

unsigned long ashlar_reports(void)
{
	return lib_reports();
}

const char *ashlar_version(void)
{
	return ASHLAR_VERSION;
}

long ashlar_show(const char *name, char *buf, size_t size)
{
	return lib_running() ? lib_show(name, buf, size) : -ENODEV;
}

/* ---- names for reports ----------------------------------------------------------------------- */

int lib_name_address(char *buf, size_t size, unsigned long address, char kind)
{
	/* A return address may lie behind the last instruction of its function. */
	unsigned long inside = kind == 'B' ? address - 1 : address;
	const char *file;
	Dl_info at;

	if (!dladdr((void *)inside, &at) || !at.dli_fname)
		return snprintf(buf, size, "0x%lx", address);
	file = strrchr(at.dli_fname, '/');
	file = file ? file + 1 : at.dli_fname;
	if (!at.dli_sname)
		return snprintf(buf, size, "%s+0x%lx", file, address - (unsigned long)at.dli_fbase);
	if (kind == 's')
		return snprintf(buf, size, "%s", at.dli_sname);
	return snprintf(buf, size, "%s+0x%lx [%s]", at.dli_sname,
			address - (unsigned long)at.dli_saddr, file);
}

void lib_name_process(int *pid, const char **name)
{
	*pid = (int)getpid();
	*name = program_invocation_short_name;
}
