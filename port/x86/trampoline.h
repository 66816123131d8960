/* SPDX-License-Identifier: MIT */
/* Where another processor begins, for start_64.S and smp.c. */
#ifndef PORT_X86_TRAMPOLINE_H
#define PORT_X86_TRAMPOLINE_H

/* A page below 1 MiB; while processors are started nobody else has it. */
#define TRAMPOLINE	 0x8000
#define TRAMPOLINE_WORDS 32

#endif
