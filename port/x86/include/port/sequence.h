/* SPDX-License-Identifier: MIT */
/* The frame of a sequence (port/sequence_bare.h): a segment leads to the CPU's record. */
#ifndef PORT_X86_SEQUENCE_H
#define PORT_X86_SEQUENCE_H

#include <port/sequence_bare.h>

/* Where struct bare_cpu has its fields; asserted in port/x86/boot.c. */
#ifdef __x86_64__
#define SEQUENCE_AT_SLOTS  48
#define SEQUENCE_AT_COPIES 56
#define SEQUENCE_AT_STEPS  64
#define SEQUENCE_SEGMENT   "%%gs:"
#else
#define SEQUENCE_AT_SLOTS  28
#define SEQUENCE_AT_COPIES 32
#define SEQUENCE_AT_STEPS  36
#define SEQUENCE_SEGMENT   "%%fs:"
#endif

/* SEQUENCE_CPU - a field of this CPU's record, as an operand. */
#define SEQUENCE_STR_(x) #x
#define SEQUENCE_STR(x)	 SEQUENCE_STR_(x)
#define SEQUENCE_CPU(at) SEQUENCE_SEGMENT SEQUENCE_STR(at)

#define SEQUENCE_BEGIN SEQUENCE_ENTER

/* The same, and [cpu] is what lies between slot memory of CPU 0 and of this one, in bytes. */
#define SEQUENCE_BEGIN_SLOTS SEQUENCE_BEGIN "mov " SEQUENCE_CPU(SEQUENCE_AT_SLOTS) ", %[cpu]\n\t"

/* Operands that the frame itself needs: none. */
#define SEQUENCE_USES

#endif
