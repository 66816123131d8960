// SPDX-License-Identifier: MIT
/* What check/ keeps of its own (check/check.h): it must not be the machine's, which it watches. */
#include "port/bare/bare.h"

void *check_host_alloc(unsigned long size);
void *check_host_code(unsigned long size);
void check_host_protect(void *p, unsigned long size, bool open);
void *check_host_reserve(unsigned long addr, unsigned long size);
void check_host_free(void *p, unsigned long size);

void *check_host_alloc(unsigned long size)
{
	return lazy_take(size);
}

/* Nothing that an image has writes functions while it runs. */
void *check_host_code(unsigned long size)
{
	return NULL;
}

/* The shadow of accesses would take an eighth of all addresses. */
void *check_host_reserve(unsigned long addr, unsigned long size)
{
	return NULL;
}

/* Of pages that have an entry of their own; the direct map's are larger, and stay as they are. */
void check_host_protect(void *p, unsigned long size, bool open)
{
	board_protect((unsigned long)p, size / BARE_PAGE, open);
}

void check_host_free(void *p, unsigned long size)
{
	if (p)
		lazy_give(p, size);
}
