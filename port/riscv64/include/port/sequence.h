/* SPDX-License-Identifier: MIT */
/* The frame of a sequence (port/sequence_bare.h): [cpu] is the CPU's number once it has begun. */
#ifndef PORT_RISCV64_SEQUENCE_H
#define PORT_RISCV64_SEQUENCE_H

#include <port/sequence_bare.h>

/* 16 is where struct bare_cpu has the number; asserted in port/riscv64/boot.c. */
#define SEQUENCE_BEGIN SEQUENCE_ENTER "lwu %[cpu], 16(tp)\n\t"

#endif
