/* SPDX-License-Identifier: MIT */
#ifndef ASM_LINKAGE_H
#define ASM_LINKAGE_H

/* Functions called from assembler take their arguments as all others do. */
#define asmlinkage

#endif
