/* SPDX-License-Identifier: MIT */
/*
 * loops.c with malloc() and free(): the C library's, or whichever is preloaded.
 *
 * Declared here, since this is compiled as the kernel's code is, without the C library's headers.
 */
#include "port/types.h"

void *malloc(size_t size);
void free(void *p);

#define LOOPS		  loops_malloc
#define TAKE(work, bytes) malloc(bytes)
#define GIVE(work, p)	  free(p)
