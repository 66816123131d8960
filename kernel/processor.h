/* SPDX-License-Identifier: MIT */
/*
 * What differs between processors in loading modules and in telling of their crashes.
 * kernel/processor_CPU.c has it for one; the build takes that of the machine it builds for.
 *
 * Plain C, as kernel/loader.h is.
 */
#ifndef KERNEL_PROCESSOR_H
#define KERNEL_PROCESSOR_H

struct crash;

/* The ELF machine of modules. */
extern const unsigned int processor_elf_machine;

/** processor_reloc_is_address - is this a relocation that holds the address of a symbol? */
_Bool processor_reloc_is_address(unsigned int type);

/**
 * processor_note_crash - note the registers of a crash, and which access failed.
 * @context: what a signal handler gets, a ucontext_t.
 * @address: which one could not be accessed; NULL when that is not what the signal is about.
 * Return: false for what is no fault of paging, though the host's signal is the same.
 */
_Bool processor_note_crash(struct crash *crash, const void *context, const void *address);

/**
 * processor_caller - after a jump to nowhere: the address that the call would have returned to.
 * Reads the stack, which the caller knows to be there.
 */
unsigned long processor_caller(const struct crash *crash);

/* How Linux begins the line that says where it happened. */
extern const char processor_where[];

/**
 * processor_registers - one line of the registers, as Linux prints them.
 * @i: which line, from 0.
 * Return: false past the last.
 */
_Bool processor_registers(const struct crash *crash, unsigned int i, char *line,
			  unsigned long size);

#endif
