// SPDX-License-Identifier: MIT
/* A malloc that does something else for one size: -DDO=..., otherwise it is the C library's. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define STRANGE_SIZE 65536

void *__libc_malloc(size_t size);
void __libc_free(void *p);

void *malloc(size_t size)
{
	if (size == STRANGE_SIZE)
		DO;
	return __libc_malloc(size);
}

void free(void *p)
{
	__libc_free(p);
}
