// SPDX-License-Identifier: MIT
/*
 * The machine that kmalloc() and caches are measured on: the kernel's side of a worker.
 *
 * Booted as a program that uses the library boots it, so without the modules' world, whose clock
 * ticks; nothing is checked and nothing is traced.
 */
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "cli/bench/loops.h"

#include "mm/boot/boot.h"

const char *ours_start(u64 memory)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = memory,
		.nodes = 1,
		.quiet = true,
	};

	return machine_boot(&config) ? machine_error() : NULL;
}

struct kmem_cache *ours_cache(size_t size)
{
	char name[32];

	snprintf(name, sizeof(name), "bench_%zu", size);
	return kmem_cache_create(name, (unsigned int)size, 0, SLAB_NO_MERGE, NULL);
}
