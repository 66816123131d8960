/* SPDX-License-Identifier: MIT */
/* The entrance of mm/highmem for bring-up.  highmem.c and flat.c define the same names. */
#ifndef MM_HIGHMEM_HIGHMEM_H
#define MM_HIGHMEM_HIGHMEM_H

#include <linux/types.h>

struct textbuf;

/** kmap_init - lay the slots out. Return: 0 or -ENOMEM. */
int kmap_init(void);

/** kmap_exit - forget all mappings; those still in use are their owners' leaks. */
void kmap_exit(void);

/**
 * kmap_explain_fault - what an address at which nothing is mapped has to do with kmap().
 * Return: false where nothing; true after adding it to @t.
 * Context: any, also while someone crashed in the middle of this layer.
 */
bool kmap_explain_fault(unsigned long addr, struct textbuf *t);

/** kmap_check - prove the layer's invariants. Return: how many are broken, each one printed. */
int kmap_check(void);

#endif
