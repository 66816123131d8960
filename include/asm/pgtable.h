/* SPDX-License-Identifier: MIT */
/* Protections of a mapping, as callers of vmap() and kmap_prot() name them. */
#ifndef _ASM_PGTABLE_H
#define _ASM_PGTABLE_H

#include <linux/types.h>

typedef struct {
	unsigned long pgprot;
} pgprot_t;

#define pgprot_val(x) ((x).pgprot)
#define __pgprot(x)   ((pgprot_t){ (x) })

#define _PAGE_PRESENT 0x1ul
#define _PAGE_RW      0x2ul

/* Kernel mappings are readable and writable; code is not mapped here. */
#define PAGE_KERNEL	    __pgprot(_PAGE_PRESENT | _PAGE_RW)
#define PAGE_KERNEL_RO	    __pgprot(_PAGE_PRESENT)
#define PAGE_KERNEL_EXEC    PAGE_KERNEL
#define PAGE_KERNEL_NOCACHE PAGE_KERNEL

/** vmalloc_base, vmalloc_limit - vmalloc space, [start, end); the same twice: there is none. */
extern unsigned long vmalloc_base, vmalloc_limit;

#define VMALLOC_START vmalloc_base
#define VMALLOC_END   vmalloc_limit

#endif
