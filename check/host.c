// SPDX-License-Identifier: MIT
/* Memory for the account of allocations, from the host. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>

#include "check/check.h"

/* Zeroed, in whole pages, and only what is touched costs anything. */
void *check_host_alloc(unsigned long size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void *check_host_reserve(unsigned long addr, unsigned long size)
{
	void *p = mmap((void *)addr, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	/* Older hosts take the address as a hint. */
	if (p != (void *)addr) {
		munmap(p, size);
		return NULL;
	}
	madvise(p, size, MADV_DONTDUMP);
	madvise(p, size, MADV_NOHUGEPAGE);
	return p;
}

void *check_host_code(unsigned long size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void check_host_free(void *p, unsigned long size)
{
	if (p)
		munmap(p, size);
}

/* Where the host refuses, for want of mappings, pages stay as they are: less is found. */
void check_host_protect(void *p, unsigned long size, bool open)
{
	mprotect(p, size, open ? PROT_READ | PROT_WRITE : PROT_NONE);
}
