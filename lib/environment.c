// SPDX-License-Identifier: MIT
/*
 * What machine a program gets: what its configuration leaves open is taken from the environment,
 * and what that leaves open from the host.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/lib.h"

/* Half of the host's memory: the rest is the program's own and everyone else's. */
#define HOST_SHARE 2
/* Where a machine begins that has only been told where to end. */
#define GROWING_START (64ull << 20)
/* Where the host does not say what it has. */
#define MEMORY_UNKNOWN (1ull << 30)

static const char *const profile_names[] = {
	[PROFILE_PC64] = "pc64",
	[PROFILE_PC32] = "pc32",
	[PROFILE_NOMMU] = "nommu",
};

static const char *get(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* The text is one number with, for sizes, a letter behind it. Return: false where it is not. */
static bool parse(const char *text, bool is_size, uint64_t *value)
{
	static const char letters[] = "KMGT";
	const char *letter;
	unsigned int shift = 0;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	if (errno)
		return false;
	if (is_size && *end) {
		letter = strchr(letters, *end & ~0x20);
		if (!letter)
			return false;
		shift = 10 * (unsigned int)(letter - letters + 1);
		end++;
	}
	if (*end || *value << shift >> shift != *value)
		return false;
	*value <<= shift;
	return true;
}

static uint64_t host_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);

	return pages > 0 && bytes > 0 ? (uint64_t)pages * (uint64_t)bytes / HOST_SHARE :
					MEMORY_UNKNOWN;
}

static int choose_profile(struct machine_config *config, char *reason, size_t size)
{
	const char *text = get("ASHLAR_PROFILE");

	config->profile = PROFILE_PC64;
	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof(profile_names) / sizeof(*profile_names); i++)
		if (!strcmp(text, profile_names[i])) {
			config->profile = (enum machine_profile)i;
			return 0;
		}
	snprintf(reason, size, "ASHLAR_PROFILE=%s is no profile: pc64, pc32 or nommu", text);
	return -EINVAL;
}

static int choose_count(const char *name, unsigned int *count, unsigned int otherwise, char *reason,
			size_t size)
{
	const char *text = get(name);
	uint64_t value;

	if (*count)
		return 0;
	*count = otherwise;
	if (!text)
		return 0;
	if (!parse(text, false, &value) || !value || value > UINT32_MAX) {
		snprintf(reason, size, "%s=%s is not a number above 0", name, text);
		return -EINVAL;
	}
	*count = (unsigned int)value;
	return 0;
}

static int choose_size(const char *name, u64 *bytes, u64 otherwise, char *reason, size_t size)
{
	const char *text = get(name);
	uint64_t value = otherwise;

	if (*bytes)
		return 0;
	if (text && (!parse(text, true, &value) || !value)) {
		snprintf(reason, size, "%s=%s is not a size such as 512M or 4G", name, text);
		return -EINVAL;
	}
	*bytes = value;
	return 0;
}

static void choose_text(const char *name, const char **text)
{
	if (!*text)
		*text = get(name);
}

/* A program that says how much it wants is not made to grow by the environment. */
static int choose_memory(struct machine_config *config, char *reason, size_t size)
{
	uint64_t memory = host_memory();
	int err = 0;

	if (!config->memory)
		err = choose_size("ASHLAR_MAX_MEM", &config->max_memory, 0, reason, size);
	if (config->max_memory)
		memory = config->max_memory < GROWING_START ? config->max_memory : GROWING_START;
	return err ? err : choose_size("ASHLAR_MEM", &config->memory, memory, reason, size);
}

int environment_config(struct machine_config *config, bool profile_given, char *reason, size_t size)
{
	int err = 0;

	if (!profile_given)
		err = choose_profile(config, reason, size);
	if (!err)
		err = choose_memory(config, reason, size);
	if (!err)
		err = choose_count("ASHLAR_NODES", &config->nodes, 1, reason, size);
	if (!err)
		err = choose_count("ASHLAR_CPUS", &config->cpus, 0, reason, size);
	choose_text("ASHLAR_DEBUG", &config->debug);
	choose_text("ASHLAR_HARDEN", &config->slab_harden);
	choose_text("ASHLAR_RANDOMIZE", &config->slab_randomize);
	choose_text("ASHLAR_INIT_ON_ALLOC", &config->init_on_alloc);
	choose_text("ASHLAR_INIT_ON_FREE", &config->init_on_free);
	return err;
}
